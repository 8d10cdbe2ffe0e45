"""The processes below this one: what a task started does not outlive it.

A process that made itself a session of its own, or whose parent ended, is found all the same: this process adopts
orphans (guard.adopt_orphans)."""

import os
import signal
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

LIMIT = 4.0  # seconds for all to be gone


def children(pid: int) -> list[int]:
    """Of all its threads.  Empty when it has ended."""
    try:
        lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(child) for text in lists for child in text.split()]


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    for child in children(pid):
        found += [child, *descendants(child)]
    return found


def end_all(but: Collection[int] = ()) -> bool:
    """Kill every process below this one, except those of `but` (whose own children go).  False when some were still
    there after LIMIT seconds: a process in the kernel's hands cannot be killed.

    Whose parent ends while we look is seen at neither place: only two looks without a find count."""
    end = time.monotonic() + LIMIT
    clean = 0
    while clean < 2:
        living = [pid for pid in descendants(os.getpid()) if pid not in but and not _is_zombie(pid)]
        for pid in living:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        clean = 0 if _reap(but) or living else clean + 1
        if time.monotonic() > end:
            return False
        if living:
            time.sleep(0.001)
    return True


def _reap(but: Collection[int]) -> bool:
    """Our own children that have ended; those of `but` are another's to wait for.  True when there was one."""
    reaped = False
    for pid in children(os.getpid()):
        if pid not in but:
            with suppress(ChildProcessError):
                reaped |= os.waitpid(pid, os.WNOHANG)[0] == pid
    return reaped


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
