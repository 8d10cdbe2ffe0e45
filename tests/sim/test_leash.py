"""SIPp ends with who started it, however that ends."""

import os
import select
import signal
import subprocess
import sys

from ccengine_sim.phone.sipp import LEASHED

LIMIT = 60.0
STARTS = "import subprocess, sys; print(subprocess.Popen(sys.argv[1:]).pid, flush=True); sys.stdin.read()"


def test_a_killed_parent_takes_it_along() -> None:
    argv = [sys.executable, "-c", STARTS, *LEASHED, "sleep", "600"]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        watch = os.pidfd_open(int(parent.stdout.readline()))
        try:
            assert not select.select([watch], [], [], 0.5)[0], "it lives while its parent does"
            parent.send_signal(signal.SIGKILL)
            assert select.select([watch], [], [], LIMIT)[0], "it outlived its parent"
        finally:
            os.close(watch)
