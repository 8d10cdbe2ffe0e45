"""How late a loop runs what is due, counted."""

import bisect
from typing import Any

from ccengine.model.ids import Seconds

EDGES = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # seconds


class Histogram:
    """Of seconds, since the process began."""

    def __init__(self) -> None:
        self.counts = [0] * (len(EDGES) + 1)
        self.count = 0
        self.sum: Seconds = 0.0
        self.max: Seconds = 0.0
        self.max_cause = ""

    def add(self, late: Seconds) -> None:
        self.counts[bisect.bisect_left(EDGES, late)] += 1
        self.count += 1
        self.sum += late

    def as_dict(self) -> dict[str, Any]:
        """As Prometheus has it: each bucket with all that are under it."""
        total, buckets = 0, []
        for edge, count in zip((*EDGES, float("inf")), self.counts, strict=True):
            total += count
            buckets.append(["+Inf" if edge == float("inf") else edge, total])
        return {
            "buckets": buckets,
            "count": self.count,
            "sum": self.sum,
            "max": self.max,
            "max_cause": self.max_cause,
        }
