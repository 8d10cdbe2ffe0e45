"""`ccsim bench acd`: what it tells; how long things take, no test looks at."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccengine.cli import bench
from ccengine.cli.ccsim import main
from ccengine.cli.words.bench import CHINESE
from ccengine_sim import bench as parts

BRIEF = ["bench", "acd", "--size", "10", "--turns", "40", "--runs", "1"]
MIX = {
    "agent answers",
    "caller enters",
    "caller gives up",
    "search widens",
    "talk begins",
    "talk ends",
    "wrap-up ends, next caller rung",
    "position asked",
    "expected wait asked",
    "all events",
}


@pytest.mark.many
def test_json_tells_every_event_with_and_without_a_journal() -> None:
    done = CliRunner().invoke(main, [*BRIEF, "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert [(each["size"], each["journal"]) for each in told["benches"]] == [(10, False), (10, True)]
    for each in told["benches"]:
        assert each["events"].keys() >= MIX
        assert 0 <= each["collecting"] < 1
        assert each["per_order"] > 0
    counts = [{name: event["count"] for name, event in each["events"].items()} for each in told["benches"]]
    assert counts[0] == counts[1], "the same mix, or the two could not be compared"


def test_every_event_and_every_order_of_it_is_counted() -> None:
    told = json.loads(CliRunner().invoke(main, [*BRIEF, "--no-journal", "--json"]).stdout)
    events = told["benches"][0]["events"]
    asked = ("position asked", "expected wait asked")
    every = [event for name, event in events.items() if name not in (*asked, "all events")]
    assert events["all events"]["count"] == sum(event["count"] for event in every)
    rung = events["wrap-up ends, next caller rung"]["count"]
    assert events["agent answers"]["count"] == events["talk begins"]["count"] >= rung > 10
    assert events["agent answers"]["orders"] == 1
    for event in every:
        assert event["median"] <= event["p999"] <= event["most"]


def test_a_table_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(main, [*BRIEF, "--no-journal", "--no-skills"])
    assert "10 callers wait, 10 agents, without journal" in done.output
    assert re.search(r"^all events +\d+ ", done.output, re.MULTILINE)
    assert "search widens" not in done.output
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    done = CliRunner().invoke(main, [*BRIEF, "--journal"])
    assert "10 个呼叫等待，10 名坐席，写日志" in done.output
    assert not re.search("event|agent|journal", done.output)


def test_every_sentence_is_said_somewhere() -> None:
    folders = (Path(bench.__file__).parent, Path(parts.__file__).parent)
    sources = folders[0].joinpath("bench.py").read_text("utf-8")
    sources += "".join(file.read_text("utf-8") for file in folders[1].glob("*.py"))
    assert [text for text in CHINESE if f'"{text}"' not in sources] == []
