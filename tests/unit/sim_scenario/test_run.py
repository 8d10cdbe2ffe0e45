"""`ccsim run`: the shipped scenarios, a seed is a day, what must hold is looked at, errors have their place."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import ccengine
from ccengine.acd.machine import Machine
from ccengine.cli.ccsim import main
from ccengine.cli.day_figures import day_figures
from ccengine.cli.simulated import figures, hotline
from ccengine.office.numbers.rules import NumberRules
from ccengine_sim.scenario import Day, parse_scenario
from ccengine_sim.virtual.visit import End, Visit
from tests.unit.sim_scenario.recorded import recorded

TOP = Path(ccengine.__file__).parents[1]
SHIPPED = sorted((TOP / "sim" / "scenarios").glob("*.yaml"))
PAGE = TOP / "docs" / "manual" / "simulating.md"
SMALL = """\
scenario: small
hours: 09:00-09:20
agents: {8001-8002: {}}
queues: {service: {agents: 8001-8002, wrap_up: 5s, longest_wait: 60s}}
staff: {8001-8002: {answers: {mean: 4s}}}
callers:
  tenants:
    calls: 4008001234
    arrivals: {per_hour: 120}
    keys: {main: 1, survey: {5: 50, none: 50}}
    patience: {mean: 60s}
    talk: {mean: 60s}
"""
COUNTED = (
    "offered", "answered", "abandoned", "abandoned_short", "flowed_out",
    "asa", "time_to_abandon", "longest_wait", "aht",
)  # fmt: skip
DEATHS = """\
faults:
  - {often: 60s, engine: dies, for: 3s}
  - {often: 90s, switch: lost, for: 5s}
  - {at: "09:05", phone: 8001, for: 2m}
"""


def ccsim(*arguments: object, code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["run", *map(str, arguments)], env={"LC_ALL": "C.UTF-8"})
    assert done.exit_code == code, (done.output, done.exception)
    return done


def day(text: str = SMALL, seed: int = 1, every: int = 1) -> Day:
    scenario = parse_scenario(text, "small.yaml")
    found = Day(scenario, seed, *hotline(scenario, Path("small.yaml")), every)
    found.run()
    return found


@pytest.mark.many
@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_scenarios(file: Path) -> None:
    found: Any = json.loads(ccsim(file, "--json", "--checks", "200").stdout)
    assert found["calls"] > 100
    (service,) = found["queues"]
    assert service["answered"] > 50
    assert service["offered"] == sum(service[n] for n in ("answered", "abandoned", "abandoned_short", "flowed_out"))


@pytest.mark.many
def test_the_page_shows_what_is_shown() -> None:
    shown = re.findall(r"^```sh\n(ccsim run [^\n]*)\n```\n\n```text\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
    assert shown
    for command, text in shown:
        name, *others = command.split()[2:]
        assert ccsim(TOP / name, *others).output == text


def test_the_page_s_scenario_runs(tmp_path: Path) -> None:
    (text,) = re.findall(r"^```yaml\n(scenario: .*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
    (tmp_path / "small.yaml").write_text(text)
    assert "all rules held." in ccsim(tmp_path / "small.yaml").output


def test_a_seed_is_a_day() -> None:
    first, again, other = (
        [(visit.caller, visit.arrived, visit.left, visit.agent) for visit in day(SMALL + DEATHS, seed).hotline.visits]
        for seed in (1, 1, 2)
    )
    assert first == again != other


ENGINE = "faults: [{often: 40s, engine: dies, for: 6s}]\n"  # nothing else mends what it has missed
LINK = "faults: [{often: 40s, switch: lost, for: 6s}]\n"


@pytest.mark.many
@pytest.mark.parametrize("faults", [DEATHS, ENGINE, LINK], ids=["all", "engine", "link"])
def test_the_engine_dies_and_nobody_is_lost(faults: str) -> None:
    """What must hold is looked at after every step, and of the whole day."""
    found = day(SMALL.replace("per_hour: 120", "per_hour: 400") + faults)
    ends = [visit.end for visit in found.hotline.visits]
    assert ends.count(End.SERVED) > 15
    assert None not in ends


LAST = """\
flow: hotline
language: zh
start: service
nodes:
  service: {queue: service, last_agent: {within: 1h, wait: 1h}, next: hangup}
"""


def person(visit: Visit) -> int:
    return int(visit.caller.call.rpartition("-")[2]) % 7


@pytest.mark.parametrize("faults", ["", ENGINE], ids=["", "dies"])
def test_who_calls_again_gets_the_agent_he_knows(faults: str, tmp_path: Path) -> None:
    """Who was served by whom outlives the engine; nobody is on a break here, and each waits as long as it takes."""
    shutil.copytree(TOP / "flows", tmp_path / "flows")
    (tmp_path / "prompts").symlink_to(TOP / "prompts")
    (tmp_path / "flows" / "hotline.yaml").write_text(LAST)
    people = SMALL.replace("patience: {mean: 60s}", "people: 7").replace("longest_wait: 60s", "longest_wait: 1h")
    people = people.replace("    keys: {main: 1, survey: {5: 50, none: 50}}\n", "").replace("{mean: 4s}", "2s")
    scenario = parse_scenario(f"flows: flows\n{people}{faults}", "small.yaml")
    found = Day(scenario, 1, *hotline(scenario, tmp_path / "small.yaml"), every=1)
    found.run()
    talks = sorted(((v.answered, v) for v in found.hotline.visits if v.answered is not None), key=lambda each: each[0])
    again = 0
    for at, visit in talks:
        before = [v.agent for began, v in talks if began < visit.arrived and person(v) == person(visit)]
        assert visit.agent == (before or [visit.agent])[-1], (at, visit)
        again += bool(before)
    assert again > 20
    assert {visit.agent for _, visit in talks} == {"8001", "8002"}


@pytest.mark.parametrize("what", ["engine: dies", "switch: lost", "phone: 8001"])
@pytest.mark.parametrize("at", ["09:05", "09:19:55", "09:30"])
def test_a_fault_that_would_outlast_the_day_is_mended_at_its_end(at: str, what: str) -> None:
    assert day(SMALL + f'faults: [{{at: "{at}", {what}, for: 24h}}]\n').calls > 20


@pytest.mark.many
@pytest.mark.parametrize("faults", ["", DEATHS])
def test_the_books_would_count_the_same(faults: str) -> None:
    """The figures of the visits are those that SQL has of the records."""
    text = SMALL.replace("8001-8002: {}", "8001-8002: {logged_in: false}")
    text = text.replace("staff: {8001-8002: {", "staff: {8001-8002: {shift: [09:00-09:20], ")
    scenario = parse_scenario(text + faults, "small.yaml")
    found = Day(scenario, 1, *hotline(scenario, Path("small.yaml")))
    records = recorded(found)
    begin = scenario.midnight + scenario.begins
    sql = day_figures(records, NumberRules.of(scenario.settings), begin, found.timeline.now)
    ours = figures(found, 1)
    (service,) = ours["queues"]
    if not faults:  # what the engine does not see, the books have later, or otherwise
        assert {name: pytest.approx(service[name]) for name in COUNTED} == {
            name: sql.queues["service"][name] for name in COUNTED
        }
        assert sql.queues["service"]["service_level"]["value"] == service["service_level"]["value"]
    assert [row["agent"] for row in ours["agents"]] == [row["agent"] for row in sql.agents]
    for mine, theirs in zip(ours["agents"], sql.agents, strict=True):
        assert mine["occupancy"] == pytest.approx(theirs["occupancy"])
        assert mine["logged_in"] == pytest.approx(theirs["logged_in"], abs=0.002)


def test_what_does_not_hold_is_told_with_the_command_that_repeats_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "small.yaml").write_text(SMALL)
    monkeypatch.setattr(Machine, "check", lambda self: ["two-agents-on-one-call: tenants-3"] if self.calls() else [])
    done = ccsim(tmp_path / "small.yaml", "--checks", "10", "--seed", "7", code=1)
    assert re.search(r"^ccsim: at 09:0[0-9]:[0-9]{2}: two-agents-on-one-call: tenants-3$", done.stderr, re.M)
    assert f"again: ccsim run {tmp_path / 'small.yaml'} --seed 7 --checks all\n" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("per_hour: 120", "per_hour: many", 'small.yaml:9:26: "many" is no number'),
        ("{mean: 60s}\n    talk", "{maen: 60s}\n    talk", "small.yaml:11:15: "),
        ("main: 1", "mian: 1", 'no flow of 4008001234 has a node "mian"\n    did you mean "main"?'),
        ("4008001234", "4008001235", 'no port takes the number 4008001235\n    did you mean "4008001234"?'),
        ("hours: 09:00-09:20", "hours: 09:20-09:00", "ends before it begins"),
        ("staff: {8001-8002", "staff: {8001-8003", "small.yaml:5:9: agent 8003 does not exist"),
        ("wrap_up: 5s", "wrap_up: 5", "small.yaml:4:"),
        ("scenario: small", "scenrio: small", 'did you mean "scenario"?'),
        ("callers:", DEATHS.replace("engine: dies", "engine: sleeps") + "callers:", "small.yaml:7:26: "),
        ("callers:", DEATHS.replace("phone: 8001", "phone: 8009") + "callers:", "agent 8009 does not exist"),
        ("callers:", "faults: [{at: '09:05', for: 2s}]\ncallers:", "a fault is of one thing, not 0"),
        ("callers:", "day: 0001-01-01\ncallers:", "0001-01-01 is not within 1971 to 2999"),
        ("callers:", "day: 9999-12-31\ncallers:", "9999-12-31 is not within 1971 to 2999"),
    ],
)
def test_errors_have_their_place(tmp_path: Path, old: str, new: str, what: str) -> None:
    assert old in SMALL
    (tmp_path / "small.yaml").write_text(SMALL.replace(old, new))
    assert what in ccsim(tmp_path / "small.yaml", code=2).stderr


def test_a_file_that_is_not_there() -> None:
    assert "No such file or directory" in ccsim("nothing.yaml", code=1).stderr
