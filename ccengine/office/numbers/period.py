"""From when to when, and in which intervals."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import tzinfo
from typing import TypeVar

from ccengine.office.numbers.grid import Grid, Interval, Span

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Period:
    """Times in seconds since the epoch: `since` included, `until` not, and not later than now."""

    since: float
    until: float
    interval: Interval | None = None  # None: all of it as one
    zone: tzinfo | None = None  # whose clock the intervals follow; None: the machine's own

    def spans(self) -> Callable[[int | None], Span]:
        """From a quarter's number to the interval that it is shown under; None to the whole."""
        grid = Grid(self.interval, self.zone) if self.interval else None

        def span(slot: int | None) -> Span:
            if grid is None or slot is None:
                return self.since, self.until
            begin, end = grid.span(slot)
            return max(begin, self.since), min(end, self.until)

        return span
