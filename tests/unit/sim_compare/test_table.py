"""Medians, spread, marks and aims of the table."""

from dataclasses import replace

import pytest

from ccengine_sim.compare.rows import AHEAD, CLEAN, NEAR, ROWS, Part
from ccengine_sim.compare.table import Results, figure, markdown, worse

BY_ID = {row.id: row for row in ROWS}


def results(**figures: dict[str, list[float]]) -> Results:
    return Results(dict(figures))


def test_median_least_and_most_over_the_runs() -> None:
    found = Results()
    for value in (3.0, 1.0, 2.0):
        found.add("engine", {"release": value})
    (line,) = found.lines()
    cell = line.cells["engine"]
    assert (cell.median, cell.least, cell.most, cell.runs) == (2.0, 1.0, 3.0, 3)
    assert (found.runs("engine", Part.OVERLOAD), found.runs("native", Part.OVERLOAD)) == (3, 0)


def test_every_row_with_figures_is_printed_in_the_order_of_the_rows() -> None:
    every = {row.id: [1.0] for row in ROWS}
    lines = markdown(results(engine=every, native=every, bare=every)).splitlines()
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines[2:]] == [row.title for row in ROWS]


@pytest.mark.parametrize(
    ("row", "engine", "native", "bare", "better"),
    [
        ("release", 1.0, 480.0, 0.6, ("bare",)),
        ("release", 0.5, 480.0, 0.6, ()),
        ("release", 0.6, 480.0, 0.6, ()),
        ("clean", 60.0, 100.0, 200.0, ("native", "bare")),
        ("clean", 150.0, 100.0, 200.0, ("bare",)),
    ],
)
def test_a_row_where_ours_is_worse_says_than_what(
    row: str, engine: float, native: float, bare: float, better: tuple[str, ...]
) -> None:
    assert worse(BY_ID[row], {"engine": engine, "native": native, "bare": bare}) == better


def test_the_mark_is_in_the_table() -> None:
    told = markdown(results(engine={"release": [1.0]}, native={"release": [480.0]}, bare={"release": [0.6]}))
    assert "| 1.00 | 480 | 0.60 | **bare** | < 2 ms: met |" in told
    told = markdown(results(engine={"release": [3.0, 4.0, 5.0]}, native={"release": [480.0]}))
    assert "| 4.00 (3.00-5.00) | 480 | - |  | < 2 ms: **missed** |" in told


def test_aims() -> None:
    assert CLEAN.met({"engine": 180.0, "native": 100.0, "bare": 200.0})
    assert not CLEAN.met({"engine": 149.0, "native": 100.0, "bare": 100.0})
    assert not CLEAN.met({"engine": 179.0, "native": 100.0, "bare": 200.0})
    assert NEAR.met({"engine": 25.0, "native": 20.0})
    assert not NEAR.met({"engine": 25.1, "native": 20.0})
    assert AHEAD.met({"engine": 0.9, "native": 1.0})
    assert not AHEAD.met({"engine": 1.0, "native": 1.0})


def test_an_aim_that_needs_another_cell_is_not_told_without_it() -> None:
    (line,) = results(engine={"clean": [100.0]}).lines()
    assert line.met is None
    assert worse(replace(BY_ID["clean"]), {"native": 100.0}) == ()


def test_what_is_kept_reads_back() -> None:
    found = results(engine={"release": [1.0, 2.0]}, native={"release": [480.0]})
    assert Results.of(found.as_dict()) == found
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        Results.of({"figures": {"engine": 5}})


def test_three_digits_count() -> None:
    assert [figure(value) for value in (0.654, 1.27, 48.06, 480.4)] == ["0.65", "1.27", "48.1", "480"]
