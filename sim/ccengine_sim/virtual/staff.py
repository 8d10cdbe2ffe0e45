"""What agents do by themselves: log in and out, answer or not, end their wrap-up, come back."""

from collections import Counter
from collections.abc import Callable, Iterable
from math import isinf

from ccengine.acd.commands import SetAgent
from ccengine.acd.events import AgentLoggedIn, AgentLoggedOut, AgentReady, Event
from ccengine.acd.state import AgentState
from ccengine.model.ids import AgentId, Seconds
from ccengine.model.why import LegCause
from ccengine_sim.virtual.chance import Chance, Law, Stream
from ccengine_sim.virtual.people import Worker
from ccengine_sim.virtual.timeline import Timeline

MISSED = (LegCause.NO_ANSWER.value, LegCause.REJECTED.value)  # until he says ready himself


class Staff:
    def __init__(
        self, workers: Iterable[Worker], timeline: Timeline, chance: Chance, tell: Callable[[Event], None]
    ) -> None:
        self._workers = {worker.id: worker for worker in workers}
        self._timeline = timeline
        self._chance = chance
        self._tell = tell
        self._streams: dict[tuple[AgentId, str], Stream] = {}
        self._drawn: Counter[tuple[AgentId, str]] = Counter()
        self._last: dict[AgentId, SetAgent] = {}
        for worker in self._workers.values():
            for begin, end in worker.shifts:
                timeline.at(timeline.now + begin, tell, AgentLoggedIn(worker.id))
                timeline.at(timeline.now + end, tell, AgentLoggedOut(worker.id))

    def answers(self, agent: AgentId) -> Seconds:
        """Rings so long this time."""
        return self._draw(agent, "answer", self._workers[agent].answers)

    def told(self, order: SetAgent) -> None:
        self._last[order.agent] = order
        worker = self._workers[order.agent]
        if order.state == AgentState.WRAP_UP:
            self._ready_in(order, self._draw(worker.id, "wrap_up", worker.ready_after))
        elif order.state == AgentState.NOT_READY and order.reason in MISSED:
            self._ready_in(order, self._draw(worker.id, "back", worker.comes_back))

    def _ready_in(self, order: SetAgent, seconds: Seconds) -> None:
        if not isinf(seconds):
            self._timeline.at(self._timeline.now + seconds, self._ready, order)

    def _ready(self, order: SetAgent) -> None:
        if self._last[order.agent] is order:  # nothing has changed since
            self._tell(AgentReady(order.agent))

    def _draw(self, agent: AgentId, what: str, law: Law) -> Seconds:
        key = (agent, what)
        if key not in self._streams:
            self._streams[key] = self._chance.stream(f"{agent}/{what}")
        number = self._drawn[key]
        self._drawn[key] = number + 1
        return law.draw(self._streams[key], number)
