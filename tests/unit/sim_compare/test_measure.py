"""What is measured of a cell, and who comes for it."""

from ccengine_sim.compare import measure


def test_nobody_is_too_few_for_the_whole_ladder() -> None:
    assert sum(measure.rung(rate).calls for rate in measure.LADDER) <= measure.PEOPLE
    assert measure.CALLS.calls + measure.OVERLOAD.calls <= measure.PEOPLE
    assert measure.WAITING.calls <= measure.PEOPLE
