"""How the kernel shares the cores out: who speaks with callers comes at once, who keeps books or computes gives way."""

import ctypes
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

BOOKS = 5
"""Nicer by so much: a third of the share of the others, enough to catch up as long as anything is left, at 10 calls a
second too (decision 0212)."""

SHORT = 100_000
"""Nanoseconds of a slice: the least that the kernel takes (Linux 6.12, kernel/sched/syscalls.c).  Who asks for nothing
gets 1.4 ms on two cores (6.18)."""
USUAL = 0

_SETATTR = {"x86_64": 314, "aarch64": 274}  # of sched_setattr(2), for which glibc has had no name before 2.41
_ATTR = struct.Struct("=IIQiIQQQ")  # size, policy, flags, nice, priority, runtime, deadline, period


def come_at_once() -> None:
    """This process, and all that it starts from now on.

    A thread of it that wakes does not wait for one with a longer slice, who has the core, to come to its end (EEVDF,
    sched(7); decision 0224).  The shares of the cores stay what they were.  A kernel before 6.12 takes no notice."""
    _slice(SHORT)


@contextmanager
def starting_at_once() -> Iterator[None]:
    """What this thread starts meanwhile does; not itself."""
    come_at_once()
    try:
        yield
    finally:
        _slice(USUAL)


def give_way(nicer: int) -> None:
    """This process; and its session, if it leads one: where the kernel groups processes by session (sched(7),
    autogroup; the default of Debian), a nice value counts within the group alone, and the group has its own.  A session
    of another's, say a terminal's, is not ours to put behind: it would stay there."""
    nice = os.nice(nicer)
    _slice(USUAL)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # no autogroups here, or not for us
            Path("/proc/self/autogroup").write_text(str(nice))


def _slice(nanoseconds: int) -> None:
    """Of this thread, and of those that it starts.  Where it is refused (by a sandbox), all stays as it was."""
    number = _SETATTR.get(os.uname().machine)
    if number is None or os.sched_getscheduler(0) != os.SCHED_OTHER:
        return  # somebody chose otherwise for us, and the call would undo it
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    wanted = ctypes.create_string_buffer(_ATTR.pack(_ATTR.size, os.SCHED_OTHER, 0, nice, 0, nanoseconds, 0, 0))
    ctypes.CDLL(None).syscall(number, 0, wanted, 0)
