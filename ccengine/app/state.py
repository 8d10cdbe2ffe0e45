"""run/state.json: what the supervisor is doing, for `up`, `down` and people.  Written by the supervisor alone, whole
files renamed into place.  Never believed without looking: it says nothing once its writer is dead."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from ccengine.app.trouble import Trouble
from ccengine.model.home import Home


def state_file(home: Home) -> Path:
    return home.run / "state.json"


def write_state(home: Home, state: dict[str, object]) -> None:
    target = state_file(home)
    beside = target.with_suffix(".tmp")
    beside.write_text(json.dumps(state, indent=1), "utf-8")
    os.replace(beside, target)


def read_state(home: Home) -> dict[str, Any]:
    """{} when there is none."""
    try:
        state = json.loads(state_file(home).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


class HomeLock:
    """A lock of the home by name, given up by the kernel when its holder dies.  Not inherited by children."""

    def __init__(self, home: Home, name: str) -> None:
        self.path = home.run / f"{name}.lock"
        self._fd = -1

    def take(self, wait: bool = False) -> bool:
        """False when another process has it.  `wait`: until it lets go."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o640)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            os.close(fd)
            return False
        self._fd = fd
        os.ftruncate(fd, 0)
        os.pwrite(fd, b"%d\n" % os.getpid(), 0)
        return True

    def holder(self) -> int | None:
        """The process that has it now, or None when nobody has."""
        try:
            fd = os.open(self.path, os.O_RDWR)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Trouble(f"{self.path} cannot be opened: {error.strerror}", "is the home another user's?") from error
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return None
        except BlockingIOError:
            return int(os.pread(fd, 20, 0).strip() or b"0")
        finally:
            os.close(fd)

    def release(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
