"""Deadlines beside a plain sorted list."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.acd.deadlines import Deadlines

times = st.one_of(st.integers(0, 40).map(lambda n: n / 4), st.sampled_from([1e15, 1e300, inf, -3.5]))
dues = st.tuples(times, st.sampled_from(["agent", "call", "offer"]), st.sampled_from("abc"))


@given(changes=st.lists(st.tuples(dues, st.booleans()), max_size=120))
def test_deadlines_are_a_sorted_list(changes: list[tuple[tuple[float, str, str], bool]]) -> None:
    mine = Deadlines()
    plain: set[tuple[float, str, str]] = set()
    for due, look in changes:
        (mine.remove if due in plain else mine.add)(due)
        plain ^= {due}
        if look:  # what is not looked at lies in no order
            assert mine.first() == min(plain, default=None)
    assert list(mine) == sorted(plain)
    assert mine.first() == min(plain, default=None)


def test_what_is_not_there_cannot_be_removed() -> None:
    mine = Deadlines()
    mine.add((1.5, "call", "a"))
    for due in ((1.5, "call", "b"), (2.5, "call", "a")):
        with pytest.raises(KeyError):
            mine.remove(due)


def test_seconds_that_were_emptied_do_not_pile_up() -> None:
    """A guard is set for each talk, and hardly ever comes."""
    mine = Deadlines()
    for n in range(10_000):
        mine.add((n + 10.0, "offer", "a"))
        mine.remove((n + 10.0, "offer", "a"))
        mine.add((n + 0.5, "call", "a"))
        assert mine.first() == (n + 0.5, "call", "a")
        mine.remove((n + 0.5, "call", "a"))
    assert len(mine._seconds) == len(mine._next) < 20
