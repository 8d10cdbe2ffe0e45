"""`ccsim compare`: its words, and figures that are kept from run to run."""

import json
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path

import pytest

from ccengine.app.steps import Steps
from ccengine.app.trouble import Trouble
from ccengine.cli import compare
from ccengine.cli.words.compare import CHINESE
from ccengine_sim.compare import LADDER, NATIVE, Bench, Figures, Part, Results
from ccengine_sim.compare.rows import ROWS


def test_every_row_has_its_chinese() -> None:
    told = {row.title for row in ROWS} | {row.aim.text for row in ROWS if row.aim and not row.aim.text.startswith("<")}
    assert told <= CHINESE.keys()


def test_the_table_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    found = Results({"engine": {"release": [3.0]}, "native": {"release": [480.0]}, "bare": {"release": [0.65]}})
    told = compare._told(found)
    assert "坐席挂机到下一振铃，中位数" in told
    assert "裸循环" in told.splitlines()[0]
    assert "< 2 ms: 未达到" in told


def test_figures_of_earlier_runs_count_too(tmp_path: Path) -> None:
    first = Results({"engine": {"release": [3.0]}})
    compare._keep(tmp_path / "r", first)
    again = compare._kept(tmp_path / "r")
    again.add("engine", {"release": 5.0})
    compare._keep(tmp_path / "r", again)
    assert json.loads((tmp_path / "r" / "compare.json").read_text())["figures"] == {"engine": {"release": [3.0, 5.0]}}
    assert "4.00 (3.00-5.00)" in (tmp_path / "r" / "compare.md").read_text()


def test_a_load_without_figures_is_told_and_played_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int | str] = []

    async def played(
        bench: Bench, name: str, parts: Sequence[Part], tell: Callable[[str], None], first: int
    ) -> Figures:
        seeds.append(bench.seed)
        if len(seeds) == 1:
            tell("paused: no figures: 3 callers were there, 480 at least are wanted")
            return {}
        return {"paused_asterisk": 1.5}

    monkeypatch.setattr(compare, "measured", played)
    monkeypatch.setattr(compare, "find", lambda *_: ["sipp"])
    results, out = Results(), StringIO()
    for run in (1, 2, 3):
        compare._one_run(run, (Part.PAUSED,), (NATIVE,), results, tmp_path, Steps(out))
    assert out.getvalue().splitlines()[0].strip() == "paused: no figures: 3 callers were there, 480 at least are wanted"
    assert "paused_asterisk 1.5" in out.getvalue()
    assert (results.figures, seeds) == ({NATIVE: {"paused_asterisk": [1.5, 1.5]}}, [1, 1, 2])


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "compare.json").write_text("[1]")
    with pytest.raises(Trouble):
        compare._kept(tmp_path)


def test_the_ladder_goes_on_where_the_last_run_ended() -> None:
    assert LADDER[compare._first_rung(Results(), "native")] == compare.FIRST_RATES["native"]
    assert compare._first_rung(Results({"bare": {"clean": [0.0]}}), "bare") == 0
    assert LADDER[compare._first_rung(Results({"bare": {"clean": [100.0, 130.0]}}), "bare")] == 130
    assert LADDER[compare._first_rung(Results({"bare": {"clean": [65.0]}}), "bare")] == 60  # kept by another ladder
