"""Who gives way, as the kernel tells it of processes that a shell started."""

import subprocess
import sys
from pathlib import Path

from ccengine.scheduling import BOOKS

GROUP = "open('/proc/self/autogroup').read() if os.path.exists('/proc/self/autogroup') else ''"
TELLS = f"import os; print(os.nice(0), {GROUP})"
STEPS = f"from ccengine.scheduling import give_way; give_way({BOOKS}); {TELLS}"
GROUPS = Path("/proc/self/autogroup").exists()


def told(script: str) -> list[list[str]]:
    """A line each, of a shell that leads a session of its own."""
    argv = ["/bin/sh", "-c", script, sys.executable]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, start_new_session=True, timeout=60)
    return [line.split() for line in done.stdout.splitlines() if line]


def test_who_leads_a_session_puts_it_behind() -> None:
    ((nice, *group),) = told(f'exec "$0" -c "{STEPS}"')
    assert nice == str(BOOKS)
    assert not GROUPS or group[-1] == str(BOOKS)


def test_a_session_of_another_stays_where_it_is() -> None:
    """An office that is started by hand puts no terminal behind."""
    (nice, *_), (_, *group) = told(f'"$0" -c "{STEPS}"; exec "$0" -c "{TELLS}"')
    assert nice == str(BOOKS)
    assert not GROUPS or group[-1] == "0"
