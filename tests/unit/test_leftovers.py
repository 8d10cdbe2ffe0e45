"""What an interrupted run of the tests leaves behind."""

import os
import subprocess
import sys

SCRIPT = """
import subprocess, sys, time
from tests import leftovers
leftovers.PATIENCE = 2.0
leftovers.mark()
polite = subprocess.Popen([sys.executable, "-c", "print('up', flush=True); import signal; signal.pause()"],
                          stdout=subprocess.PIPE)
stubborn = subprocess.Popen(["sh", "-c", "trap '' TERM INT; echo up; while :; do sleep 0.1; done"],
                            stdout=subprocess.PIPE, start_new_session=True)
for each in (polite, stubborn):
    each.stdout.readline()
# One whose parent is gone: nobody but its own environment knows whose it is.
orphan = subprocess.run(["setsid", "sh", "-c", "sleep 60 >/dev/null & echo $!"], stdout=subprocess.PIPE, text=True)
assert int(orphan.stdout) in leftovers.running()
leftovers.end()
print(polite.wait(), stubborn.wait(), leftovers.running())
"""


def test_all_that_has_the_runs_mark_ends_and_nothing_else() -> None:
    other = subprocess.Popen(["sleep", "60"])
    try:
        done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60)
        assert done.stdout == "-2 -9 []\n"
        assert other.poll() is None
    finally:
        os.kill(other.pid, 9)
        other.wait()
