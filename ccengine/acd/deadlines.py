"""Deadlines by time, kind and id: many are set and taken back, few ever come (docs/decisions/0169)."""

from collections.abc import Iterator
from heapq import heappop, heappush

from ccengine.acd.ordered import Ordered
from ccengine.model.ids import Seconds

Due = tuple[Seconds, str, str]
"""(when, kind, id): of those of one time agents come first, then calls, then offers, each by name."""

FAR = 2**53
"""What is due later, or never, lies together."""


class Deadlines:
    """Those of one second lie together, in no order until it is their turn: `add` and `remove` cost the same however
    many there are, and only the earliest second is sorted."""

    def __init__(self) -> None:
        self._seconds: dict[int, set[Due] | Ordered[Due]] = {}
        self._next: list[int] = []  # the same seconds, as a heap
        self._first: Due | None = None  # if it is known

    def add(self, due: Due) -> None:
        """`due` is not there yet."""
        when = due[0]
        second = int(when) if when < FAR else FAR
        there = self._seconds.get(second)
        if there is None:
            self._seconds[second] = {due}
            heappush(self._next, second)
        else:
            there.add(due)
        if self._first is not None and due < self._first:
            self._first = due

    def remove(self, due: Due) -> None:
        """KeyError when it is not there.  A second that is empty stays until it is the earliest."""
        when = due[0]
        self._seconds[int(when) if when < FAR else FAR].remove(due)
        if due == self._first:
            self._first = None

    def first(self) -> Due | None:
        if self._first is None:
            self._first = self._find()
        return self._first

    def _find(self) -> Due | None:
        while self._next:
            second = self._next[0]
            there = self._seconds[second]
            if isinstance(there, set):
                there = self._seconds[second] = Ordered(there)
            due = there.first()
            if due is not None:
                return due
            heappop(self._next)
            del self._seconds[second]
        return None

    def __iter__(self) -> Iterator[Due]:
        for second in sorted(self._next):
            yield from sorted(self._seconds[second])
