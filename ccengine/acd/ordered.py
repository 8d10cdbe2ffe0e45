"""A sorted collection that knows the rank of its items (docs/decisions/0041)."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])

BLOCK = 512  # items; a block is split at twice this and merged below a quarter of it


class Ordered(Generic[T]):
    """Distinct tuples in ascending order, in blocks of a few hundred.

    `add`, `remove`, `in` and `first` cost a bisection of the blocks and one of a block (both in C), and the moving of
    at most `2 * BLOCK` pointers; `rank` and `nth` add up lengths of blocks: 20 at 10 000 items."""

    __slots__ = ("_blocks", "_lasts", "_len")

    def __init__(self, items: Iterable[T] = ()) -> None:
        every = sorted(items)
        self._blocks = [every[at : at + BLOCK] for at in range(0, len(every), BLOCK)]
        self._lasts = [block[-1] for block in self._blocks]  # the greatest item of each block
        self._len = len(every)

    def __len__(self) -> int:
        return self._len

    def __iter__(self) -> Iterator[T]:
        for block in self._blocks:
            yield from block

    def __contains__(self, item: T) -> bool:
        at, inside = self._find(item)
        return at < len(self._blocks) and self._blocks[at][inside] == item

    def first(self) -> T | None:
        return self._blocks[0][0] if self._blocks else None

    def nth(self, at: int) -> T:
        """The item of rank `at`.  IndexError when there is none."""
        for block in self._blocks:
            if at < len(block):
                return block[at]
            at -= len(block)
        raise IndexError(at)

    def rank(self, item: T) -> int:
        """How many items are smaller."""
        at, inside = self._find(item)
        return sum(map(len, self._blocks[:at])) + inside

    def add(self, item: T) -> None:
        """`item` is not there yet."""
        self._len += 1
        if not self._blocks:
            self._blocks.append([item])
            self._lasts.append(item)
            return
        at = bisect_left(self._lasts, item)
        if at == len(self._lasts):
            at -= 1
        block = self._blocks[at]
        insort(block, item)
        if len(block) > 2 * BLOCK:
            self._blocks.insert(at + 1, block[BLOCK:])
            self._lasts.insert(at + 1, block[-1])
            del block[BLOCK:]
        self._lasts[at] = block[-1]

    def remove(self, item: T) -> None:
        """KeyError when it is not there."""
        if self._len == 1 and self._lasts[0] == item:  # mostly so among agents who are ready while calls wait
            self._len = 0
            self._blocks.clear()
            self._lasts.clear()
            return
        at, inside = self._find(item)
        if at == len(self._blocks) or self._blocks[at][inside] != item:
            raise KeyError(item)
        self._len -= 1
        block = self._blocks[at]
        del block[inside]
        if not block:
            del self._blocks[at], self._lasts[at]
            return
        self._lasts[at] = block[-1]
        if len(block) < BLOCK // 4:
            self._merge(at)
            self._merge(at - 1)

    def _find(self, item: T) -> tuple[int, int]:
        """The block that holds the item, or would, and the place in it."""
        at = bisect_left(self._lasts, item)
        return at, bisect_left(self._blocks[at], item) if at < len(self._blocks) else 0

    def _merge(self, at: int) -> None:
        """With the next block, if there are both and they fit into one."""
        if 0 <= at < len(self._blocks) - 1 and len(self._blocks[at]) + len(self._blocks[at + 1]) <= BLOCK:
            self._blocks[at] += self._blocks[at + 1]
            del self._blocks[at + 1], self._lasts[at]
