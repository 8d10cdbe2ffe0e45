"""How many files and sockets a process of ours may have open."""

import resource
from contextlib import suppress

WANTED = 65_536
"""A call is some eight descriptors of the switch and one of the engine; shells begin with 1 024 for a process."""


def raise_limit() -> int:
    """For this process and those that it starts: as many as WANTED, or as the machine lets us have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
