"""Finding a home's processes by their mark, and only those."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ccengine.app import procs
from ccengine.app.procs import Process

SLEEPER = "import signal; print(flush=True); signal.pause()"


@contextmanager
def sleeper(home: Path, *argv: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-S", "-c", SLEEPER, *argv]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=procs.marked_environment(home)) as process:
        assert process.stdout
        process.stdout.readline()
        try:
            yield process
        finally:
            process.kill()


def test_those_of_the_home_are_found_and_no_others(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "one-more"
    with sleeper(one) as mine, sleeper(two) as other:
        assert [process.pid for process in procs.of_home(one)] == [mine.pid]
        assert [process.pid for process in procs.of_home(two)] == [other.pid]
        mine.kill()
        mine.wait()
        assert procs.of_home(one) == []


def test_one_that_has_just_been_started_is_found(tmp_path: Path) -> None:
    """An interrupt of `up` in that moment must not leave a supervisor behind."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})  # inherited: all three share one core, and it is not its turn yet
    try:
        with subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"]) as busy:
            for _ in range(20):
                pid = os.posix_spawn("/bin/sleep", ["sleep", "60"], procs.marked_environment(tmp_path))
                held = procs.hold(Process(pid, "other"), tmp_path)
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                if held is None:
                    break
                held.close()
            busy.kill()
    finally:
        os.sched_setaffinity(0, cores)
    assert held


def test_a_home_is_the_same_by_any_path(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "link").symlink_to("one")
    with sleeper(tmp_path / "link") as mine:
        assert [process.pid for process in procs.of_home(tmp_path / "one")] == [mine.pid]


def test_grandchildren_are_of_the_home(tmp_path: Path) -> None:
    script = f'"{sys.executable}" -S -c "{SLEEPER}" & echo $!; wait'
    env = procs.marked_environment(tmp_path)
    with subprocess.Popen(["sh", "-c", script], stdout=subprocess.PIPE, env=env, text=True) as shell:
        assert shell.stdout
        lines = {shell.stdout.readline().strip(), shell.stdout.readline().strip()}
        grandchild = int(max(lines))
        assert {process.pid for process in procs.of_home(tmp_path)} == {shell.pid, grandchild}
        assert procs.stop_all(tmp_path, ("other",), limit=30) == []
        assert procs.wait_gone(tmp_path, 30) == []


def test_roles_are_read_from_command_lines(tmp_path: Path) -> None:
    with sleeper(tmp_path, "-m", "ccengine.engine", "--home", str(tmp_path)):
        assert [process.role for process in procs.of_home(tmp_path)] == ["engine"]
    with sleeper(tmp_path, "-m", "ccengine.app.supervisor"):
        assert [process.role for process in procs.of_home(tmp_path)] == ["supervisor"]
    with sleeper(tmp_path, "-f", "-n", "-C", "/x/asterisk.conf"):
        assert [process.role for process in procs.of_home(tmp_path)] == ["asterisk"]
    with sleeper(tmp_path, "-C", "/x/asterisk.conf", "-rx", "core show channels"):
        assert [process.role for process in procs.of_home(tmp_path)] == ["other"]


def test_a_number_given_to_another_process_is_not_held(tmp_path: Path) -> None:
    with sleeper(tmp_path) as mine, sleeper(tmp_path / "other") as other:
        held = procs.hold(Process(mine.pid, "engine"), tmp_path)
        assert held
        held.close()
        assert procs.hold(Process(other.pid, "engine"), tmp_path) is None
        assert procs.hold(Process(os.getpid(), "engine"), tmp_path) is None
    assert procs.hold(Process(mine.pid, "engine"), tmp_path) is None


def test_roles_are_stopped_in_order_and_a_stubborn_one_is_told(tmp_path: Path) -> None:
    with sleeper(tmp_path, "-m", "ccengine.engine") as engine, sleeper(tmp_path, "-m", "ccengine.office") as office:
        assert procs.stop_all(tmp_path, ("engine",), limit=30) == []
        assert engine.wait() == -15
        assert office.poll() is None
    program = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"
    command = [sys.executable, "-S", "-c", program, "-m", "ccengine.office"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=procs.marked_environment(tmp_path)) as stubborn:
        assert stubborn.stdout
        stubborn.stdout.readline()
        (killed,) = procs.stop_all(tmp_path, ("office",), limit=0.05)
        assert killed.pid == stubborn.pid
        assert stubborn.wait() == -9
