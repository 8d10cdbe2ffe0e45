"""The expected wait: rules 27 to 30."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import exp, inf, log
from typing import TYPE_CHECKING

from ccengine.acd.events import Step
from tests.unit.acd.twin.chooses import eligible
from tests.unit.acd.twin.people import Caller, Worker

if TYPE_CHECKING:
    from tests.unit.acd.twin.floor import Floor


@dataclass
class Mean:
    v: float = 0.0
    n: int = 0

    def new(self, w: float, most: int = 200) -> None:
        self.n = min(self.n + 1, most)
        self.v += (w - self.v) / self.n


@dataclass
class Past:
    """Of one queue (27)."""

    handling: Mean = field(default_factory=lambda: Mean(180.0, 5))
    answering: Mean = field(default_factory=Mean)
    seconds: Mean = field(default_factory=lambda: Mean(60.0, 5))
    gave_up: Mean = field(default_factory=lambda: Mean(0.0, 5))
    added: Mean = field(default_factory=Mean)  # 41
    rates: dict[float, tuple[float, float]] = field(default_factory=lambda: defaultdict(lambda: (0.0, 0.0)))

    def arrives(self, head_start: float, now: float) -> None:
        head_start = min(max(head_start, 0.0), 3600.0) // 10 * 10
        self.rates[head_start] = self.rate(head_start, now) + 1 / 1800, now

    def rate(self, head_start: float, now: float) -> float:
        rate, last = self.rates[head_start]
        return rate * exp(-(now - last) / 1800)

    def wait_over(self, seconds: float, joined: bool) -> None:
        if seconds > 0:
            self.seconds.new(seconds)
            self.gave_up.new(0 if joined else 1)


def staff(floor: "Floor", queue: str, step: Step) -> set[Worker]:  # 28
    there = (worker for worker in floor.workers.values() if worker.shown[0] not in ("logged_out", "not_ready"))
    return {worker for worker in there if queue in floor.queues and eligible(worker, step, floor.queues[queue])}


def share(a: Iterable[Worker], b: Iterable[Worker]) -> float:
    both = [worker in a for worker in b]
    return sum(both) / len(both) if both else 0.0


def expected(floor: "Floor", caller: Caller) -> float | None:  # 29
    past = floor.past[caller.queue]
    if caller.stage == "offered":
        return past.answering.v
    if caller.stage != "waiting":
        return None
    x, passed_over = inf, True
    for step in caller.steps[caller.at :]:
        begins = 0.0 if passed_over else caller.entered + step.after - floor.now
        who = staff(floor, caller.queue, step)
        if who:
            x = min(x, max(begins, by_step(floor, caller, who)))
        passed_over = passed_over and step.agent != "" and not floor.is_here(step.agent)
    if x == inf:
        return None
    g = past.gave_up.v / past.seconds.v
    return past.answering.v + (log(1 + g * x) / g if g else x)


def by_step(floor: "Floor", caller: Caller, who: set[Worker]) -> float:
    ready = sum(worker.shown[0] == "ready" for worker in who)
    work = (1 - ready) * floor.past[caller.queue].handling.v
    for other in floor.callers:
        if other.key < caller.key and floor.wants(other):
            share_of_it = share(who, staff(floor, other.queue, other.step))
            work += floor.past[other.queue].handling.v * share_of_it
    if work <= 0:
        return 0.0
    return overtaken(floor, caller, who, work / len(who))


def overtaken(floor: "Floor", caller: Caller, who: set[Worker], w: float) -> float:
    """The smallest x: between two neighbouring Ts the sum is a straight line in x."""
    comers = []
    for queue in floor.queues.values():
        past = floor.past[queue.name]
        for head_start in list(past.rates):
            T = head_start + queue.weight - (floor.now - caller.key[0])  # as the rule writes it
            b = past.rate(head_start, floor.now) * past.handling.v * share(who, staff(floor, queue.name, Step()))
            if T > 0:
                comers.append((T, b / len(who)))
    for end in sorted({T for T, _ in comers} | {inf}):
        before = w + sum(T * b for T, b in comers if end > T)
        slope = sum(b for T, b in comers if end <= T)
        if slope < 1 and before / (1 - slope) <= end:
            return before / (1 - slope)
    raise AssertionError("there is always one")
