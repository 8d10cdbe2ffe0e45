"""How long a call may expect to wait (docs/manual/acd.md, rules 27 to 30).

Computed when it is asked for, from the floor as it is: one look at each pool with a call that shares staff with the
caller's (docs/decisions/0170)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from math import fsum, inf, log1p
from typing import TYPE_CHECKING

from ccengine.acd.lessons import HANDLING
from ccengine.acd.needs import Need, need_of
from ccengine.acd.pool import Pool, members_of
from ccengine.acd.state import AgentState, Call, CallState
from ccengine.model.ids import AgentId, CallId, QueueName, Seconds

if TYPE_CHECKING:
    from ccengine.acd.floor import Things

Key = tuple[QueueName, Need]


@dataclass(frozen=True, slots=True)
class Staff:
    """Who could serve the caller by one step, and is there."""

    agents: frozenset[AgentId]
    pools: Counter[Pool]  # how many of them are members
    queues: Counter[QueueName]  # how many of them serve it, when nothing is asked for


class Forecast:
    def __init__(self, floor: "Things") -> None:
        self._floor = floor
        self.staffed: Counter[QueueName] = Counter()  # staff of each queue, when nothing is asked for
        self._serves: defaultdict[AgentId, list[QueueName]] = defaultdict(list)
        for queue in floor.rules.queues.values():
            for agent in dict.fromkeys(queue.agents):
                if floor.rules.able(agent, ()):
                    self._serves[agent].append(queue.name)

    def employ(self, agent: AgentId, there: bool) -> None:
        """He is staff now, or not any more."""
        for queue in self._serves.get(agent, ()):
            self.staffed[queue] += 1 if there else -1

    def of(self, call: Call, now: Seconds) -> Seconds | None:
        """None when nobody is there to wait for, and for a call that waits no more."""
        lesson = self._floor.lesson(call.queue)
        if call.state is CallState.OFFERED:
            return lesson.answering.value
        free = self._until_free(call, now) if call.state is CallState.WAITING else inf
        if free == inf:
            return None
        patience = lesson.giving_up
        return lesson.answering.value + (log1p(patience * free) / patience if patience else free)

    def of_next(self, queue: QueueName, now: Seconds) -> Seconds | None:
        """Of a caller who came now, without a head start, and asked for anybody."""
        floor = self._floor
        place = (now - floor.rules.queue(queue).weight, floor.arrivals + 1, CallId(""))
        return self.of(Call(place[2], queue, now, 0.0, place), now)

    def _until_free(self, call: Call, now: Seconds) -> Seconds:
        """By the step that promises an agent the soonest; inf when nobody is there for any."""
        best, begun = inf, True
        for step in call.steps[call.step :]:
            begins = 0.0 if begun else max(0.0, call.entered + step.after - now)
            if begins < best:  # else nothing better can come of it
                best = min(best, max(begins, self._by(call, (call.queue, need_of(step)), now)))
            begun = begun and bool(step.agent) and step.agent not in self._floor.pools.present  # else passed over
        return best

    def _by(self, call: Call, key: Key, now: Seconds) -> Seconds:
        floor = self._floor
        staff = self._staff(key)
        if not staff.agents:
            return inf
        work = self._ahead(call, staff) + (1 - self._ready(staff)) * floor.lesson(call.queue).handling.value
        return self._overtaken(call, staff, now, work / len(staff.agents)) if work > 0 else 0.0

    def _staff(self, key: Key) -> Staff:
        floor = self._floor
        pool = floor.pools.every.get((*key, False))
        members = pool.members if pool is not None else members_of(floor.rules, *key)
        agents = frozenset(floor.pools.staff.intersection(members))
        serves = Counter(chain.from_iterable(filter(None, map(self._serves.get, agents))))
        return Staff(agents, floor.pools.counted(agents), serves)

    def _ahead(self, call: Call, staff: Staff) -> Seconds:
        """Work for this staff that callers ahead bring.  The sum is the same in whatever order (after a recovery)."""
        handling = {queue: lesson.handling.value for queue, lesson in self._floor.lessons.items()}
        place = call.place
        return fsum(
            pool.wanting.rank(place) * handling.get(pool.queue, HANDLING) * (shared / pool.staffed)
            for pool, shared in staff.pools.items()
            if pool.first is not None and pool.first < place
        )

    def _ready(self, staff: Staff) -> int:
        agents = self._floor.agents
        return sum([agents[agent].state is AgentState.READY for agent in staff.agents])

    def _overtaken(self, call: Call, staff: Staff, now: Seconds, wait: Seconds) -> Seconds:
        """The wait, made longer by those who will come with a greater head start: the smallest x that is `wait` and,
        of each class of them, (seconds of work that a second brings) * min(x, seconds during which they go ahead)."""
        classes = sorted(self._coming(call, staff, now))
        brings = sum(each for _, each in classes)
        for lasts, each in classes:
            if brings < 1 and wait / (1 - brings) <= lasts:
                break
            wait += each * lasts
            brings -= each
        else:
            return wait
        return wait / (1 - brings)

    def _coming(self, call: Call, staff: Staff, now: Seconds) -> Iterator[tuple[Seconds, float]]:
        """(seconds during which they go ahead, work that a second brings for each of this staff), by class."""
        floor, many = self._floor, len(staff.agents)
        for queue, shared in staff.queues.items():
            lesson = floor.lessons.get(queue)
            if lesson is None or not lesson.arrivals:
                continue
            gains = floor.rules.queues[queue].weight - (now - call.place[0])
            handling, share = lesson.handling.value, shared / self.staffed[queue]
            for head_start, rate in lesson.coming(now, -gains):
                yield head_start + gains, rate * handling * share / many
