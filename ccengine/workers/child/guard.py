"""What bounds a worker and the users' code below it."""

import ctypes
import math
import os
import resource
import signal
from dataclasses import dataclass

PR_SET_PDEATHSIG = 1  # linux/prctl.h
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of a process that runs users' code."""

    memory: int = 512 * 1024 * 1024  # bytes of address space
    file_size: int = 64 * 1024 * 1024  # bytes of a file it writes
    files: int = 256  # open at once
    processes: int = 2000  # of this user, beyond which it starts none; the kernel does not hold root to it


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def die_with(parent: int, by: signal.Signals = signal.SIGKILL) -> None:
    """Get this signal when the parent ends.  If it has ended already, end now."""
    _prctl(PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Processes whose parent ends below this one become its children, so that they can be found and ended."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def bound(bounds: Bounds) -> None:
    """This process and all it starts.  A limit is only ever lowered."""
    _lower(resource.RLIMIT_AS, bounds.memory)
    _lower(resource.RLIMIT_FSIZE, bounds.file_size)
    _lower(resource.RLIMIT_NOFILE, bounds.files)
    _lower(resource.RLIMIT_NPROC, bounds.processes)
    _lower(resource.RLIMIT_CORE, 0)


def bound_cpu(seconds: float) -> None:
    """So many seconds of CPU from now on; then SIGXCPU, which ends it.  Not below what a later task may need."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, hard))


def default_signals() -> None:
    """Users' code begins with none of this worker's handlers."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)


def _lower(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))
