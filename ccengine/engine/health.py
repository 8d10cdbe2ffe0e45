"""How late the loop is, and who made it late.

Lateness is measured by a beat: a greenlet that wants to wake every `BEAT` seconds notes how much later it does.  The
cause comes from greenlet's own trace hook, which sees every switch: the greenlet that kept the loop longest."""

import bisect
import logging
import time
from collections.abc import Callable
from typing import Any

import gevent
import greenlet

log = logging.getLogger("ccengine.engine")

BEAT = 0.02
EDGES = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # seconds
WARN = 0.2


class Lateness:
    """A histogram of the loop's lateness in seconds, with the cause of the longest."""

    def __init__(self, doing: Callable[[], str] = str) -> None:
        self.counts = [0] * (len(EDGES) + 1)
        self.count = 0
        self.sum = 0.0
        self.max = 0.0
        self.max_cause = ""
        self._doing = doing
        self._longest = 0.0
        self._longest_cause = ""
        self._switched = time.perf_counter()
        self._running: object = None

    def install(self) -> None:
        greenlet.settrace(self._trace)

    def _trace(self, event: str, args: tuple[Any, Any]) -> None:
        now = time.perf_counter()
        origin, self._running = args
        held = now - self._switched
        self._switched = now
        if held > self._longest and not isinstance(origin, gevent.hub.Hub):
            self._longest = held
            name = getattr(origin, "name", None) or type(origin).__name__
            self._longest_cause = f"{name}: {self._doing()}" if self._doing() else str(name)

    def beat_forever(self) -> None:
        while True:
            due = time.perf_counter() + BEAT
            gevent.sleep(BEAT)
            self.note(time.perf_counter() - due)

    def note(self, late: float) -> None:
        late = max(0.0, late)
        self.counts[bisect.bisect_left(EDGES, late)] += 1
        self.count += 1
        self.sum += late
        if late > self.max:
            self.max, self.max_cause = late, f"{self._longest_cause} held {self._longest * 1000:.1f} ms"
        if late > WARN:
            log.warning("the loop was %.0f ms late (%s)", late * 1000, self._longest_cause)
        self._longest, self._longest_cause = 0.0, ""

    def as_dict(self) -> dict[str, Any]:
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
