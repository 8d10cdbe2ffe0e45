"""Median, 95 % and greatest: of a whole run, and of each of its buckets."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ccengine.model.ids import Seconds
from ccengine_sim.trunk.figures.span import Span

Timed = tuple[Seconds, Seconds]
"""When it was over (seconds since the epoch), and how long it took."""


@dataclass(frozen=True, slots=True)
class Spread:
    of: int
    median: float
    p95: float
    most: float

    @classmethod
    def of_values(cls, values: Sequence[float]) -> "Spread | None":
        """None: of nothing."""
        if not values:
            return None
        p95 = statistics.quantiles(values, n=20, method="inclusive")[18] if len(values) > 1 else values[0]
        return cls(len(values), statistics.median(values), p95, max(values))

    def as_dict(self) -> dict[str, float]:
        return {"of": self.of, "median": self.median, "p95": self.p95, "max": self.most}


def over_time(found: Iterable[Timed], span: Span) -> list[Spread | None]:
    """One for each bucket."""
    return [Spread.of_values(values) for values in span.shared_out(found)]
