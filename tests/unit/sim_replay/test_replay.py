"""A day is replayed: as it was, and with rules changed; hostile journals are told with their place."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from ccengine.acd.commands import Join, SendOn
from ccengine.acd.events import CallerLeft, TalkBegan, WayOutTaken
from ccengine.acd.rules import Rules
from ccengine.cli.ccsim import main
from ccengine.cli.day_figures import day_figures
from ccengine.model.ids import AgentId
from ccengine.model.settings import parse_settings
from ccengine.model.why import QueueExit
from ccengine.office.numbers.rules import NumberRules
from ccengine.wire.journal import Record
from ccengine_sim.replay import Past, decided_anew, gather, other_rules, read_past, staffed
from tests.unit.sim_replay.day import HOUR, MORNING, SETTINGS, home, records


@pytest.fixture(scope="module")
def yesterday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home(tmp_path_factory.mktemp("home"))


def ccsim(at: Path, *arguments: str, code: int = 0) -> Result:
    done = CliRunner().invoke(main, ["replay", str(at / "journal"), *arguments], env={"LC_ALL": "C.UTF-8"})
    assert done.exit_code == code, (done.output, done.stderr, done.exception)
    return done


def told(at: Path, *arguments: str) -> Any:
    return json.loads(ccsim(at, "--json", *arguments).stdout)


@pytest.mark.many
def test_under_its_own_rules_the_day_is_decided_as_it_was(yesterday: Path) -> None:
    found = told(yesterday)
    assert found["decided_the_same"] is True
    assert found["day"]["queues"]["service"]["offered"] > 50
    assert (found["runs"], found["spread"]) == ([], None)
    rules = NumberRules.of(parse_settings(SETTINGS, "settings.yaml"))
    assert found["day"] == day_figures(records(), rules, found["since"], found["until"]).as_data()


def test_a_part_of_the_day_has_the_figures_that_the_books_have_of_it(tmp_path: Path) -> None:
    """What came before is not booked: what was then is where the first states begin."""
    at = home(tmp_path, hours=2.0)  # so that there is a moment before at which nobody was there
    found = told(at, "--from", "2026-11-20T10:35", "--to", "2026-11-20T10:45")
    settings = parse_settings(SETTINGS, "settings.yaml")
    since, until = MORNING + 95 * 60, MORNING + 105 * 60
    books = day_figures(records(hours=2.0), NumberRules.of(settings), since, until).as_data()
    assert found["day"]["queues"] == books["queues"]
    assert found["day"]["agents"] == books["agents"]
    assert found["day"]["staff"] == books["staff"]
    past = read_past(at / "journal", Rules.from_settings(settings), since, until=until)
    assert past.state
    assert until < past.end < MORNING + 2 * HOUR - 60  # who came later is another day's
    assert found["decided_the_same"] is True


@pytest.mark.many
def test_the_same_people_under_the_same_rules_do_the_same(yesterday: Path) -> None:
    """Nobody is late in virtual time, so what is simulated is the day itself."""
    found = told(yesterday, "--set", "queue.service.strategy=longest_idle")
    (run,) = found["runs"]
    assert run["model"] == found["day"] == run["other"]
    assert found["ties"] == []


def test_other_rules(yesterday: Path) -> None:
    found = told(yesterday, "--set", "queue.service.longest_wait=30s")
    day, other = found["day"]["queues"]["service"], found["runs"][0]["other"]["queues"]["service"]
    assert other["offered"] == day["offered"]
    assert day["flowed_out"] == 0 < other["flowed_out"]
    assert other["abandoned"] < day["abandoned"]


@pytest.mark.many
@pytest.mark.parametrize("more", [2, -1])
def test_agents_more_or_fewer_do_what_they_would_have_done(more: int) -> None:
    """The same callers on the same machine with so many agents: replayed, and simulated with all that is known."""
    settings = parse_settings(SETTINGS, "settings.yaml")
    past = Past(tuple(records(hours=2.0)))
    people = gather(past)
    staffing = staffed(settings, past, people, more)
    answered = [talks(other_rules(past, people, staffing, past.end, seed)) for seed in range(12)]
    with_them = records(SETTINGS.replace("8003", f"{8003 + more}"), hours=2.0)
    truth = talks(each for each in with_them if each.t <= past.end)
    assert mean(answered) == pytest.approx(truth, abs=0.08 * len(people.waits))
    assert abs(truth - talks(past.records)) > 0.1 * len(people.waits)  # it is not that nothing changes


def talks(day: Iterable[Record]) -> int:
    return sum(isinstance(each.body, TalkBegan) for each in day)


def test_a_seed_is_a_day_and_another_is_another(yesterday: Path) -> None:
    settings = parse_settings(SETTINGS, "settings.yaml")
    past = read_past(yesterday / "journal", Rules.from_settings(settings))
    people = gather(past)
    more = staffed(settings, past, people, 1)
    first, again, other = (other_rules(past, people, more, past.end, seed) for seed in (1, 1, 2))
    assert first == again != other


def test_other_settings_than_that_day_s_are_told(yesterday: Path, tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text(SETTINGS.replace("20s", "5s"))
    text = ccsim(yesterday, "--settings", str(tmp_path / "settings.yaml")).output
    assert "From record 17 (2026-11-20 09:03:31) on the machine decides otherwise than it did:\n" in text
    assert "it ordered Release(offer='o1-2', cause=<LegCause.CALLER_LEFT: 'caller left'>), SetAgent(" in text


def test_a_decision_that_was_another_is_found(tmp_path: Path) -> None:
    def change(day: list[Record]) -> None:
        n, join = next((n, each.body) for n, each in enumerate(day) if isinstance(each.body, Join))
        day[n] = replace(day[n], body=replace(join, agent=AgentId("8003")))

    settings = parse_settings(SETTINGS, "settings.yaml")
    rules = Rules.from_settings(settings)
    differs = decided_anew(read_past(home(tmp_path, change=change) / "journal", rules), rules)
    assert differs is not None
    assert "8003" in str(differs.ordered)


def test_who_left_by_a_key_does_so_again(tmp_path: Path) -> None:
    """The first caller who gave up while nobody was rung for him pressed a key instead."""

    def change(day: list[Record]) -> None:
        n = next(n for n, each in enumerate(day) if isinstance(each.body, CallerLeft) and day[n + 1].t > each.t)
        left = day[n].body
        assert isinstance(left, CallerLeft)
        day[n] = replace(day[n], body=WayOutTaken(left.call, "1"))
        day.insert(n + 1, replace(day[n], body=SendOn(left.call, QueueExit.KEY, "1")))
        day[:] = [replace(each, n=number) for number, each in enumerate(day, 1)]

    found = told(home(tmp_path, change=change), "--set", "queue.service.strategy=longest_idle")
    assert found["decided_the_same"] is True
    assert found["day"]["queues"]["service"]["flowed_out"] == 1
    assert found["runs"][0]["model"] == found["day"]


def test_copies_have_the_queues_of_whom_they_copy_and_the_last_ones_go(yesterday: Path) -> None:
    settings = parse_settings(SETTINGS, "settings.yaml")
    past = read_past(yesterday / "journal", Rules.from_settings(settings))
    people = gather(past)
    more = staffed(settings, past, people, 4)
    assert more.copies == {"8001+": "8001", "8002+": "8002", "8003+": "8003", "8001++": "8001"}
    assert next(iter(more.rules.queues.values())).agents == (
        "8001",
        "8002",
        "8003",
        "8001+",
        "8002+",
        "8003+",
        "8001++",
    )
    assert staffed(settings, past, people, -2).gone == {"8002", "8003"}


@pytest.mark.many
def test_many_draws_have_a_spread(yesterday: Path, tmp_path: Path) -> None:
    """By hand from the figures of each; the picture has a band where they differ."""
    arguments = ("--agents", "+1", "--seed", "7", "--runs", "3", "--plot", str(tmp_path / "day.svg"))
    found = told(yesterday, *arguments)
    runs = found["runs"]
    assert [run["seed"] for run in runs] == [7, 8, 9]
    models, others = ([run[which]["queues"]["service"]["answered"] for run in runs] for which in ("model", "other"))
    assert models == [found["day"]["queues"]["service"]["answered"]] * 3
    assert len(set(others)) > 1
    for which, values in (("other", others), ("difference", [b - a for a, b in zip(models, others, strict=True)])):
        spread = found["spread"][which]["queues"]["service"]["answered"]
        assert spread == {"median": sorted(values)[1], "least": min(values), "most": max(values)}
    occupancies = sorted(run["other"]["staff"]["occupancy"] for run in runs)
    assert [*found["spread"]["other"]["staff"]["occupancy"].values()] == [occupancies[n] for n in (1, 0, 2)]

    drawn = ElementTree.parse(tmp_path / "day.svg").getroot()
    # Service level and ASA: of the day, simulated, by other rules; only the last differs from draw to draw.
    assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 2 * 3
    assert len(drawn.findall("{http://www.w3.org/2000/svg}polygon")) == 2


# -- what cannot be replayed ------------------------------------------------------------------------------------------


def test_damage_is_told_with_its_place(tmp_path: Path) -> None:
    at = home(tmp_path)
    file = at / "journal" / "00000001.log"
    whole = file.read_bytes()
    offset = whole.index(b"TalkBegan")
    file.write_bytes(whole[:offset] + b"t" + whole[offset + 1 :])
    line = whole.rindex(b"\n", 0, offset) + 1
    done = ccsim(at, code=1)
    assert (
        f"{file}, byte {line}: the checksum does not fit\n    replay without what is damaged: --skip-damaged"
        in done.stderr
    )
    assert "the machine decides otherwise" in ccsim(at, "--skip-damaged").output


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--set", "queue.srvice.ring=3s"), 'there is no queue "srvice"\n    did you mean "service"?'),
        (("--set", "queue.service.rnig=3s"), '--set queue.service.rnig=3s:1:15: queue "service": unknown key "rnig"'),
        (("--set", "queue.service.ring=3"), "--set queue.service.ring=3:1:20: "),
        (("--set", "agent.8009.tries=2"), 'there is no agent "8009"'),
        (("--set", "ring=3s"), '"ring=3s" sets nothing'),
        (("--set", "queue.service.ring={"), "--set queue.service.ring={:1:2"),
        (("--agents", "2"), "'2' is no change: write +2 for two more"),
        (("--agents", "-3"), "3 agents were at work: 3 cannot be taken away, one has to stay"),
        (("--from", "noon"), "'noon' is no time"),
        (("--from", "0001-01-01"), "'0001-01-01' is no time"),
        (("--to", "0001-01-01"), "'0001-01-01' is no time"),
        (("--from", "2999-01-01"), "from 2999-01-01 00:00:00 to 2026-11-20 "),
        (("--to", "2026-11-20"), "from 2026-11-20 09:00:00 to 2026-11-20 00:00:00 is no time"),
    ],
)
def test_what_is_asked_for_wrongly(yesterday: Path, arguments: tuple[str, str], what: str) -> None:
    assert what in ccsim(yesterday, *arguments, code=2).stderr


def test_a_folder_that_is_no_journal(tmp_path: Path) -> None:
    assert "no such folder" in ccsim(tmp_path, code=1).stderr
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    assert "no such folder" in ccsim(tmp_path, code=1).stderr
    (tmp_path / "journal").mkdir()
    assert "no record of a queue or an agent" in ccsim(tmp_path, code=1).stderr


def test_a_folder_that_leads_to_itself(tmp_path: Path) -> None:
    (tmp_path / "journal").symlink_to(tmp_path / "journal")
    assert "settings.yaml: " in ccsim(tmp_path, code=1).stderr


def test_a_picture_that_cannot_be_written(yesterday: Path, tmp_path: Path) -> None:
    done = ccsim(yesterday, "--plot", str(tmp_path / "nowhere" / "day.svg"), code=1)
    assert f"{tmp_path / 'nowhere' / 'day.svg'}" in done.stderr
    assert "No such file or directory" in done.stderr
    assert done.stdout == "", "it was told after all the work"


def test_no_text_of_a_file_s_name_is_obeyed_by_a_terminal(yesterday: Path) -> None:
    for arguments in (["--settings", "\x1b[2J"], ["--set", "queue.\x1b[2J.ring=3s"]):
        code = 2 if "--set" in arguments else 1
        done = CliRunner().invoke(main, ["replay", str(yesterday / "journal"), *arguments], color=True)
        assert (done.exit_code, "\x1b" in done.stderr, "\\x1b[2J" in done.stderr) == (code, False, True)


def test_without_settings(tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    assert "settings.yaml: No such file or directory\n    name the settings" in ccsim(tmp_path, code=1).stderr
