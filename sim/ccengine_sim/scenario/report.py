"""A simulated day as the sums that the books have of one: what is made of them is the books' to say
(ccengine.office.numbers.figures)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ccengine.acd.commands import CallBack, Join, Ring, SetAgent
from ccengine.acd.events import TalkBegan, TalkHeld
from ccengine.acd.state import AgentState
from ccengine.model.ids import AgentId, OfferId, QueueName, Seconds
from ccengine.office.booking_agents import AWAY
from ccengine.office.numbers.agents import AgentSums
from ccengine.office.numbers.queues import HALF_MS, QueueSums, Thresholds
from ccengine_sim.virtual.visit import End, Visit

TELLING = frozenset((CallBack, Ring, Join, TalkBegan, TalkHeld, SetAgent))


class States:
    """Agents' time in each state, from the records that tell them (as office/booking_agents.py does)."""

    def __init__(self) -> None:
        self._now: dict[AgentId, tuple[str, Seconds]] = {}
        self._due: dict[AgentId, Seconds] = {}  # when the state that he is in ends by itself
        self._times: dict[AgentId, dict[str, Seconds]] = defaultdict(lambda: defaultdict(float))
        self._who: dict[OfferId, AgentId] = {}
        self._wrap_up: dict[AgentId, QueueName] = {}
        self.sums: dict[AgentId, AgentSums] = defaultdict(AgentSums)
        self.wrap_ups: dict[QueueName, Seconds] = defaultdict(float)

    def take(self, body: object, now: Seconds) -> None:
        if type(body) not in TELLING:
            return
        match body:
            case Ring(offer=offer, agent=agent, queue=queue):
                self._who[offer], self._wrap_up[agent] = agent, queue
                self.sums[agent].offered += 1
                self._begin(agent, AgentState.RINGING, now)
            case CallBack(agent=agent):
                self._begin(agent, AgentState.RESERVED, now)
            case Join(agent=agent):
                self._begin(agent, AgentState.JOINING, now)
            case TalkBegan(offer=offer) if offer in self._who:
                self.sums[self._who[offer]].answered += 1
                self._begin(self._who[offer], AgentState.TALKING, now)
            case TalkHeld(offer=offer, held=held) if offer in self._who:
                self._begin(self._who[offer], AgentState.ON_HOLD if held else AgentState.TALKING, now)
            case SetAgent(agent=agent, state=state, until=until):
                due = self._due.get(agent)
                if due is not None and now - due > AWAY:
                    now = max(self._now[agent][1], due)
                self._begin(agent, state, now)
                if until is not None:
                    self._due[agent] = until

    def _begin(self, agent: AgentId, state: str, now: Seconds) -> None:
        before = self._now.get(agent)
        self._due.pop(agent, None)
        if before is not None:
            self._times[agent][before[0]] += now - before[1]
            if before[0] == AgentState.WRAP_UP:
                self.wrap_ups[self._wrap_up[agent]] += now - before[1]
        self._now[agent] = (state, now)

    def until(self, now: Seconds) -> Mapping[AgentId, Mapping[str, Seconds]]:
        """Seconds by agent and state, of the time logged in."""
        for agent, (state, _) in [*self._now.items()]:
            self._begin(agent, state, now)
        return {
            agent: {state: seconds for state, seconds in times.items() if state != AgentState.LOGGED_OUT}
            for agent, times in sorted(self._times.items())
        }


def queue_sums(visits: Iterable[Visit], wrap_ups: Mapping[QueueName, Seconds], by: Thresholds) -> dict[str, QueueSums]:
    """Of visits that are over."""
    found: dict[str, QueueSums] = defaultdict(QueueSums)
    for visit in visits:
        _count(found[visit.caller.queue], visit, by.of(visit.caller.queue), by.short)
    for queue, sums in found.items():
        sums.wrap_up = wrap_ups.get(QueueName(queue), 0.0)
    return dict(found)


def _count(sums: QueueSums, visit: Visit, threshold: Seconds, short: Seconds) -> None:
    wait = visit.wait
    within = wait <= threshold + HALF_MS
    sums.offered += 1
    sums.longest = max(sums.longest, wait)
    if visit.answered is not None:
        sums.answered += 1
        sums.answered_within += within
        sums.handled += 1
        sums.wait_answered += wait
        sums.talk += visit.talk
    elif visit.end is End.SENT_ON:
        sums.flowed_out += 1
    elif visit.end is End.ABANDONED:
        sums.abandoned_within += within
        if wait < short - HALF_MS:
            sums.abandoned_short += 1
        else:
            sums.abandoned += 1
            sums.wait_abandoned += wait
