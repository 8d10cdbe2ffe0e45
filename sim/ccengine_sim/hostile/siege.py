"""Attacks at their rates, for a time."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from random import Random

from ccengine.model.ids import Seconds
from ccengine_sim.hostile.attacks import ATTACKS, Attack
from ccengine_sim.hostile.target import Target
from ccengine_sim.hostile.world import Sent, World

MOST_A_SECOND = 500.0
"""Of one attack: it is our own machine that has to serve them."""
LEFT_OUT = "left out"

Told = dict[str, Counter[str]]
"""Attack -> what became of how many tries."""


class Siege:
    """`rates`: tries a second by the attack's name.  Raises KeyError for one that is not known."""

    def __init__(self, target: Target, rates: Mapping[str, float], seed: int | str) -> None:
        self._worlds = {name: World(target) for name in rates}
        self._attacks = [(name, ATTACKS[name], min(rate, MOST_A_SECOND)) for name, rate in rates.items()]
        self._seed = seed
        self.told: Told = {name: Counter() for name in rates}
        self.late: Seconds = 0.0
        """By how much a try began after its time, at most."""

    @property
    def sent(self) -> dict[str, Sent]:
        return {name: world.sent for name, world in self._worlds.items()}

    async def lay(self, lasts: Seconds) -> Told:
        """Until the last try has ended, some seconds later."""
        async with asyncio.TaskGroup() as group:
            for name, attack, rate in self._attacks:
                group.create_task(self._attack(name, attack, rate, lasts))
        return self.told

    async def _attack(self, name: str, attack: Attack, rate: float, lasts: Seconds) -> None:
        """The n-th try is the same for the same seed, whatever became of those before."""
        loop = asyncio.get_running_loop()
        begin, under_way = loop.time(), set[asyncio.Task[None]]()
        async with asyncio.TaskGroup() as group:
            for n in range(int(lasts * rate)):
                await asyncio.sleep(max(0.0, begin + n / rate - loop.time()))
                self.late = max(self.late, loop.time() - begin - n / rate)
                if len(under_way) >= attack.most or loop.time() - begin > lasts:
                    self.told[name][LEFT_OUT] += 1
                    continue
                task = group.create_task(self._try(name, attack, Random(f"{self._seed}/{name}/{n}")))
                under_way.add(task)
                task.add_done_callback(under_way.discard)

    async def _try(self, name: str, attack: Attack, chance: Random) -> None:
        self.told[name][await attack.shot(self._worlds[name], chance)] += 1
