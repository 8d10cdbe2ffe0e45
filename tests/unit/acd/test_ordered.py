"""Ordered beside a plain sorted list, with blocks small enough to split and merge all the time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.acd import ordered
from ccengine.acd.ordered import Ordered

items = st.tuples(st.integers(0, 300))


@given(first=st.sets(items, max_size=40), changes=st.lists(items, max_size=300))
def test_ordered_is_a_sorted_list(first: set[tuple[int]], changes: list[tuple[int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordered, "BLOCK", 4)
        plain, mine = sorted(first), Ordered(first)
        for item in changes:
            assert (item in mine) == (item in plain)
            if item in plain:
                plain.remove(item)
                mine.remove(item)
            else:
                plain = sorted([*plain, item])
                mine.add(item)
            assert list(mine) == plain
            assert len(mine) == len(plain)
            assert mine.first() == (plain[0] if plain else None)
            assert mine.rank(item) == len([other for other in plain if other < item])


def test_blocks_stay_few() -> None:
    """Callers leave at the front and anywhere: what is left does not lie about in crumbs."""
    mine = Ordered((n,) for n in range(20_000))
    for n in range(20_000):
        if n % 100:
            mine.remove((n,))
    assert len(mine) == 200
    assert len(mine._blocks) <= 4


def test_what_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(KeyError):
        Ordered([(1,)]).remove((2,))
