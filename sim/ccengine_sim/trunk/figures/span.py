"""A run, cut into buckets of equal length."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

from ccengine.model.ids import Seconds

T = TypeVar("T")

WIDTHS: tuple[Seconds, ...] = (1, 2, 5, 10, 30, 60, 300, 900, 3600)
MOST = 120  # buckets, as many as a plot can show


@dataclass(frozen=True, slots=True)
class Span:
    """`begin` in seconds since the epoch, `every` bucket so many seconds long."""

    begin: Seconds
    every: Seconds
    count: int

    @classmethod
    def of(cls, begin: Seconds, end: Seconds, most: int = MOST) -> "Span":
        length = max(0.0, end - begin)
        every = next((width for width in WIDTHS if length <= width * most), WIDTHS[-1])
        return cls(begin, every, max(1, ceil(length / every)))

    @property
    def end(self) -> Seconds:
        return self.begin + self.count * self.every

    def bucket(self, at: Seconds) -> int | None:
        """None: before the begin, or after the end.  The end itself is in the last one."""
        n = int((at - self.begin) // self.every)
        return n if 0 <= n < self.count else self.count - 1 if at == self.end else None

    def overlaps(self, begin: Seconds, end: Seconds) -> Iterator[tuple[int, Seconds]]:
        """The buckets that a stretch of time lies in, and how much of it lies in each."""
        for n in range(max(0, int((begin - self.begin) // self.every)), self.count):
            left = self.begin + n * self.every
            if left >= end:
                return
            if (length := min(end, left + self.every) - max(begin, left)) > 0:
                yield n, length

    def shared_out(self, found: Iterable[tuple[Seconds, T]]) -> list[list[T]]:
        """What has a time, by buckets."""
        buckets: list[list[T]] = [[] for _ in range(self.count)]
        for at, what in found:
            if (n := self.bucket(at)) is not None:
                buckets[n].append(what)
        return buckets
