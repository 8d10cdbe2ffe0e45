"""From a SIGKILL of the engine to the next run's first decision: `.venv/bin/python -m tests.bench.killed [--kills 10]
[--inside 20]`, on a machine that does nothing else; figures of a run are in docs/performance.md.

Callers wait, agents talk for a second or two, so that somebody is free and has a caller when the next run looks.  Its
first decision is its first order to ring for him, by the journal and by the telephone that rang first."""

import argparse
import asyncio
import os
import random
import signal
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ccengine.acd.commands import Ring
from ccengine.engine.recovery import VOCABULARY
from ccengine.journal import read
from ccengine.model.facts import EngineStarted
from ccengine.model.home import Home
from ccengine.wire.journal import Record
from ccengine_sim.phone import Caller
from tests.support.hotline import Homes
from tests.support.site import Site, site, small

AGENTS = 8
STEPS = ("the next run's first record", "its first order to ring", "a telephone's first ring")
LIVES = (4.0, 8.0)  # seconds between two kills
FLOW = """\
flow: hotline
language: zh
start: service
nodes:
  service: {queue: service, next: hangup}
"""


@dataclass
class Callers:
    """So many are in the hotline at any time."""

    at: Site
    inside: int
    stop: bool = False

    async def come(self) -> None:
        async with asyncio.TaskGroup() as group:
            for n in range(self.inside):
                group.create_task(self._one_after_the_other(n))

    async def _one_after_the_other(self, n: int) -> None:
        called = 0
        while not self.stop:
            caller: Caller = await self.at.sim.call(self.at.hotline.number, f"138{n:04}{called:04}", light=True)
            called += 1
            await caller.ended(300.0)


def prepare(home: Home) -> None:
    (home.flows / "hotline.yaml").write_text(FLOW, "utf-8")


async def run(homes: Homes, kills: int, inside: int) -> list[list[float]]:
    chance = random.Random(1)
    async with site(homes, small(f"8001-80{AGENTS:02}", wrap_up="0s"), prepare=prepare) as at:
        for agent in range(8001, 8001 + AGENTS):
            await at.phone(str(agent), answer_after=0.1, hang_up_after=chance.uniform(1.0, 2.0))
        callers = Callers(at, inside)
        coming = asyncio.create_task(callers.come())
        killed = []
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(*LIVES))
            old = at.hotline.pid("engine")
            killed.append(time.time())
            os.kill(old, signal.SIGKILL)
            await at.back("engine", old)
        callers.stop = True
        await coming
        rings = [ring.rung_at for phone in at.sim.phones.values() for ring in phone.calls if ring.rung_at]
        return [_seen(at, moment, rings) for moment in killed]


def _seen(at: Site, killed: float, rings: Sequence[float]) -> list[float]:
    """Seconds from the kill to each of STEPS."""
    begun, ordered = told_of(at, killed)
    rung = min(rung for rung in rings if rung > begun)
    return [moment - killed for moment in (begun, ordered, rung)]


def told_of(at: Site, killed: float) -> tuple[float, float]:
    """The next run's begin and its first order to ring, by its journal."""
    after = [each for each in read(at.hotline.home.journal, VOCABULARY, 0) if isinstance(each, Record)]
    begun = next(each for each in after if each.t > killed and isinstance(each.body, EngineStarted))
    ordered = next(each for each in after if each.n > begun.n and isinstance(each.body, Ring))
    return begun.t, ordered.t


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--inside", type=int, default=20)
    given = parser.parse_args()
    homes = Homes()
    try:
        seen = asyncio.run(run(homes, given.kills, given.inside))
    finally:
        homes.close()
    inside = f"{given.kills} kills, {given.inside} callers inside"
    print(f"| {inside}, from the kill to | median (least-most), s |\n|---|---|")
    for what, times in zip(STEPS, zip(*seen, strict=True), strict=True):
        print(f"| {what} | {statistics.median(times):.2f} ({min(times):.2f}-{max(times):.2f}) |")


if __name__ == "__main__":
    main()
