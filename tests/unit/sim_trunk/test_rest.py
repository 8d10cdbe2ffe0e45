"""What did not come back after the calls is named, with its kind and its number."""

from typing import Any

from ccengine_sim.trunk.rest import OBJECTS, last_part, not_back, too_steep
from ccengine_sim.trunk.slope import Slope


def inside(**changes: Any) -> dict[str, Any]:
    return {
        "objects": {"dict": 5000, "ccengine.acd.state.Call": 0},
        "greenlets": {"beat": 1, "turns": 1},
        "descriptors": {"socket": 4},
        "tables": {},
        **changes,
    }


def test_nothing_is_said_of_what_is_back() -> None:
    fewer = inside(objects={"dict": 4000}, greenlets={"beat": 1}, descriptors={})
    assert [*not_back(inside(), inside())] == []
    assert [*not_back(inside(), fewer)] == []


def test_what_is_not_back_is_named() -> None:
    after = inside(
        objects={"dict": 5000 + OBJECTS, "ccengine.acd.state.Call": OBJECTS + 1, "set": 300},
        greenlets={"beat": 1, "turns": 1, "call": 2},
        descriptors={"socket": 5},
    )
    assert [*not_back(inside(), after)] == [
        "greenlets: 2 more of call than before the calls",
        "descriptors: 1 more of socket than before the calls",
        "objects: 300 more of set than before the calls",
        f"objects: {OBJECTS + 1} more of ccengine.acd.state.Call than before the calls",
    ]


def test_what_a_bounded_table_holds_is_no_leak() -> None:
    """But for what goes beyond its bound."""
    full = inside(objects={"tuple": 4096 + OBJECTS}, tables={"core.gone": 4096})
    over = inside(objects={"tuple": 5000}, tables={"core.gone": 5000})
    assert [*not_back(inside(), full)] == []
    assert [*not_back(inside(), over)] == ["objects: 5000 more of tuple than before the calls"]


def test_a_slope_must_be_sure_to_be_small() -> None:
    assert too_steep(Slope(100.0, -50.0, 499.0), 500) == ""
    assert "grows by 100 bytes a call (95 %: -400 to 600)" in too_steep(Slope(100.0, -400.0, 600.0), 500)
    assert "too few" in too_steep(None, 500)


def test_the_last_two_thirds_count() -> None:
    points = [(float(n), 0.0) for n in range(90)]
    assert last_part(points) == points[30:]
