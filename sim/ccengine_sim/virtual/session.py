"""A caller in his flow: whom he is, and what the flow asks of the engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ccengine.acd.dial.dialer import Dialer
from ccengine.acd.events import CallbackFailed, CallerLeft, CallerQueued, WayOutTaken
from ccengine.engine.machines import Machines
from ccengine.flow import Bundle, Frame, Standing, given
from ccengine.flow.expr import Value
from ccengine.model import facts
from ccengine.model.call import Leave
from ccengine.model.callbacks import Asked
from ccengine.model.desk import Waiting
from ccengine.model.dialling import Dialling
from ccengine.model.ids import AgentId, CallId, NodeId, OfferId, QueueName, Seconds
from ccengine.model.routing import Step
from ccengine.model.why import By, DialExit, LegCause
from ccengine_sim.virtual.line import Line
from ccengine_sim.virtual.people import Caller
from ccengine_sim.virtual.telephone import Answer

if TYPE_CHECKING:
    from ccengine_sim.virtual.hotline import Hotline

BETWEEN = 0.3  # seconds between two keys


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where a called number leads."""

    bundle: Bundle
    language: str
    variables: Mapping[str, Value] = field(default_factory=dict)  # of the port

    def begin(self) -> Standing:
        return self.again(Standing([Frame(self.bundle.start, NodeId(""))]))

    def again(self, standing: Standing) -> Standing:
        """Where a call goes on."""
        return given(standing, self.bundle, self.variables)


@dataclass(frozen=True, slots=True)
class Person:
    """A caller as he meets flows: besides what he brings to a queue, which keys he presses where."""

    caller: Caller
    called: str
    number: str
    ends: By  # who hangs up after a talk
    keys: Callable[[NodeId], str]  # at this node; "" for none
    thinks: Callable[[], Seconds]  # from the begin of a node to the key
    later: Caller  # the same, when he is called back
    accepts: bool  # does he want to be?
    answers: Callable[[int], Answer]  # his telephone, at this try (from 0)


class Session:
    """Implements `Desk`."""

    def __init__(self, hotline: "Hotline", person: Person, line: Line, entrance: Entrance) -> None:
        self.hotline, self.person, self.line, self.entrance = hotline, person, line, entrance
        self.runs = False  # its flow does: not while an engine is dead, nor in a talk that outlived one

    def music(self, queue: QueueName) -> str:
        return "default"

    def head_start(self, caller_class: str) -> Seconds:
        """Simulated callers have no class."""
        return 0.0

    def enter_queue(
        self,
        call: CallId,
        queue: QueueName,
        head_start: Seconds = 0.0,
        steps: tuple[Step, ...] = (),
        longest_expected: Seconds | None = None,
        customer: str = "",
    ) -> None:
        self.hotline.queued(self, CallerQueued(call, queue, head_start, steps, longest_expected, True, customer))

    def last_agent(self, queue: QueueName, customer: str, within: Seconds) -> AgentId:
        now = self.hotline.timeline.now
        return self.hotline.machine.last_agent(queue, customer, within, now) or AgentId("")

    def waiting(self, call: CallId) -> Waiting | None:
        machines = Machines(self.hotline.machine, Dialer())
        return machines.waiting(call, self.hotline.timeline.now)

    def take_way_out(self, call: CallId, key: str) -> None:
        self.hotline.post(WayOutTaken(call, key))

    def call_back(self, call: CallId, queue: QueueName, number: str) -> Asked:
        return self.hotline.back.ask(self, queue, number)

    def forced(self, schedule: str) -> str:
        """Nobody is there to force one."""
        return ""

    def reached(self, call: CallId, queue: QueueName) -> None:
        self.hotline.reached(self, queue)

    def not_confirmed(self, call: CallId) -> None:
        self.hotline.post(CallbackFailed(call, LegCause.NOT_CONFIRMED))

    def leave_queue(self, call: CallId, why: str) -> None:
        self.hotline.post(CallerLeft(call, By.FLOW, why))

    def dial(self, call: CallId, wish: Dialling) -> None:
        """Nobody outside is there."""
        timeline = self.hotline.timeline
        timeline.at(timeline.now + wish.ring, self._nobody)

    def _nobody(self) -> None:
        self.line.tell(Leave(DialExit.NO_ANSWER.value))

    def stop_dialling(self, call: CallId, why: str) -> None:
        """`dial` has its end already."""

    def joined(self, call: CallId) -> None:
        """The switch tells (TalkBegan)."""

    def talk_over(self, call: CallId, offer: OfferId, ok: bool, detail: str = "") -> None:
        if not ok:
            self.hotline.no_talk(offer)

    def write(self, fact: facts.CallFact) -> None:
        self.record(fact)

    def record(self, fact: facts.CallFact) -> None:
        self.hotline.keep(fact)
        if isinstance(fact, facts.NodeEntered):
            self.press(fact.node)

    def press(self, node: NodeId) -> None:
        """The keys that he presses at this node, if any."""
        timeline, keys = self.hotline.timeline, self.person.keys(node)
        at = timeline.now + (self.person.thinks() if keys else 0.0)
        for key in keys:
            timeline.at(at, self.line.press, key)
            at += BETWEEN
