"""What a flow asks of the engine, put in the mailbox.  Implements model.desk.Desk."""

from collections.abc import Callable, Container, Mapping
from dataclasses import replace

from ccengine.acd import events
from ccengine.acd.dial.events import DialAsked
from ccengine.model import facts
from ccengine.model.callbacks import Asked
from ccengine.model.desk import Waiting
from ccengine.model.dialling import SHOWN, Dialling, Rung, plan_of
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds
from ccengine.model.numbers import normal
from ccengine.model.routing import Step
from ccengine.model.settings import QueueSettings
from ccengine.model.why import By, LegCause


class EngineDesk:
    def __init__(
        self,
        post: Callable[[object], None],
        queues: Mapping[QueueName, QueueSettings],
        waiting: Callable[[CallId], Waiting | None],
        call_back: Callable[[CallId, QueueName, str], Asked],
        last_agent: Callable[[QueueName, str, Seconds], AgentId | None],
        forced: Callable[[str], str],
        head_starts: Mapping[str, Seconds] | None = None,
        agents: Container[str] = (),
        written: Callable[[object], None] | None = None,
    ) -> None:
        """`head_starts`: of classes of callers.  `agents`: extensions; every other target of a dial is outside.
        `written`: as `post`, and returns when it is on disk; without it nothing waits for the disk."""
        self.write: Callable[[facts.CallFact], None] = written or post
        self._head_starts = head_starts or {}
        self._agents = agents
        self._waiting = waiting
        self._call_back = call_back
        self._last_agent = last_agent
        self._forced = forced
        self._post = post
        self._queues = queues

    def music(self, queue: QueueName) -> str:
        settings = self._queues.get(queue)
        return settings.music if settings else "default"

    def head_start(self, caller_class: str) -> Seconds:
        return self._head_starts.get(caller_class, 0.0)

    def enter_queue(
        self,
        call: CallId,
        queue: QueueName,
        head_start: Seconds = 0.0,
        steps: tuple[Step, ...] = (),
        longest_expected: Seconds | None = None,
        customer: str = "",
    ) -> None:
        self._post(events.CallerQueued(call, queue, head_start, steps, longest_expected, True, customer))

    def last_agent(self, queue: QueueName, customer: str, within: Seconds) -> AgentId:
        return self._last_agent(queue, customer, within) or AgentId("")

    def forced(self, schedule: str) -> str:
        return self._forced(schedule)

    def waiting(self, call: CallId) -> Waiting | None:
        return self._waiting(call)

    def take_way_out(self, call: CallId, key: str) -> None:
        self._post(events.WayOutTaken(call, key))

    def leave_queue(self, call: CallId, why: str) -> None:
        self._post(events.CallerLeft(call, By.FLOW, why))

    def dial(self, call: CallId, wish: Dialling) -> None:
        plan = tuple(self._rung(rung, wish) for rung in plan_of(wish))
        targets = tuple(rung.target for rung in plan)
        alike = not wish.plan and wish.confirm is None  # a record says no more than it has to
        shown = wish.shown[:SHOWN]
        self._post(
            DialAsked(call, targets, wish.at_once, wish.ring, wish.limit, shown, wish.record, () if alike else plan)
        )

    def _rung(self, rung: Rung, wish: Dialling) -> Rung:
        """An agent's phone has no voicemail that would take the call."""
        target = normal(rung.target) or rung.target[:SHOWN]
        asked = wish.confirm_agents or target not in self._agents
        return replace(rung, target=target, confirm=rung.confirm if asked else None)

    def stop_dialling(self, call: CallId, why: str) -> None:
        self._post(events.CallerLeft(call, By.FLOW, why))

    def call_back(self, call: CallId, queue: QueueName, number: str) -> Asked:
        return self._call_back(call, queue, number)

    def reached(self, call: CallId, queue: QueueName) -> None:
        self._post(events.CallbackReached(call, queue))

    def not_confirmed(self, call: CallId) -> None:
        self._post(events.CallbackFailed(call, LegCause.NOT_CONFIRMED))

    def joined(self, call: CallId) -> None:
        """The switch itself tells when both are in one bridge (TalkSeen): nothing to add."""

    def talk_over(self, call: CallId, offer: OfferId, ok: bool, detail: str = "") -> None:
        """The session's own word, for the time that the switch's other socket is silent; told twice is once."""
        self._post(events.TalkEnded(offer, By.AGENT if ok else By.ENGINE, ok=ok))

    def record(self, fact: facts.CallFact) -> None:
        if isinstance(fact, facts.NodeEntered) and fact.visit == 1:
            # The runner answers before it enters the first node.  When it was, the switch tells, if it is in sight.
            self._post(facts.CallAnswered(fact.call, estimated=True))
        self._post(fact)
