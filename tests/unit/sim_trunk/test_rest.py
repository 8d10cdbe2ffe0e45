"""What did not come back after the calls is named, with its kind and its number."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ccengine.model.diagnostics import BadInput
from ccengine_sim.trunk import Report, parse_trunk
from ccengine_sim.trunk.rest import OBJECTS, judged, last_part, not_back, too_steep
from ccengine_sim.trunk.scenario import Rest
from ccengine_sim.trunk.slope import Slope

SHIPPED = Path(__file__).parents[3] / "sim" / "trunk"


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


def test_a_pool_may_start_the_threads_that_it_has_not_needed_yet() -> None:
    assert [*not_back(inside(threads={"asyncio": 2}), inside(threads={"asyncio": 32}))] == []
    told = ["threads: 31 more of asyncio than before the calls"]
    assert [*not_back(inside(threads={"asyncio": 2}), inside(threads={"asyncio": 33}))] == told


def test_a_statement_that_is_kept_compiled_is_no_leak() -> None:
    compiler = "sqlalchemy.dialects.sqlite.base.SQLiteCompiler"
    before = inside(objects={"list": 100, compiler: 51})
    more = inside(objects={"list": 196, compiler: 59})
    leaks = inside(objects={"list": 400, compiler: 59})
    assert [*not_back(before, more)] == []
    assert [*not_back(before, leaks)] == ["objects: 300 more of list than before the calls"]


def test_what_a_statement_reads_is_kept_with_it() -> None:
    """As a run of 18 000 calls left it: 25 statements more."""
    compiler, column = "sqlalchemy.dialects.sqlite.base.SQLiteCompiler", "sqlalchemy.sql.compiler.ResultColumnsEntry"
    before = inside(objects={"tuple": 4255, compiler: 51, column: 44})
    after = inside(objects={"tuple": 5119, compiler: 76, column: 138})
    assert [*not_back(before, after)] == []
    leaks = inside(objects={"tuple": 5519, compiler: 76, column: 138})
    assert [*not_back(before, leaks)] == ["objects: 1264 more of tuple than before the calls"]
    columns_alone = inside(objects={"tuple": 4355, compiler: 51, column: 74})
    assert len([*not_back(before, columns_alone)]) == 2, "columns of no new statement are a leak like any other"


def test_a_slope_must_be_sure_to_be_small() -> None:
    assert too_steep(Slope(100.0, -50.0, 499.0), 500) == ""
    assert "grows by 100 bytes a call (95 %: -400 to 600)" in too_steep(Slope(100.0, -400.0, 600.0), 500)
    assert "too few" in too_steep(None, 500)


def test_the_last_two_thirds_count() -> None:
    points = [(float(n), 0.0) for n in range(90)]
    assert last_part(points) == points[30:]


def test_what_is_judged_is_each_process_and_each_side_of_its_memory() -> None:
    still = [(float(n), 5e7) for n in range(300)]
    grows = [(float(n), 5e7 + 2000.0 * n) for n in range(300)]
    points = {"engine": {"resident": still, "private": grows}, "office": {"private": still[:30]}}
    found = judged(points, ["engine: objects: 30 more of set than before the calls"], 500, {})
    assert found.faults[0] == "engine: objects: 30 more of set than before the calls"
    assert found.faults[1].startswith("engine: private memory grows by 2000 bytes a call")
    assert found.faults[2:] == ["office: private too few looks at the memory to tell its slope"]
    assert "| engine, resident | 0 | 0 to 0 |" in found.markdown()
    assert json.loads(json.dumps(found.as_dict()))["slopes"]["office"] == {"private": None}
    assert not Report("soak", 1, [], rest=found).clean
    assert Report("soak", 1, [], rest=replace(found, faults=())).clean


def test_a_trunk_asks_for_it() -> None:
    text = (SHIPPED / "soak" / "trunk.yaml").read_text("utf-8")
    assert parse_trunk(text, "trunk.yaml").rest == Rest(60.0, 500)
    assert parse_trunk(text.replace("bytes_per_call: 500 ", ""), "trunk.yaml").rest == Rest(60.0)
    with pytest.raises(BadInput, match='"warm_up" is missing'):
        parse_trunk(text.replace("warm_up: 1m", ""), "trunk.yaml")
