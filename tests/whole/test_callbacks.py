"""Callbacks through `ccengine up`: the place is kept, the agent is reserved first, and what dies is survived."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from ccengine.acd import commands, events
from ccengine.acd.callbacks import NO_TRY
from ccengine.app.cache import cache_folder
from ccengine.app.tools import find
from ccengine.engine.recovery import VOCABULARY
from ccengine.journal import read
from ccengine.model import facts
from ccengine.model.home import Home
from ccengine.model.ids import is_called_back
from ccengine.wire.journal import Damaged
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
    callbacks: {{share: 50%, tries: 2, pause: 1s, ring: {ring}}}
outgoing: {{contact: "sip:127.0.0.1:{port}", caller: "4008001234", allowed: ["13"], at_once: 4}}
"""


@asynccontextmanager
async def calling_back(homes: Homes, agents: str = "8001", ring: str = "30s", flow: str = FLOW) -> AsyncIterator[Site]:
    """A hotline whose callers are called back when they have waited for a second, and the world outside."""
    sip = free_sip()
    host, _, port = sip.rpartition(":")
    async with Sim((host, int(port)), sipp=find("sipp", cache_folder())) as sim:
        end = SETTINGS.format(ring=ring, port=sim.phone_side.port)

        def more(text: str) -> str:
            return text.replace("longest_wait: 30m ", "longest_wait: 1s ").rstrip("\n") + "\n" + end

        home = Home(homes.new(small(agents, more=more)))
        tone_prompts(home.root)
        (home.flows / "hotline.yaml").write_text(flow)
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
        await ring.hears(MENU, least=0.5, after=time.time())  # the music's notes are shorter
        await ring.press("1")
        offer = await agent.rings()
        assert offer.caller == MOBILE
        await at.kill("engine")
        await taken_up(at, 2)
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


async def taken_up(at: Site, times: int) -> None:
    """Who was called back is in the flow again, for so many a time."""

    async def resumed() -> int:
        return len([body for body in journal(at) if isinstance(body, facts.CallResumed) and is_called_back(body.call)])

    await poll(resumed, lambda found: found >= times, f"taken up {times} times", LIMIT)


# -- many of them

MANY, AT_ONCE, KILLS = 50, 10, 3
HANGS_UP = 0.5  # seconds of a talk


def number(n: int) -> str:
    return f"138{n:08d}"


async def outside(at: Site, n: int) -> None:
    """Of five people one is busy, one never answers, one is busy the first time, and two answer."""
    kinds: list[dict[str, Any]] = [{"reject": 486}, {"answer_after": None}, {"reject": 486}, {}, {}]
    phone = await at.sim.phone(number(n), register=False, **kinds[n % 5])
    if n % 5 == 2:
        await phone.rings(1, limit=600.0)
        await poll(lambda: answered(phone.calls[0].ended_at), bool, f"{number(n)} was busy", LIMIT)
        phone.habits.reject = 0


async def answered(value: Any) -> Any:
    return value


async def hurries(at: Site, frm: str) -> None:
    caller = await at.call(frm)
    await caller.answered()
    await caller.ended()


def journal(at: Site) -> list[Any]:
    return [r.body for r in read(at.hotline.home.journal, VOCABULARY, 0) if not isinstance(r, Damaged)]


@pytest.mark.long
@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_fifty_callbacks_keep_place_share_and_tries_over_three_kills(homes: Homes) -> None:
    """By the journal: who is dialled first, how many at a time, what counts as a try; by the phones: nobody is dialled
    twice at a time."""
    flow = FLOW.replace("    confirm: press-1-service\n    wait: 20s\n", "")
    async with calling_back(homes, "8001-8004", "5s", flow) as at:
        for first in range(0, MANY, AT_ONCE):
            await asyncio.gather(*(hurries(at, number(n)) for n in range(first, first + AT_ONCE)))
        kept = await callbacks(at, lambda found: len(found) == MANY, "all are kept")
        places = [each["number"] for each in sorted(kept, key=lambda each: int(each["position"]))]
        people = [asyncio.create_task(outside(at, n)) for n in range(MANY)]
        await poll(lambda: answered(len(at.sim.phones)), lambda there: there == MANY, "all are at home", LIMIT)
        for agent in range(8001, 8005):
            await at.phone(str(agent), hang_up_after=HANGS_UP)
        for kill in range(KILLS):
            left = MANY - MANY * (kill + 1) // (KILLS + 2)
            await callbacks(at, lambda found, left=left: len(found) <= left, f"{left} are left")
            await at.kill("engine")
        await callbacks(at, lambda found: found == [], "all have come to an end")
        await at.until(lambda calls: not calls, "nobody is here any more")
        await asyncio.gather(*people)
        story = journal(at)
        dialled = [body for body in story if isinstance(body, commands.CallBack)]
        assert list(dict.fromkeys(order.number for order in dialled)) == places, "nobody is overtaken"
        assert most_in_hand(story) == 2, "half of four"
        reached = {order.number for order in dialled if events.CallbackReached(order.call, order.queue) in story}
        assert reached == {number(n) for n in range(MANY) if n % 5 > 1}
        failed = [body for body in story if isinstance(body, events.CallbackFailed) and body.cause not in NO_TRY]
        tries = [order.number for order in dialled if any(body.call == order.call for body in failed)]
        assert {n: tries.count(number(n)) for n in range(MANY)} == {n: (2, 2, 1, 0, 0)[n % 5] for n in range(MANY)}
        over = [body for body in story if isinstance(body, commands.CallbackOver)]
        assert [body.end for body in over] == ["unreached"] * (2 * MANY // 5)
        assert [phone.user for phone in at.sim.phones.values() if phone.doubled] == []


def most_in_hand(story: list[Any]) -> int:
    """Dialled, or reached and not gone from the ACD."""
    in_hand: set[str] = set()
    rung: dict[str, str] = {}  # offer -> call
    talks: set[str] = set()
    most = 0
    for body in story:
        match body:
            case commands.CallBack(call=leg):
                in_hand.add(leg)
            case commands.Ring(offer=offer, call=call):
                rung[offer] = call
            case events.TalkBegan(offer=offer):
                talks.add(offer)
            case events.TalkEnded(offer=offer) if offer in talks:
                in_hand.discard(rung[offer])
            case events.CallbackFailed(call=leg) | events.CallerLeft(call=leg) | commands.SendOn(call=leg):
                in_hand.discard(leg)
        most = max(most, len(in_hand))
    return most
