"""The books come after the calls: when the cores are full, who speaks with callers gets them first."""

import os
from contextlib import suppress
from pathlib import Path

NICER = 5
"""A third of the share of the others: enough to catch up as long as anything is left, at 10 calls a second too."""


def step_back() -> None:
    """Of this process, which leads its own session: where the kernel groups processes by session (sched(7), autogroup;
    the default of Debian), a nice value counts within the group alone, and the group has its own."""
    os.nice(NICER)
    with suppress(OSError):  # no autogroups here, or not for us
        Path("/proc/self/autogroup").write_text(str(NICER))
