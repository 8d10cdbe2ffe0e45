"""Telephones whose plug is pulled: unregistered, away for a time, registered again."""

import asyncio
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any

from ccengine.model.ids import AgentId, Seconds
from ccengine_sim.phone.agent import Phone
from ccengine_sim.trunk.scenario import Answering
from ccengine_sim.virtual.chance import Chance

OK = 200
AGAIN: Seconds = 1.0  # after a registration that was refused, or not answered


class Plugs:
    def __init__(self, staff: Mapping[AgentId, Answering], chance: Chance) -> None:
        self._staff, self._chance = staff, chance
        self._agents: dict[Phone, AgentId] = {}
        self._went: dict[Phone, int] = {}  # how often
        self._away: set[Phone] = set()
        self._jobs: set[asyncio.Task[None]] = set()

    def add(self, phone: Phone, agent: AgentId) -> None:
        self._agents[phone] = agent

    def begin(self) -> None:
        """The first moment: those who go at a time will go then."""
        for phone, agent in self._agents.items():
            if (at := self._staff[agent].unregisters.at) is not None:
                self._run(self._later(phone, at))

    def pull(self, phone: Phone) -> None:
        """Now; of one that is away already, nothing."""
        self._run(self._go(phone))

    def _run(self, job: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    async def _later(self, phone: Phone, at: Seconds) -> None:
        await asyncio.sleep(at)
        await self._go(phone)

    async def _go(self, phone: Phone) -> None:
        if phone in self._away:
            return
        agent, n = self._agents[phone], self._went.get(phone, 0)
        self._went[phone] = n + 1
        self._away.add(phone)
        with suppress(TimeoutError):  # the switch is away: it will forget him by itself, or has
            await phone.unregister()
        await asyncio.sleep(self._staff[agent].unregisters.lasts.draw(self._chance.stream(f"{agent}/away"), n))
        await _register(phone)
        self._away.discard(phone)

    def is_away(self, phone: Phone) -> bool:
        return phone in self._away

    @property
    def pulled(self) -> int:
        """How often any telephone was unregistered."""
        return sum(self._went.values())

    async def settled(self) -> None:
        """Until nobody is away, or about to go."""
        await asyncio.gather(*self._jobs)

    async def end(self) -> None:
        """Who is away stays so."""
        jobs = list(self._jobs)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)


async def _register(phone: Phone) -> None:
    """Until the switch takes it."""
    while True:
        with suppress(TimeoutError):
            if await phone.register() == OK:
                return
        await asyncio.sleep(AGAIN)
