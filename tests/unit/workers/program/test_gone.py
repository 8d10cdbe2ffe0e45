"""AGI programs whose caller, worker or engine is gone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import gevent
import pytest

from ccengine.flow.scripted import ScriptedCall
from ccengine.model.call import Cancelled, Hangup
from ccengine.model.services import Outcome, ProgramRequest
from ccengine.workers.process import Worker
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings
from tests.unit.workers.conftest import gone, until_gone
from tests.unit.workers.program.running import run

# -- the caller hangs up

LOYAL = """
import signal, sys, time
from asterisk.agi import AGI, AGIHangup, AGIAppError, AGIError
agi = AGI()
try:
    agi.stream_file("long")
    while True:
        agi.wait_for_digit(1000)
except AGIError as error:
    open("ended", "w").write(type(error).__name__)
"""


def test_the_program_is_told_of_a_hang_up(workers: Workers, folder: Path) -> None:
    (folder / "p.py").write_text(LOYAL)
    call = ScriptedCall("when play long\nwait 1s\nhang up")
    with pytest.raises(Hangup) as caught:
        workers.program(ProgramRequest("p.py", "k", str(folder), timeout=60.0), call)
    assert (folder / "ended").read_text() == "AGIAppError"  # result=-1, as from Asterisk
    assert caught.value.__notes__[0].startswith("program p.py: done ARGS:")


@pytest.mark.parametrize(("ignores", "outcome"), [(False, "failed"), (True, "timeout")])
def test_sighup_and_the_grace(workers: Workers, folder: Path, ignores: bool, outcome: str) -> None:
    """As on Asterisk: SIGHUP ends a program that does not handle it; one that does has some seconds."""
    text = "import signal, time\nsignal.signal(signal.SIGHUP, signal.SIG_IGN)\n" if ignores else "import time\n"
    (folder / "p.py").write_text(text + "print('EXEC Playback long', flush=True)\ntime.sleep(60)")
    call = ScriptedCall("when play long\nwait 1s\nhang up")
    with pytest.raises(Hangup) as caught:
        workers.program(ProgramRequest("p.py", "k", str(folder), timeout=600.0), call)
    assert caught.value.__notes__[0].startswith(f"program p.py: {outcome}")


def test_a_hang_up_while_the_program_thinks(workers: Workers, folder: Path) -> None:
    (folder / "p.py").write_text("import time\ntime.sleep(60)")
    call = ScriptedCall()
    gevent.spawn_later(0.2, call.hangup)
    with pytest.raises(Hangup):
        workers.program(ProgramRequest("p.py", "k", str(folder), timeout=600.0), call)


def test_what_the_line_raises_ends_the_program(workers: Workers, folder: Path) -> None:
    (folder / "p.py").write_text(
        "import os, time\nopen('pid', 'w').write(str(os.getpid()))\n"
        "print('EXEC Playback x', flush=True)\ntime.sleep(60)"
    )
    with pytest.raises(Cancelled):
        workers.program(ProgramRequest("p.py", "k", str(folder), timeout=600.0), ScriptedCall("when play x\ncancel"))
    until_gone(int((folder / "pid").read_text()))
    assert run(workers, folder, "")[0].outcome is Outcome.DONE


# -- workers


def test_what_was_said_to_a_program_that_had_ended_is_not_the_next_task(folder: Path) -> None:
    (folder / "p.py").write_text("")
    task = {"path": "p.py", "folder": str(folder), "arguments": [], "environment": "\n", "timeout": 30.0}
    worker = Worker("program", WorkerSettings())
    try:
        for _ in range(2):
            worker.begin(task)
            assert worker.hear(time.monotonic() + 60.0)["answer"]["outcome"] == "done"
            worker.tell({"reply": "200 result=0\n"})
            worker.tell({"hangup": 1, "within": 0.0})
    finally:
        worker.end()


def test_busy_when_all_are_with_callers(workers: Workers, folder: Path) -> None:
    (folder / "p.py").write_text("import time\ntime.sleep(60)")
    request = ProgramRequest("p.py", "k", str(folder), timeout=4.0)
    first = [gevent.spawn(workers.program, request, ScriptedCall()) for _ in range(2)]
    while len(workers.pids()) < 2:
        gevent.sleep(0.01)
    third = workers.program(ProgramRequest("p.py", "k", str(folder), timeout=0.3), ScriptedCall())
    assert third.outcome is Outcome.BUSY
    assert [one.get().outcome for one in first] == [Outcome.TIMEOUT] * 2


def test_a_worker_killed_in_the_middle(workers: Workers, folder: Path) -> None:
    (folder / "p.py").write_text("import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)")
    asking = gevent.spawn(workers.program, ProgramRequest("p.py", "k", str(folder), timeout=60.0), ScriptedCall())
    while not ((folder / "pid").exists() and (folder / "pid").read_text()):
        gevent.sleep(0.01)
    (worker,) = workers.pids()
    os.kill(worker, signal.SIGKILL)
    assert asking.get().outcome is Outcome.UNKNOWN
    until_gone(int((folder / "pid").read_text()))
    assert gone(worker)
    assert run(workers, folder, "")[0].outcome is Outcome.DONE


def test_the_engines_end_is_the_programs(folder: Path) -> None:
    """A SIGKILL of the engine leaves nobody: neither worker, program, nor what that started."""
    (folder / "p.py").write_text(
        "import os, subprocess, time\n"
        "child = subprocess.Popen(['sleep', '60'], start_new_session=True).pid\n"
        "open('pid', 'w').write(f'{os.getpid()} {child} {os.getppid()}')\n"
        "time.sleep(60)"
    )
    code = (
        "from ccengine.flow.scripted import ScriptedCall\nfrom ccengine.model.services import ProgramRequest\n"
        "from ccengine.workers.services import Workers\n"
        f"Workers().program(ProgramRequest('p.py', 'k', {str(folder)!r}), ScriptedCall())\n"
    )
    engine = subprocess.Popen([sys.executable, "-P", "-c", code])
    while not ((folder / "pid").exists() and len((folder / "pid").read_text().split()) == 3):
        gevent.sleep(0.01)
    engine.kill()
    engine.wait()
    for pid in map(int, (folder / "pid").read_text().split()):
        until_gone(pid)
