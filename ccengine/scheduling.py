"""How the kernel shares the cores out: who keeps books or computes gives way to who speaks with callers."""

import os
from contextlib import suppress
from pathlib import Path

BOOKS = 5
"""Nicer by so much: a third of the share of the others, enough to catch up as long as anything is left, at 10 calls a
second too (decision 0212)."""


def give_way(nicer: int) -> None:
    """This process; and its session, if it leads one: where the kernel groups processes by session (sched(7),
    autogroup; the default of Debian), a nice value counts within the group alone, and the group has its own.  A session
    of another's, say a terminal's, is not ours to put behind: it would stay there."""
    nice = os.nice(nicer)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # no autogroups here, or not for us
            Path("/proc/self/autogroup").write_text(str(nice))
