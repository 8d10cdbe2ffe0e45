"""A sorted collection that knows the rank of its items (docs/decisions/0041)."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])

BLOCK = 512  # items; a block is split at twice this and merged below a quarter of it


class Ordered(Generic[T]):
    """Distinct tuples in ascending order, in blocks of a few hundred.

    `add`, `remove` and `in` cost a bisection of the blocks and one of a block (both in C), and the moving of at most
    `2 * BLOCK` pointers; `rank` and `nth` add up lengths of blocks: 20 at 10 000 items."""

    __slots__ = ("_blocks", "_starts")

    def __init__(self, items: Iterable[T] = ()) -> None:
        every = sorted(items)
        many = len(every) > BLOCK
        self._blocks = [every[at : at + BLOCK] for at in range(0, len(every), BLOCK)] if many else [every]
        """At least one; of several none is empty."""
        self._starts = [block[0] for block in self._blocks[1:]] if many else []
        """No item of a block but the first is smaller than its start, none before it is greater or equal."""

    def __len__(self) -> int:
        return sum(map(len, self._blocks))

    def __bool__(self) -> bool:
        return bool(self._blocks[0])

    def __iter__(self) -> Iterator[T]:
        for block in self._blocks:
            yield from block

    def __contains__(self, item: T) -> bool:
        block = self._blocks[bisect_right(self._starts, item)]
        at = bisect_left(block, item)
        return at < len(block) and block[at] == item

    def first(self) -> T | None:
        block = self._blocks[0]
        return block[0] if block else None

    def nth(self, at: int) -> T:
        """The item of rank `at`.  IndexError when there is none."""
        for block in self._blocks:
            if at < len(block):
                return block[at]
            at -= len(block)
        raise IndexError(at)

    def rank(self, item: T) -> int:
        """How many items are smaller."""
        if not self._starts:
            return bisect_left(self._blocks[0], item)
        of = bisect_right(self._starts, item)
        return sum(map(len, self._blocks[:of])) + bisect_left(self._blocks[of], item)

    def add(self, item: T) -> None:
        """`item` is not there yet."""
        of = bisect_right(self._starts, item)
        block = self._blocks[of]
        if block and item < block[-1]:
            insort(block, item)
        else:
            block.append(item)  # who comes is last, mostly
        if len(block) > 2 * BLOCK:
            self._blocks.insert(of + 1, block[BLOCK:])
            self._starts.insert(of, block[BLOCK])
            del block[BLOCK:]

    def remove(self, item: T) -> None:
        """KeyError when it is not there."""
        of = bisect_right(self._starts, item)
        block = self._blocks[of]
        at = bisect_left(block, item)
        if at == len(block) or block[at] != item:
            raise KeyError(item)
        del block[at]
        if self._starts and len(block) < BLOCK // 4:
            self._merge(of)
            self._merge(of - 1)

    def _merge(self, of: int) -> None:
        """With the next block, if there are both and they fit into one, or one is empty."""
        if 0 <= of < len(self._starts):
            one, other = self._blocks[of : of + 2]
            if len(one) + len(other) <= BLOCK or not one or not other:
                one += other
                del self._blocks[of + 1], self._starts[of]
