"""`python -m ccengine_sim.hostile`: a siege in a process of its own, so that its work delays no honest caller's.

A JSON object on standard input says {"target", "rates", "seed", "lasts"}; at the end one on standard output tells what
became of the tries, and the CPU time in seconds."""

import asyncio
import json
import os
import sys
import time

from ccengine_sim.hostile.siege import Siege
from ccengine_sim.hostile.target import Target

NICE = 5
"""The machine is shared: attackers do not come before callers."""


def main() -> None:
    wanted = json.load(sys.stdin)
    os.nice(NICE)
    siege = Siege(Target.from_json(wanted["target"]), wanted["rates"], wanted["seed"])
    asyncio.run(siege.lay(wanted["lasts"]))
    json.dump({"told": siege.told, "cpu": time.process_time()}, sys.stdout)


if __name__ == "__main__":
    main()
