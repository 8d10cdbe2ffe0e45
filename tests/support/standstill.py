"""A process that stands still, as one that hangs does."""

import os
import signal
import time
from pathlib import Path


def stand_still(pid: int) -> None:
    """SIGSTOP, and return when none of its threads runs any more: kill(2) comes back before, and on a busy machine one
    of them may still do what it is asked next (0.02 s later in half of 200 tries).  SIGCONT ends it."""
    os.kill(pid, signal.SIGSTOP)
    while any(_state(task) not in "TZX" for task in Path(f"/proc/{pid}/task").iterdir()):
        time.sleep(0.001)


def _state(task: Path) -> str:
    """Of a thread, as in proc(5): T is stopped, Z and X are dead."""
    try:
        return (task / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"  # it ended meanwhile
