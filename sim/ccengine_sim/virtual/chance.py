"""Random numbers that stay where they are: the n-th of a stream depends on seed, stream and n alone.

So a change of one thing (a patience, an agent more, another rule) leaves the arrivals and talk times of all others as
they were: two runs differ by what was changed and not by luck (common random numbers).  One uniform number makes one
value, by the inverse of the distribution function.  Costs and what else was tried: docs/decisions/0131."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log1p
from random import Random
from statistics import NormalDist
from typing import Protocol

from ccengine.model.ids import Seconds

BLOCK = 256  # numbers made at once by a generator of their own, which costs as much as 70 of them


class Stream:
    """Uniform numbers from 0 (may be) to 1 (never), by number.  Cheap when they are asked for roughly in order."""

    __slots__ = ("_block", "_first", "_name")

    def __init__(self, name: str) -> None:
        self._name = name
        self._first = -1
        self._block: list[float] = []

    def __getitem__(self, number: int) -> float:
        inside = number % BLOCK
        if number - inside != self._first:
            self._first = number - inside
            draw = Random(f"{self._name}/{self._first}").random  # seeded by SHA-512 of the text: the same everywhere
            self._block = [draw() for _ in range(BLOCK)]
        return self._block[inside]


class Chance:
    """All streams of one seed."""

    def __init__(self, seed: int | str) -> None:
        self._seed = seed

    def stream(self, name: str) -> Stream:
        return Stream(f"{self._seed}/{name}")


class Law(Protocol):
    """How long something takes: the value number `n` of a stream, in seconds."""

    def draw(self, stream: Stream, n: int) -> Seconds: ...


@dataclass(frozen=True, slots=True)
class Exponential:
    mean: Seconds

    def draw(self, stream: Stream, n: int) -> Seconds:
        return -self.mean * log1p(-stream[n])


@dataclass(frozen=True, slots=True)
class Constant:
    value: Seconds

    def draw(self, stream: Stream, n: int) -> Seconds:
        return self.value


@dataclass(frozen=True, slots=True)
class Uniform:
    low: Seconds
    high: Seconds

    def draw(self, stream: Stream, n: int) -> Seconds:
        return self.low + (self.high - self.low) * stream[n]


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Talk times are mostly so: many short ones, a few very long."""

    median: Seconds
    spread: float  # standard deviation of the logarithm

    def draw(self, stream: Stream, n: int) -> Seconds:
        return self.median * exp(self.spread * _NORMAL.inv_cdf(max(stream[n], 1e-12)))


_NORMAL = NormalDist()
NEVER = Constant(inf)
AT_ONCE = Constant(0.0)
A_MINUTE = Constant(60.0)


@dataclass(frozen=True, slots=True)
class Listed:
    """Value n of a list: measured times, or a case made by hand.  IndexError when the list is too short."""

    values: Sequence[Seconds]

    def draw(self, stream: Stream, n: int) -> Seconds:
        return self.values[n]
