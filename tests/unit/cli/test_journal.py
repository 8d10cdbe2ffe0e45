"""`ccctl journal`: what is of note, what belongs to a call or an agent, and what no program wrote."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccengine.acd import commands, events
from ccengine.cli.ccctl import main
from ccengine.engine.recovery import VOCABULARY
from ccengine.journal import Writer
from ccengine.model import facts
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import By

ONE, TWO, OFFER, AGENT = CallId("cc-1.0"), CallId("cc-1.1"), OfferId("o1-1"), AgentId("8001")

DAY = (
    facts.EngineStarted(1, "0.1.0"),
    facts.CallAnswered(ONE),
    facts.CallAnswered(TWO),
    commands.Ring(OFFER, AGENT, ONE, QueueName("service"), 20.0),
    events.OfferAnswered(OFFER),
    facts.EngineStarted(2, "0.1.0", recovered=True),
    facts.Corrected("leg o1-1 is in no talk any more", ONE, AGENT),
    events.TalkEnded(OFFER, By.UNKNOWN, estimated=True),
    facts.CallEnded(TWO, By.CALLER),
    facts.EngineStopped(),
)
NOON = 1_795_000_000.0


def written(home: Path, day: tuple[object, ...] = DAY, **limits: int) -> Path:
    one = Writer(home / "journal", VOCABULARY, lambda job: job(), **limits)
    for minute, body in enumerate(day):
        one.append(NOON + 60 * minute, body)
        one.flush()
    one.close()
    return home


def asked(home: Path, *words: str) -> list[str]:
    done = CliRunner().invoke(main, ["--home", str(home), "journal", *words])
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()


def kinds(home: Path, *words: str) -> list[str]:
    return [json.loads(line)["k"] for line in asked(home, "--json", *words)]


def test_crashes_and_what_was_corrected(tmp_path: Path) -> None:
    *lines, summary = asked(written(tmp_path))
    assert [line.split()[3] for line in lines] == [
        "EngineStarted", "EngineStarted", "Corrected", "TalkEnded", "EngineStopped",
    ]  # fmt: skip
    assert "what=leg o1-1 is in no talk any more  call=cc-1.0  agent=8001" in lines[2]
    assert ", 10 records in all: crashes 1, corrected 1, estimated 1, broken" in summary


def test_all_of_one_call_and_all_of_an_agent_also_by_their_offers(tmp_path: Path) -> None:
    home = written(tmp_path)
    assert kinds(home, "--call", ONE) == ["CallAnswered", "Ring", "OfferAnswered", "Corrected", "TalkEnded"]
    assert kinds(home, "--agent", AGENT) == ["Ring", "OfferAnswered", "Corrected", "TalkEnded"]
    assert kinds(home, "--call", TWO) == ["CallAnswered", "CallEnded"]
    assert kinds(home, "--call", ONE, "--kind", "TalkEnded") == ["TalkEnded"]
    assert len(kinds(home, "--all")) == len(DAY)
    assert kinds(home, "--all", "--limit", "2") == ["CallEnded", "EngineStopped"]


def test_a_time_is_found_in_whatever_segment_it_lies(tmp_path: Path) -> None:
    home = written(tmp_path, segment_bytes=200)
    assert len(list((home / "journal").glob("*.log"))) > 3
    for first in range(len(DAY)):
        since = datetime.fromtimestamp(NOON + 60 * first).isoformat(timespec="seconds")
        assert len(kinds(home, "--all", "--since", since)) == len(DAY) - first
        assert len(kinds(home, "--all", "--until", since)) == first


def test_damage_is_told_and_what_another_version_wrote_is_shown(tmp_path: Path) -> None:
    home = written(tmp_path)
    (segment,) = (home / "journal").glob("*.log")
    lines = segment.read_bytes().splitlines(keepends=True)
    segment.write_bytes(b"".join([*lines[:5], b"\x1b[2J broken\n", *lines[6:]]))
    *told, summary = asked(home)
    (damage,) = [line for line in told if "damaged" in line]
    assert f"where={segment.name}, byte " in damage
    assert summary.endswith("gaps 0, damaged 1")
    assert "\x1b" not in "".join(told)


def test_a_home_without_a_journal(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--home", str(tmp_path), "journal"])
    assert (done.exit_code, done.stderr) == (1, f"ccctl: {tmp_path}/journal: there is no journal\n")
    (tmp_path / "journal").mkdir()
    assert asked(tmp_path) == ["No records."]


def test_a_name_that_nothing_has(tmp_path: Path) -> None:
    home = written(tmp_path)
    assert asked(home, "--call", "cc-9.9")[0] == "None of them is what was asked for."
    done = CliRunner().invoke(main, ["--home", str(home), "journal", "--json", "--kind", "talkended"])
    assert (done.stdout, done.stderr) == (
        "",
        "ccctl: no record is of the kind 'talkended'; did you mean TalkEnded, CallEnded?\n",
    )


def test_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("no folder")
    done = CliRunner().invoke(main, ["--home", str(tmp_path), "journal"])
    assert (done.exit_code, done.stderr) == (1, f"ccctl: {tmp_path}/journal: Not a directory\n")


@pytest.mark.parametrize("argv", [("journal", "--call", ""), ("journal", "--agent", " "), ("calls", "show", "")])
def test_an_empty_name_asks_for_nobody(tmp_path: Path, argv: tuple[str, ...]) -> None:
    """As of a script whose variable is not set."""
    done = CliRunner().invoke(main, ["--home", str(written(tmp_path)), *argv])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "is empty: name one" in done.stderr
