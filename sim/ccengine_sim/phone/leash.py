"""`python -S leash.py COMMAND ...`: becomes COMMAND, which ends by SIGKILL with the process that started it.

A program of its own: what forks an interpreter with threads may do nothing between fork and exec.  It starts without
`site` and imports nothing of ours (workers/child/guard.py asks the kernel for the same), so that it costs no time."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    parent = os.getppid()
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:  # it ended before
        sys.exit(1)
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
