"""What a run of the tests has started and an interrupt has left running: hotlines are in sessions of their own.

Every process of the run has its mark in the environment, whatever its parent was."""

import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

NAME = "CCENGINE_TEST_RUN"
PATIENCE = 20.0  # seconds for pytest to put its things away, and for each process to stop by itself
BETWEEN = 0.1


def mark() -> None:
    """This process, and all that it starts from now on."""
    os.environ[NAME] = f"{os.getpid()}-{secrets.token_hex(4)}"


def running() -> list[int]:
    """Pids of others with our mark."""
    wanted = f"{NAME}={os.environ[NAME]}".encode()
    return [pid for pid in _pids() if pid != os.getpid() and wanted in _environment(pid)]


def end() -> None:
    """All of them.  Our own children are interrupted first: pytest puts away what its tests began."""
    children = [pid for pid in running() if _parent(pid) == os.getpid()]
    for pid in children:
        _send(pid, signal.SIGINT)
    _until(lambda: not set(children) & set(running()))
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in running():
            _send(pid, sign)
        _until(lambda: not running())


def _until(over: Callable[[], bool]) -> None:
    due = time.monotonic() + PATIENCE
    while not over() and time.monotonic() < due:
        time.sleep(BETWEEN)


def _pids() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal())


def _environment(pid: int) -> list[bytes]:
    """Empty for who is gone, or a zombie, or another's."""
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _send(pid: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, sign)
