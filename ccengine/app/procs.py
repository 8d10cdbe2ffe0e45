"""Processes of a home, found without trusting a file.

Everything a supervisor starts inherits CCENGINE_RUNS=<home> in its environment, grandchildren too.  So what belongs to
a home is read from /proc whoever died in between: a pid file can be stale, missing, or name a process that was given
the number since.  A process is held by a pidfd: what is signalled is what was looked at."""

import os
import select
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ccengine.engine.standby import SPARE

MARK = "CCENGINE_RUNS"

EXEC_LIMIT = 1.0  # seconds; a millisecond is usual
ENV_END = 51 - 3  # in /proc/PID/stat (proc_pid_stat(5)), counted from the state behind the name


@dataclass(frozen=True, slots=True)
class Process:
    pid: int
    role: str  # supervisor, engine, office, asterisk, spare, other
    argv: tuple[str, ...] = ()


def marked_environment(home: Path) -> dict[str, str]:
    """The environment for processes of this home."""
    return {**os.environ, MARK: str(home.resolve()), "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"}


def of_home(home: Path) -> list[Process]:
    """Those that live now (no zombies), ours to see; never the calling process."""
    wanted = f"{MARK}={home.resolve()}".encode()
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid() and _marked(int(entry), wanted):
            argv = _argv(int(entry))
            if argv:
                found.append(Process(int(entry), _role(int(entry), argv), argv))
    return found


def _marked(pid: int, wanted: bytes) -> bool:
    """An exec takes the old environment away a moment before the new one is there: right after a posix_spawn returned,
    two looks of three found none (measured), and a supervisor that was overlooked so would run on."""
    end = time.monotonic() + EXEC_LIMIT
    try:
        while True:
            unfinished = _in_exec(pid)  # asked first: an exec that ends between the two would leave nothing read
            environ = Path(f"/proc/{pid}/environ").read_bytes()
            if environ or not unfinished or time.monotonic() > end:
                return wanted in environ.split(b"\0")
            time.sleep(0.001)
    except OSError:  # it ended, or is somebody else's
        return False


def _in_exec(pid: int) -> bool:
    """It has a program, so it is no zombie and not the kernel's, but its environment has no place yet."""
    os.readlink(f"/proc/{pid}/exe")
    stat = Path(f"/proc/{pid}/stat").read_bytes()
    return stat.rpartition(b")")[2].split()[ENV_END] == b"0"


def _argv(pid: int) -> tuple[str, ...]:
    try:
        return tuple(os.fsdecode(part) for part in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:-1])
    except OSError:
        return ()


def _role(pid: int, argv: tuple[str, ...]) -> str:
    if "-m" in argv[:-1]:
        module = argv[argv.index("-m") + 1]
        role = {"ccengine.app.supervisor": "supervisor"}.get(module, module.removeprefix("ccengine."))
        return "spare" if SPARE in argv and _name(pid) != role else role
    if "-C" in argv[:-1] and "-f" in argv and argv[argv.index("-C") + 1].endswith("asterisk.conf"):
        return "asterisk"
    return "other"


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text("utf-8", "replace").strip()
    except OSError:
        return ""


class Held:
    """A process by its pidfd.  Not for its parent alone: one that was adopted is watched in the same way."""

    def __init__(self, pid: int) -> None:
        """Raises ProcessLookupError when there is none."""
        self.pid = pid
        self._fd = os.pidfd_open(pid)

    def fileno(self) -> int:
        return self._fd

    def ended(self, limit: float = 0.0) -> bool:
        """Did it end, or does it within `limit` seconds?  A zombie has ended."""
        poll = select.poll()
        poll.register(self._fd, select.POLLIN)
        return bool(poll.poll(limit * 1000))

    def signal(self, number: int) -> None:
        """Nothing happens to one that ended already."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._fd, number)

    def stop(self, limit: float) -> bool:
        """SIGTERM, and SIGKILL after `limit` seconds.  True when the first was enough."""
        self.signal(signal.SIGTERM)
        if self.ended(limit):
            return True
        self.signal(signal.SIGKILL)
        self.ended(5.0)
        return False

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def hold(process: Process, home: Path) -> Held | None:
    """The same process, or None when it ended; its number may be another's by now."""
    try:
        held = Held(process.pid)
    except ProcessLookupError:
        return None
    if _marked(process.pid, f"{MARK}={home.resolve()}".encode()) and not held.ended():
        return held
    held.close()
    return None


def stop_all(home: Path, roles: tuple[str, ...], limit: float) -> list[Process]:
    """End the processes of these roles, one role after the other.  Those that had to be killed."""
    killed = []
    for role in roles:
        for process in of_home(home):
            if process.role == role and (held := hold(process, home)):
                if not held.stop(limit):
                    killed.append(process)
                held.close()
    return killed


def wait_gone(home: Path, limit: float) -> list[Process]:
    """Wait until nothing of the home lives; what still does after `limit` seconds.  A process just killed by its
    parent may need a moment to vanish from /proc."""
    end = time.monotonic() + limit
    while left := of_home(home):
        if time.monotonic() > end:
            return left
        time.sleep(0.02)
    return []
