"""Callbacks through `ccengine up`: the place is kept, the agent is reserved first, and what dies is survived."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from ccengine.app.cache import cache_folder
from ccengine.app.tools import find
from ccengine.model.home import Home
from ccengine.model.ids import is_called_back
from ccengine_sim.phone import Sim
from tests.support.hotline import CHECKOUT, Homes, free_sip, up
from tests.support.site import GOODBYE, LIMIT, MENU, Site, poll, small, tone_prompts

MOBILE, LIVE = "13800138000", "13900139000"
CALLER_TONE, LIVE_TONE, AGENT_TONE = 700, 800, 1100

FLOW = """\
flow: hotline
language: zh
start: service
nodes:
  service:
    queue: service
    exits: {waited_too_long: back}
    next: bye
  back:
    callback: service
    confirm: press-1-service
    wait: 20s
    exits: {refused: sorry}
    next: bye
  sorry: {play: sorry-all-busy, next: hangup}
  bye: {play: goodbye, next: hangup}
"""

SETTINGS = """\
    callbacks: {{share: 50%, tries: {tries}, pause: {pause}, ring: 30s}}
outgoing: {{contact: "sip:127.0.0.1:{port}", caller: "4008001234", allowed: ["13"], at_once: 4}}
"""


@asynccontextmanager
async def calling_back(homes: Homes, agents: str = "8001", tries: int = 2, pause: str = "1s") -> AsyncIterator[Site]:
    """A hotline whose callers are called back when they have waited for a second, and the world outside."""
    sip = free_sip()
    host, _, port = sip.rpartition(":")
    async with Sim((host, int(port)), sipp=find("sipp", cache_folder())) as sim:
        end = SETTINGS.format(tries=tries, pause=pause, port=sim.phone_side.port)

        def more(text: str) -> str:
            return text.replace("longest_wait: 30m ", "longest_wait: 1s ").rstrip("\n") + "\n" + end

        home = Home(homes.new(small(agents, more=more)))
        tone_prompts(home.root)
        (home.flows / "hotline.yaml").write_text(FLOW)
        yield Site(await asyncio.to_thread(up, home.root, "--sip", sip), sim)


async def asks(at: Site, frm: str) -> None:
    """He waits until he is offered to be called back, and hangs up."""
    caller = await at.call(frm)
    await caller.answered()
    await caller.hears(GOODBYE)
    await caller.ended()


async def callbacks(at: Site, test: Any, what: str) -> list[dict[str, Any]]:
    async def ask() -> Any:
        found = await at._ask("callbacks")
        return None if found is None else found["callbacks"]

    found: list[dict[str, Any]] = await poll(ask, test, what, LIMIT)
    return found


async def called_back(at: Site, number: str) -> dict[str, Any]:
    """The record of the call that came of a callback to this number."""

    async def ask() -> Any:
        found = await at._ask(f"records?caller={number}")
        ended = (
            [each["id"] for each in found["records"] if each["ended"] and is_called_back(each["id"])] if found else []
        )
        return (await at._ask(f"calls/{ended[0]}")) if ended else None

    told = await poll(ask, lambda got: bool(got and got["record"]), f"the record of the call to {number}", LIMIT)
    record: dict[str, Any] = told["record"]
    return record


def ccctl(at: Site, *words: str) -> str:
    argv = [str(CHECKOUT / "bin" / "ccctl"), "--home", str(at.hotline.home.root), *words]
    return subprocess.run(argv, capture_output=True, text=True, check=True, timeout=LIMIT).stdout


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_the_engine_dies_at_every_step_of_a_callback(homes: Homes) -> None:
    async with calling_back(homes) as at:
        mobile = await at.sim.phone(MOBILE, register=False, answer_after=None, tone=CALLER_TONE)
        await asks(at, MOBILE)
        (kept,) = await callbacks(at, lambda found: len(found) == 1, "is kept")
        assert (kept["number"], kept["state"], kept["position"]) == (MOBILE, "waiting", 1)
        await at.kill("engine")
        assert MOBILE in await asyncio.to_thread(ccctl, at, "callbacks")
        agent = await at.phone("8001", answer_after=None, tone=AGENT_TONE)
        ring = await mobile.rings()
        assert ring.caller == "4008001234"
        assert agent.calls == [], "reserved, and silent"
        await at.agent("8001", lambda state: state["state"] == "reserved", "is reserved")
        await at.kill("engine")
        assert ring.ended_at is None, "the same ring goes on"
        await at.agent("8001", lambda state: state["state"] == "reserved", "is reserved still")
        await ring.answer()
        await ring.hears(MENU)
        await at.kill("engine")
        await ring.hears(MENU, after=time.time())
        await ring.press("1")
        offer = await agent.rings()
        assert offer.caller == MOBILE
        await at.kill("engine")
        await offer.answer()
        await ring.hears(AGENT_TONE)
        await offer.hears(CALLER_TONE)
        await offer.hangup()
        await ring.hears(GOODBYE)
        await ring.ended()
        record = await called_back(at, MOBILE)
        assert record["outcome"] == "handled"
        assert record["agents"] == ["8001"]
        assert len(mobile.calls) == 1
        await callbacks(at, lambda found: found == [], "is done")
