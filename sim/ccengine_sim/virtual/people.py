"""Who calls and who works: plain values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import count
from math import inf
from typing import Protocol

from ccengine.acd.rules import Rules
from ccengine.model.ids import AgentId, CallId, QueueName, Seconds
from ccengine.model.why import By
from ccengine_sim.virtual.chance import A_MINUTE, AT_ONCE, NEVER, Chance, Exponential, Law, Stream


class Arrivals(Protocol):
    def times(self, stream: Stream) -> Iterator[Seconds]:
        """Ascending, perhaps without end."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """From one arrival to the next; the first gap begins at 0."""

    law: Law

    def times(self, stream: Stream) -> Iterator[Seconds]:
        at, number = 0.0, 0
        while True:
            at += self.law.draw(stream, number)
            yield at
            number += 1


def poisson(rate: float) -> Gaps:
    """`rate` callers per second, independent of each other."""
    return Gaps(Exponential(1.0 / rate))


@dataclass(frozen=True, slots=True)
class Curve:
    """Independent of each other, with a rate that changes in steps: (from, callers per second), ascending; nobody
    before the first."""

    steps: tuple[tuple[Seconds, float], ...]

    def times(self, stream: Stream) -> Iterator[Seconds]:
        """By the inverse of the integrated rate: a step that is changed moves nobody of the steps before it."""
        number, work = 0, _UNIT.draw(stream, 0)
        ends = (*(begin for begin, _ in self.steps[1:]), inf)
        for (begin, rate), end in zip(self.steps, ends, strict=True):
            at = begin
            while rate and at + work / rate < end:
                at += work / rate
                yield at
                number += 1
                work = _UNIT.draw(stream, number)
            work -= rate * (end - at) if rate else 0.0


_UNIT = Exponential(1.0)


@dataclass(frozen=True, slots=True)
class Times:
    """These very moments."""

    values: Iterable[Seconds]

    def times(self, stream: Stream) -> Iterator[Seconds]:
        return iter(sorted(self.values))


@dataclass(frozen=True, slots=True)
class Burst:
    """So many calls from one moment on, at random within so long; 0: all at once."""

    at: Seconds
    calls: int
    within: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class Bursts:
    """Beside other arrivals, which stay as they are without them."""

    bursts: tuple[Burst, ...]
    beside: Arrivals

    def times(self, stream: Stream) -> Iterator[Seconds]:
        return merge(self.beside.times(stream), sorted(self._own(stream)))

    def _own(self, stream: Stream) -> Iterator[Seconds]:
        """By numbers of the stream that the others never come to."""
        numbers = count(1 << 40)
        for burst in self.bursts:
            for _ in range(burst.calls):
                yield burst.at + burst.within * stream[next(numbers)]


@dataclass(frozen=True, slots=True)
class Caller:
    """What one caller brings along."""

    call: CallId
    kind: str
    queue: QueueName
    head_start: Seconds
    patience: Seconds  # waits so long for an agent to answer; inf: for ever
    talk: Seconds


@dataclass(frozen=True, slots=True)
class Callers:
    """All callers of one kind.  Caller n is `<kind>-<n>` and takes number n of the kind's streams."""

    kind: str
    queue: QueueName
    arrivals: Arrivals
    talk: Law
    patience: Law = NEVER
    head_start: Seconds = 0.0

    def come(self, chance: Chance) -> Iterator[tuple[Seconds, Caller]]:
        gap, patience, talk = (chance.stream(f"{self.kind}/{what}") for what in ("arrival", "patience", "talk"))
        for n, at in enumerate(self.arrivals.times(gap)):
            yield (
                at,
                Caller(
                    CallId(f"{self.kind}-{n}"),
                    self.kind,
                    self.queue,
                    self.head_start,
                    self.patience.draw(patience, n),
                    self.talk.draw(talk, n),
                ),
            )


@dataclass(frozen=True, slots=True)
class Worker:
    """An agent as a person: ring n takes number n of his stream `answer`, and so on."""

    id: AgentId
    answers: Law = AT_ONCE  # rings so long until he does; longer than the queue rings: he does not
    ready_after: Law = NEVER  # ends his wrap-up himself when it took so long; the queue's limit ends it anyway
    comes_back: Law = A_MINUTE  # says ready so long after he was made not ready for not answering
    shifts: tuple[tuple[Seconds, Seconds], ...] = ()  # logged in from, to; none: as the rules say, all the time


@dataclass(frozen=True, slots=True)
class Plan:
    rules: Rules
    callers: tuple[Callers, ...]
    workers: tuple[Worker, ...]
    ends: By = By.CALLER  # who hangs up after a talk

    def __post_init__(self) -> None:
        if len({each.kind for each in self.callers}) < len(self.callers):
            raise ValueError("two sorts of callers share a name: they would share their numbers, too")
        if {each.id for each in self.workers} != {*self.rules.agents}:
            raise ValueError("the workers are not the agents of the rules")
