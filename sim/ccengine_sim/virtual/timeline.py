"""Virtual time: what is to happen, soonest first; at one time in the order in which it was planned."""

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

from ccengine.model.ids import Seconds


class Timeline:
    def __init__(self, begin: Seconds = 0.0) -> None:
        self.now: Seconds = begin
        self._planned = 0
        self._heap: list[tuple[Seconds, int, Callable[..., None], tuple[Any, ...]]] = []

    def at(self, when: Seconds, do: Callable[..., None], *arguments: object) -> None:
        """`do(*arguments)` at `when`, now at the earliest.  Nothing is called off: what is planned looks whether it
        still applies."""
        self._planned += 1
        heappush(self._heap, (max(when, self.now), self._planned, do, arguments))

    def next(self) -> Seconds | None:
        return self._heap[0][0] if self._heap else None

    def step(self) -> None:
        """To the next time that something is planned for, and do it.  IndexError when nothing is."""
        self.now, _, do, arguments = heappop(self._heap)
        do(*arguments)
