"""A hotline is not bound to the 1 024 descriptors that a shell begins with."""

import resource
import subprocess
import sys

SEEN_BY_A_CHILD = """\
import resource, subprocess, sys
from ccengine.app.descriptors import raise_limit
resource.setrlimit(resource.RLIMIT_NOFILE, (256, %d))
raise_limit()
child = "import resource; print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
sys.exit(subprocess.call([sys.executable, "-c", child]))
"""


def test_children_have_as_many_as_the_machine_gives() -> None:
    hard = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 4096)
    program = [sys.executable, "-c", SEEN_BY_A_CHILD % hard]
    assert subprocess.run(program, capture_output=True, text=True, check=True).stdout == f"{hard}\n"
