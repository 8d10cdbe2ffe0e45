"""The five formulas on the day that the reference gives: five points between them."""

import pytest

from ccengine.model.service_level import Formula, Tally, service_level

DAY = Tally(answered=1000, abandoned=60, answered_within=860, abandoned_within=20, abandoned_short=8)


@pytest.mark.parametrize(
    ("formula", "percent"),
    [("SL1", "83.0"), ("SL2", "86.0"), ("SL3", "81.1"), ("SL4", "82.7"), ("SL5", "81.9")],
)
def test_the_day_of_the_reference(formula: str, percent: str) -> None:
    value = service_level(Formula(formula), DAY)
    assert value is not None
    assert f"{100 * value:.1f}" == percent


@pytest.mark.parametrize("formula", Formula)
def test_nobody_is_no_figure(formula: Formula) -> None:
    assert service_level(formula, Tally(0, 0, 0, 0, 0)) is None


def test_only_callers_who_left_in_time_are_nobody_for_sl4_and_all_served_for_sl1() -> None:
    left = Tally(answered=0, abandoned=3, answered_within=0, abandoned_within=3, abandoned_short=3)
    assert [service_level(formula, left) for formula in Formula] == [1.0, None, 0.0, None, 1.0]
