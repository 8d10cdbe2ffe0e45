"""How long a call may expect to wait (docs/manual/acd.md, rules 27 to 30).

Computed when it is asked for, from the floor as it is.  Only who is staff for whom is kept, until somebody comes or
goes."""

from math import fsum, inf, log1p
from typing import TYPE_CHECKING

from ccengine.acd.needs import ANYBODY, Need, need_of
from ccengine.acd.pool import members_of
from ccengine.acd.state import AgentState, Call, CallState
from ccengine.model.ids import AgentId, CallId, QueueName, Seconds

if TYPE_CHECKING:
    from ccengine.acd.floor import Things

Key = tuple[QueueName, Need]

KEPT = 10_000  # staffs, and pairs of them


class Forecast:
    def __init__(self, floor: "Things") -> None:
        self._floor = floor
        self._staff: dict[Key, frozenset[AgentId]] = {}
        self._shares: dict[tuple[Key, Key], float] = {}

    def forget(self) -> None:
        """Who is there has changed."""
        self._staff.clear()
        self._shares.clear()

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
            best = min(best, max(begins, self._by(call, (call.queue, need_of(step)), now)))
            begun = begun and bool(step.agent) and step.agent not in self._floor.pools.present  # else passed over
        return best

    def _by(self, call: Call, key: Key, now: Seconds) -> Seconds:
        floor = self._floor
        staff = self._staff_of(key)
        if not staff:
            return inf
        work = self._ahead(call, key) + (1 - self._ready(key)) * floor.lesson(call.queue).handling.value
        return self._overtaken(call, key, now, work / len(staff)) if work > 0 else 0.0

    def _ahead(self, call: Call, key: Key) -> Seconds:
        """Work for this staff that callers ahead bring.  The sum is the same in whatever order (after a recovery)."""
        return fsum(
            pool.wanting.rank(call.place) * self._floor.lesson(pool.queue).handling.value * share
            for pool in self._floor.pools.every.values()
            if pool.wanting and (share := self._share(key, (pool.queue, pool.need)))
        )

    def _ready(self, key: Key) -> int:
        pool = self._floor.pools.every.get((*key, False))
        if pool is not None:
            self._floor.pools.spread()
            return len(pool.ready)
        agents = self._floor.agents
        return sum(agents[agent].state is AgentState.READY for agent in self._staff_of(key))

    def _overtaken(self, call: Call, key: Key, now: Seconds, wait: Seconds) -> Seconds:
        """The wait, made longer by those who will come with a greater head start: the smallest x that is `wait` and,
        of each class of them, (seconds of work that a second brings) * min(x, seconds during which they go ahead)."""
        floor, many = self._floor, len(self._staff_of(key))
        classes: list[tuple[Seconds, float]] = []
        for queue, lesson in floor.lessons.items():
            share = self._share(key, (queue, ANYBODY))
            gains = floor.rules.queue(queue).weight - (now - call.place[0])
            for head_start, rate in lesson.coming(now):
                if share and head_start + gains > 0:
                    classes.append((head_start + gains, rate * lesson.handling.value * share / many))
        classes.sort()
        brings = sum(each for _, each in classes)
        for lasts, each in classes:
            if brings < 1 and wait / (1 - brings) <= lasts:
                break
            wait += each * lasts
            brings -= each
        else:
            return wait
        return wait / (1 - brings)

    # -- who is staff -------------------------------------------------------------------------------------------------

    def _staff_of(self, key: Key) -> frozenset[AgentId]:
        staff = self._staff.get(key)
        if staff is None:
            if len(self._staff) >= KEPT:
                self.forget()
            members = members_of(self._floor.rules, *key)
            staff = self._staff[key] = frozenset(self._floor.staff.intersection(members))
        return staff

    def _share(self, key: Key, other: Key) -> float:
        """How much of the other's staff is staff of this one, too."""
        share = self._shares.get((key, other))
        if share is None:
            if len(self._shares) >= KEPT:
                self.forget()
            staff = self._staff_of(other)
            both = len(self._staff_of(key) & staff)
            share = self._shares[key, other] = both / len(staff) if staff else 0.0
        return share
