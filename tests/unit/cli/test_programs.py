"""What the programs say of themselves, and the demo of a call that went another way than the example's."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from ccengine.cli import ccctl, ccengine, ccsim
from ccengine.cli.demo import through
from ccengine.cli.moment import moment

EMPTY = {"exit": "", "changed": "", "detail": ""}


def test_where_it_went() -> None:
    stages = [
        {**EMPTY, "stage": "offered", "at": 1.0, "flow": "", "node": ""},
        {**EMPTY, "stage": "node", "at": 1.0, "flow": "office", "node": "hours"},
        {**EMPTY, "stage": "node left", "at": 1.0, "flow": "office", "node": "hours", "exit": "next"},
        {**EMPTY, "stage": "node", "at": 1.0, "flow": "office", "node": "closed"},
    ]
    first, second = through({"id": "cc-1.2", "stages": stages}, Path("/my var")).splitlines()
    assert first == "call cc-1.2 went through office: hours, office: closed (ccctl --home '/my var' calls show cc-1.2);"
    assert second.startswith("    the demo fits the example hotline")
    assert through({"id": "cc-1.3", "stages": []}, Path("/v")).startswith("call cc-1.3 came to no node (")


@pytest.mark.parametrize("program", ["ccctl", "ccengine", "ccsim"])
def test_a_program_calls_itself_as_it_is_typed(program: str) -> None:
    argv = [sys.executable, "-m", f"ccengine.cli.{program}", "nothing"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.split()[:2]) == (2, ["Usage:", program])


@pytest.mark.parametrize("home", ["", "loop", "\udcff", "a" * 300], ids=["empty", "loop", "no UTF-8", "long"])
@pytest.mark.parametrize(
    ("program", "arguments"), [(ccctl.main, ["queues"]), (ccengine.main, ["down"]), (ccsim.main, ["replay"])]
)
def test_a_home_that_cannot_be(tmp_path: Path, program: click.Group, arguments: list[str], home: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    given = ["--home", str(tmp_path / home) if home else ""]
    done = CliRunner().invoke(program, [*given, *arguments] if program is ccctl.main else [*arguments, *given])
    assert (done.exit_code, "Invalid value for '--home'" in done.stderr) == (2, True), done.exception


@pytest.mark.parametrize("output", ["full", "closed"])
def test_output_that_nobody_takes_ends_without_a_traceback(tmp_path: Path, output: str) -> None:
    (tmp_path / "journal").mkdir()
    argv = [sys.executable, "-m", "ccengine.cli.ccctl", "--home", str(tmp_path), "journal"]
    if output == "full":
        stdout = os.open("/dev/full", os.O_WRONLY)
    else:
        reader, stdout = os.pipe()
        os.close(reader)
    done = subprocess.run(argv, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    os.close(stdout)
    told = "ccctl: the output cannot be written: No space left on device\n" if output == "full" else ""
    assert (done.returncode, done.stderr) == (1, told)


@pytest.mark.parametrize(
    ("program", "arguments", "place"),
    [
        (ccctl.main, ["calls", "show", "cc-1.1", "--home", "x"], "before the command: ccctl --home DIR"),
        (ccengine.main, ["--home", "x", "up"], "after the command: ccengine COMMAND --home DIR"),
        (ccsim.main, ["--home", "x", "replay"], "after the command: ccsim COMMAND --home DIR"),
        (ccsim.main, ["run", "--home", "x"], "No such option"),
    ],
)
def test_a_home_at_the_wrong_place(program: click.Group, arguments: list[str], place: str) -> None:
    name = program.callback.__module__.rpartition(".")[2] if program.callback else ""
    done = CliRunner().invoke(program, arguments, prog_name=name)
    assert (done.exit_code, place in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    ("typed", "seconds"), [("60", 60.0), ("90s", 90.0), ("1m30s", 90.0), ("2h", 0), ("x", 0), ("", 0)]
)
def test_how_much_longer(typed: str, seconds: float) -> None:
    context, option = click.Context(ccctl.wrap_up), ccctl.wrap_up.params[1]
    if seconds:
        assert ccctl.longer(context, option, typed) == seconds
    else:
        with pytest.raises(click.BadParameter, match="from 1s to 1h"):
            ccctl.longer(context, option, typed)


@pytest.mark.parametrize("command", ["records", "journal"])
@pytest.mark.parametrize("typed", ["yesterday", "22.11.2026", "9999-99-99", "", "0001-01-01"])
def test_a_time_that_is_none(command: str, typed: str) -> None:
    done = CliRunner().invoke(ccctl.main, [command, "--from", typed])
    assert (done.exit_code, "is no time, as in 2026-11-22 or 2026-11-22T08:30" in done.stderr) == (2, True)


def test_a_time_is_typed_as_numbers_takes_it() -> None:
    def typed(text: str) -> float:
        found = moment(click.Context(ccctl.records), ccctl.records.params[0], text)
        assert found is not None
        return found

    assert typed("2026-11-22T08:30+08:00") == typed("2026-11-22T00:30:00Z") == 1_795_307_400.0
    assert typed("2026-11-22 08:30") == typed("2026-11-22T08:30") == typed("2026-11-22") + 8.5 * 3600


def test_down_names_a_home_that_is_not_there(tmp_path: Path) -> None:
    """A slip of the keyboard would look like a hotline that was stopped."""
    done = CliRunner().invoke(ccengine.main, ["down", "--home", str(tmp_path / "nowhere")])
    assert done.exit_code == 1
    assert f"there is no home {tmp_path / 'nowhere'}" in done.output + (done.stderr if done.stderr_bytes else "")
