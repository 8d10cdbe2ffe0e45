"""A caller in his flow: whom he is, and what the flow asks of the engine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ccengine.acd.dial.dialer import Dialer
from ccengine.acd.events import CallerLeft, CallerQueued, WayOutTaken
from ccengine.engine.machines import Machines
from ccengine.model import facts
from ccengine.model.call import Leave
from ccengine.model.callbacks import Asked
from ccengine.model.desk import Waiting
from ccengine.model.dialling import Dialling
from ccengine.model.ids import AgentId, CallId, NodeId, QueueName, Seconds
from ccengine.model.routing import Step
from ccengine.model.why import By, DialExit
from ccengine_sim.virtual.line import Line
from ccengine_sim.virtual.people import Caller

if TYPE_CHECKING:
    from ccengine_sim.virtual.hotline import Entrance, Hotline

BETWEEN = 0.3  # seconds between two keys


@dataclass(frozen=True, slots=True)
class Person:
    """A caller as he meets flows: besides what he brings to a queue, which keys he presses where."""

    caller: Caller
    called: str
    number: str
    ends: By  # who hangs up after a talk
    keys: Callable[[NodeId], str]  # at this node; "" for none
    thinks: Callable[[], Seconds]  # from the begin of a node to the key


class Session:
    """Implements `Desk`."""

    def __init__(self, hotline: "Hotline", person: Person, line: Line, entrance: "Entrance") -> None:
        self.hotline, self.person, self.line, self.entrance = hotline, person, line, entrance
        self.runs = False  # its flow does: not while an engine is dead, nor in a talk that outlived one

    def music(self, queue: QueueName) -> str:
        return "default"

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
        """Nobody is called back in a simulated day."""
        return Asked.OFF

    def reached(self, call: CallId, queue: QueueName) -> None:
        """Never: see `call_back`."""

    def not_confirmed(self, call: CallId) -> None:
        """Never: see `call_back`."""

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

    def talk_over(self, call: CallId, ok: bool, detail: str = "") -> None:
        if not ok:
            self.hotline.no_talk(call)

    def record(self, fact: facts.CallFact) -> None:
        self.hotline.keep(fact)
        if isinstance(fact, facts.NodeEntered) and (keys := self.person.keys(fact.node)):
            self._press(keys)

    def _press(self, keys: str) -> None:
        timeline = self.hotline.timeline
        at = timeline.now + self.person.thinks()
        for key in keys:
            timeline.at(at, self.line.press, key)
            at += BETWEEN
