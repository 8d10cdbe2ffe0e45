"""A pipe or a device that stands where a file was named is told at once: nobody waits for its end."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from click.testing import CliRunner

from ccengine.cli import ccctl, ccsim
from ccengine.model.diagnostics import BadInput
from ccengine.model.files import MOST, read_file, read_input
from tests.unit.sim_replay.day import SETTINGS

TOLD = "a pipe or a device"


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Path]:
    """Whoever reads from it nevertheless comes to an end: somebody opens it for writing and says nothing."""
    (tmp_path / "flows").mkdir()
    (tmp_path / "journal").mkdir()
    (tmp_path / "settings.yaml").write_text(SETTINGS)
    path, stop = tmp_path / "flows" / "hotline.yaml", Event()
    os.mkfifo(path)

    def write() -> None:
        while not stop.wait(0.01):
            with suppress(FileNotFoundError):  # a test has moved it
                os.close(os.open(path, os.O_WRONLY))

    writer = Thread(target=write, daemon=True)
    writer.start()
    yield path
    stop.set()
    while writer.is_alive():
        with suppress(OSError):
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        writer.join(0.01)


def test_of_a_flow(pipe: Path) -> None:
    one = CliRunner().invoke(ccctl.main, ["flow", "check", str(pipe)])
    assert (one.exit_code, TOLD in one.stderr) == (2, True)
    all_ = CliRunner().invoke(ccctl.main, ["flow", "check", str(pipe.parent)])
    assert (all_.exit_code, TOLD in all_.stdout) == (1, True)


@pytest.mark.parametrize("command", [["flow", "try"], ["flow", "test"], ["flow", "graph"]])
def test_of_a_flow_that_is_tried(pipe: Path, command: list[str]) -> None:
    assert CliRunner().invoke(ccctl.main, [*command, str(pipe)]).exit_code == 2


def test_of_cases(pipe: Path) -> None:
    cases = pipe.rename(pipe.with_name("hotline.test.yaml"))
    done = CliRunner().invoke(ccctl.main, ["flow", "test", str(cases)])
    cases.rename(pipe)
    assert (done.exit_code, TOLD in done.stderr) == (2, True)


def test_of_a_scenario(pipe: Path) -> None:
    done = CliRunner().invoke(ccsim.main, ["run", str(pipe)])
    assert (done.exit_code, TOLD in done.stderr) == (1, True)


def test_of_settings(pipe: Path) -> None:
    done = CliRunner().invoke(ccsim.main, ["replay", str(pipe.parents[1] / "journal"), "--settings", str(pipe)])
    assert (done.exit_code, TOLD in done.stderr) == (1, True)


def test_of_a_journal(pipe: Path) -> None:
    segment = pipe.rename(pipe.parents[1] / "journal" / "00000001.log")
    done = CliRunner().invoke(ccsim.main, ["replay", str(segment.parent)])
    segment.rename(pipe)
    assert (done.exit_code, f"{segment} is no file" in done.stderr) == (1, True)


def test_of_a_device_and_of_a_large_file(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=TOLD):
        read_file(Path("/dev/zero"))
    with pytest.raises(BadInput, match=TOLD):
        read_input(Path("/dev/zero"))
    with pytest.raises(BadInput, match="Is a directory"):
        read_input(tmp_path)
    with (tmp_path / "large").open("wb") as file:
        file.truncate(1 << 40)
    assert len(read_file(tmp_path / "large")) == MOST
