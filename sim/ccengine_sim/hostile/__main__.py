"""`python -m ccengine_sim.hostile`: a siege in a process of its own, so that its work delays no honest caller's.

A JSON object on standard input says {"target", "rates", "seed", "lasts"}; at the end one on standard output tells what
became of the tries, what was sent, how late it was, and the CPU time in seconds."""

import asyncio
import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from ccengine_sim.hostile.attackers import Attackers
from ccengine_sim.hostile.siege import Siege
from ccengine_sim.hostile.target import Target

NICE = 5
"""Real attackers have a machine of their own: writing their packets takes no core from the hotline.  Whether they were
sent nevertheless, and when, is told at the end."""


def step_back() -> None:
    """Of this process; and of its session where the kernel shares the cores among sessions (decision 0212), if it leads
    one: the starter's is not ours to put behind."""
    os.nice(NICE)
    if os.getsid(0) == os.getpid():
        with suppress(OSError):  # no autogroups here, or not for us
            Path("/proc/self/autogroup").write_text(str(NICE))


def main() -> None:
    wanted = json.load(sys.stdin)
    step_back()
    siege = Siege(Target.from_json(wanted["target"]), wanted["rates"], wanted["seed"])
    asyncio.run(siege.lay(wanted["lasts"]))
    json.dump(Attackers.of(siege, time.process_time()).as_dict(), sys.stdout)


if __name__ == "__main__":
    main()
