"""A process that stands by for the next start: real ones, of a module that says what it was told."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from ccengine.app import procs
from ccengine.app.spare import Spare
from ccengine.model.home import Home

MODULE = """\
import select
import signal
import sys
from ccengine.engine.standby import import_slowly, stand_by
import_slowly(select.select)
import colorsys
import graphlib
if stand_by("standing"):
    print("works", flush=True)
    signal.pause()
print("nobody is left", flush=True)
"""


@pytest.fixture
def spare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spare]:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "standing.py").write_text(MODULE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"))
    home = Home(tmp_path)
    home.log.mkdir(parents=True, exist_ok=True)
    yield (it := Spare("standing", home))
    it.drop()
    for process in procs.of_home(tmp_path):
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(process.pid, 0)


def roles(spare: Spare) -> dict[int, str]:
    return {process.pid: process.role for process in procs.of_home(spare.home.root)}


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def said(spare: Spare) -> str:
    return (spare.home.log / "standing.log").read_text()


def test_one_that_was_prepared_is_taken_and_works(spare: Spare) -> None:
    spare.prepare()
    spare.prepare()
    (pid,) = roles(spare)
    assert roles(spare) == {pid: "spare"}
    assert spare.take() == pid
    until(lambda: roles(spare) == {pid: "standing"})
    until(lambda: said(spare) == "works\n")


def test_without_one_the_start_is_as_any(spare: Spare) -> None:
    pid = spare.take()
    until(lambda: roles(spare) == {pid: "standing"})


def test_each_start_is_another_process(spare: Spare) -> None:
    first = spare.take()
    spare.prepare()
    second = spare.take()
    assert first != second
    until(lambda: roles(spare) == {first: "standing", second: "standing"})


def test_one_that_was_dropped_does_not_work(spare: Spare) -> None:
    spare.prepare()
    spare.drop()
    spare.drop()
    assert roles(spare) == {}
    assert "works" not in said(spare)


def test_one_that_died_meanwhile_is_replaced(spare: Spare) -> None:
    spare.prepare()
    (dead,) = roles(spare)
    watch = os.pidfd_open(dead)
    os.kill(dead, signal.SIGKILL)
    until(lambda: bool(select.select([watch], [], [], 0)[0]))  # its environment is gone a moment earlier
    os.close(watch)
    pid = spare.take()
    assert pid != dead
    until(lambda: roles(spare) == {pid: "standing"})
    with pytest.raises(ChildProcessError):
        os.waitpid(dead, 0)  # no zombie is left of it


def test_it_goes_with_who_holds_its_pipe(spare: Spare) -> None:
    holder = "import signal, sys\nfrom pathlib import Path\nfrom ccengine.app.spare import Spare\n" \
        "from ccengine.model.home import Home\n" \
        "Spare('standing', Home(Path(sys.argv[1]))).prepare()\nprint(flush=True)\nsignal.pause()"  # fmt: skip
    command = [sys.executable, "-c", holder, str(spare.home.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        assert list(roles(spare).values()) == ["spare"]
        process.kill()
    until(lambda: roles(spare) == {})
    assert said(spare) == "nobody is left\n"
