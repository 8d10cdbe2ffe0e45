"""The product-limit estimate, by an example worked out by hand."""

from math import inf

import pytest

from ccengine_sim.replay.patience import fit

# 10 callers: gave up after 6, 6, 6, 7, 10, 13, 16 s; answered after 6, 9, 11 s
WAITS = [(6.0, True)] * 3 + [
    (6.0, False),
    (7.0, True),
    (9.0, False),
    (10.0, True),
    (11.0, False),
    (13.0, True),
    (16.0, True),
]


def test_steps() -> None:
    found = fit(WAITS)
    assert found.times == (6.0, 7.0, 10.0, 13.0, 16.0)
    expected = (7 / 10, 7 / 10 * 5 / 6, 7 / 10 * 5 / 6 * 3 / 4, 7 / 10 * 5 / 6 * 3 / 4 / 2, 0.0)
    assert found.left == pytest.approx(expected)


def test_without_answers_it_is_the_share_itself() -> None:
    found = fit((float(n), True) for n in range(1, 5))
    assert found.left == pytest.approx((0.75, 0.5, 0.25, 0.0))


def test_who_has_waited_waits_longer_than_that() -> None:
    found = fit(WAITS)
    assert [found.draw(9.0, u) for u in (0.0, 0.24, 0.26, 0.62, 0.63, 0.999)] == [10.0, 10.0, 13.0, 13.0, 16.0, 16.0]
    assert found.draw(16.0, 0.5) == inf  # nobody on record was more patient


def test_half_of_many_draws_are_below_the_median() -> None:
    found = fit((n / 100, True) for n in range(1, 1001))
    drawn = sorted(found.draw(0.0, (n + 0.5) / 1000) for n in range(1000))
    assert drawn[500] == pytest.approx(5.0, abs=0.02)


def test_when_nobody_gave_up_all_wait_for_ever() -> None:
    assert fit([(5.0, False)]).draw(3.0, 0.99) == inf
