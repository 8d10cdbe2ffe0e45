"""`python -m ccengine_sim.hostile`: a siege in a process of its own, so that its work delays no honest caller's.

A JSON object on standard input says {"target", "rates", "seed", "lasts"}; at the end one on standard output tells what
became of the tries, what was sent, how late it was, and the CPU time in seconds."""

import asyncio
import json
import sys
import time

from ccengine.scheduling import give_way
from ccengine_sim.hostile.attackers import Attackers
from ccengine_sim.hostile.siege import Siege
from ccengine_sim.hostile.target import Target

NICER = 19
"""The last of all: real attackers have a machine of their own, these share the cores of those whom they attack."""


def main() -> None:
    wanted = json.load(sys.stdin)
    give_way(NICER)  # whether all was sent, and when, is told at the end
    siege = Siege(Target.from_json(wanted["target"]), wanted["rates"], wanted["seed"])
    asyncio.run(siege.lay(wanted["lasts"]))
    json.dump(Attackers.of(siege, time.process_time()).as_dict(), sys.stdout)


if __name__ == "__main__":
    main()
