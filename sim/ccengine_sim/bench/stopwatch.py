"""Times by name, the orders that came of them, and what the garbage collector took of them."""

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

CLOCKS: dict[str, Callable[[], int]] = {"cpu": time.thread_time_ns, "wall": time.perf_counter_ns}
"""`cpu`: of the thread, for a machine that does other work as well."""


@dataclass(frozen=True)
class Figures:
    """In microseconds."""

    median: float
    p999: float
    most: float
    mean: float
    count: int
    orders: float  # on average

    @classmethod
    def of(cls, took: list[float], orders: int) -> "Figures":
        took = sorted(took)
        late = took[min(len(took) - 1, int(len(took) * 0.999))]
        return cls(statistics.median(took), late, took[-1], statistics.fmean(took), len(took), orders / len(took))


class Stopwatch:
    def __init__(self, clock: str) -> None:
        self.clock = CLOCKS[clock]
        self.took: dict[str, list[float]] = defaultdict(list)
        self.orders: dict[str, int] = defaultdict(int)
        self.collecting = 0.0  # microseconds, of what was timed
        self.longest_collection = 0.0
        self._timing = False
        self._began = 0

    def time(self, work: Callable[[], list[T]], name: Callable[[list[T]], str]) -> list[T]:
        """The work's orders.  `name`: of the event, by what came of it."""
        self._timing, begin = True, self.clock()
        orders = work()
        took = (self.clock() - begin) / 1000
        self._timing = False
        called = name(orders)
        self.took[called].append(took)
        self.orders[called] += len(orders)
        return orders

    @contextmanager
    def watch_collector(self) -> Iterator[None]:
        gc.callbacks.append(self._collector)
        try:
            yield
        finally:
            gc.callbacks.remove(self._collector)

    def _collector(self, phase: str, _info: dict[str, int]) -> None:
        if phase == "start":
            self._began = self.clock()
        elif self._timing:
            took = (self.clock() - self._began) / 1000
            self.collecting += took
            self.longest_collection = max(self.longest_collection, took)

    def forget(self) -> None:
        self.took.clear()
        self.orders.clear()
        self.collecting = self.longest_collection = 0.0
