"""Callers and agents' phones around a whole hotline, and what the hotline itself says of them.

    async with world(hotline, tmp_path) as it:
        phones = await it.phones(2)
        caller = await it.sim.call(it.number, "13800000001", tone=2100)
        record = await it.record("13800000001")

At its end: no phone was in two talks, no caller with two agents (by the phones' own SIP traces), and the hotline has no
call left."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ccengine.app.tools import find
from ccengine.cli.api import Api
from ccengine_sim.phone import Phone, Sim
from ccengine_sim.phone.trace import read_trace
from ccengine_sim.phone.visits import conflicts, visits
from tests.support.console import asterisk_says, channels
from tests.support.hotline import Hotline

T = TypeVar("T")
LIMIT = 60.0  # seconds; far more than anything takes that works
CALLER_TONES = tuple(range(2000, 2550, 50))  # above what speech holds for long; the bank's own frequencies
AGENT_TONES = tuple(range(2600, 3000, 50))


@dataclass
class World:
    hotline: Hotline
    sim: Sim
    api: Api

    @property
    def number(self) -> str:
        return self.hotline.number

    async def phones(self, count: int, answer_after: float | None = 0.2) -> list[Phone]:
        """The first agents', registered; their agents logged in and ready.  Each has a tone of its own."""
        agents = [str(each["id"]) for each in self.hotline.told["agents"][:count]]
        users = {str(each["id"]): str(each["user"]) for each in self.hotline.told["agents"]}
        found = [
            await self.sim.phone(users[agent], self.hotline.password(agent), answer_after=answer_after, tone=tone)
            for agent, tone in zip(agents, AGENT_TONES, strict=False)
        ]
        for agent in agents:
            await self.agent(agent, lambda row: bool(row["reachable"]), "reachable")
            await self.ready(agent)
        return found

    async def ready(self, agent: str) -> None:
        await self.agent(agent, lambda row: row["state"] in ("ready", "not_ready"), "free")
        await asyncio.to_thread(self.api.post, f"agents/{agent}/ready")
        await self.agent(agent, lambda row: row["state"] == "ready", "ready")

    async def agent(self, agent: str, test: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
        """The agent's row, once it passes."""

        def look() -> dict[str, Any] | None:
            rows = self.api.get("agents")["agents"]
            row: dict[str, Any] = next(row for row in rows if row["agent"] == agent)
            return row if test(row) else None

        return await self.until(look, f"agent {agent} is {what}", lambda: self.api.get("agents"))

    async def waits(self, caller: str) -> dict[str, Any]:
        """The caller's row, once he is in a queue (or past it).  That his call was answered says nothing of the order:
        Asterisk's answer() returns when his first frame has come, after 500 ms at the latest."""

        def look() -> dict[str, Any] | None:
            row: dict[str, Any] | None
            row = next((row for row in self.api.get("calls")["calls"] if row["caller"] == caller), None)
            return row if row and row["stage"] != "flow" else None

        return await self.until(look, f"{caller} waits in a queue", lambda: self.api.get("calls"))

    async def record(self, caller: str) -> dict[str, Any]:
        """The complete record of the last call of this caller."""

        def look() -> dict[str, Any] | None:
            rows = self.api.get("records", caller=caller, limit=1)["records"]
            if not rows or not rows[0]["ended"]:
                return None
            record: dict[str, Any] = self.api.get(f"calls/{rows[0]['id']}")["record"]
            return record if all(row["state"] != "started" for row in record["recordings"]) else None

        return await self.until(look, f"the record of {caller} is complete", lambda: self.api.get("records"))

    async def until(
        self, look: Callable[[], T | None], what: str, instead: Callable[[], object] | None = None, limit: float = LIMIT
    ) -> T:
        """Ask until there is an answer."""
        end = asyncio.get_running_loop().time() + limit
        while (got := await asyncio.to_thread(look)) is None:
            if asyncio.get_running_loop().time() > end:
                raise TimeoutError(f"not within {limit} s: {what}; {instead() if instead else ''}")
            await asyncio.sleep(0.1)
        return got

    async def empty(self) -> None:
        """No call is left, and no channel in Asterisk."""
        await self.until(
            lambda: True if not self.api.get("calls")["calls"] else None, "no call", lambda: self.api.get("calls")
        )
        await self.until(lambda: None if channels(self.hotline.home) else True, "no channel", self._what_stays)

    def _what_stays(self) -> str:
        """Is it in a bridge, in an AGI session, or in the list only ("not a known channel"; see decision 0125)?"""
        listed = channels(self.hotline.home)
        names = [line.partition("!")[0] for line in listed]
        about = ["core show channels count", "bridge show all", "pjsip show channels"]
        return "\n".join([*listed, *map(self.console, [f"core show channel {name}" for name in names] + about)])

    def console(self, command: str) -> str:
        return asterisk_says(self.hotline.home, command)


@asynccontextmanager
async def world(hotline: Hotline, folder: Path) -> AsyncIterator[World]:
    traces = folder / "sim"
    api = Api(hotline.home.root)
    try:
        async with Sim((hotline.host, hotline.port), find("sipp"), traces) as sim:
            it = World(hotline, sim, api)
            yield it
            await it.empty()
            for phone in sim.phones.values():
                assert await phone.unregister() == 200
                assert not it.sim.caller_side.misplaced + it.sim.phone_side.misplaced
                assert not phone.doubled, f"{phone.user} was rung while it was in a call"
    finally:
        api._client.close()
    assert not list(conflicts(visits(read_trace(traces / "phones.trace"))))
    assert not sim.strangers
