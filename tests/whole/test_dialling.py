"""A call that dials, through `ccengine up`: ringing tone, talk, recording and record; over the death of the engine; and
numbers that a caller enters."""

import asyncio
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import partial

import pytest

from ccengine.app.ports import free_port
from ccengine.model.home import Home
from ccengine_sim.phone import Caller
from tests.support.asterisk import write_tone
from tests.support.hotline import CHECKOUT, Homes, Hotline, free_sip, up
from tests.support.shared import Shared
from tests.support.site import GOODBYE, LIMIT, Site, other_than, poll, site_on, small, stages, tone_prompts
from tests.whole.test_dying import cut_ami

RINGING = 450  # Hz, of dialplan/ringback
CALLER, MOBILE_TONE = 1100, 700
MOBILE, OFFICE = "13800138000", "075523456789"
FROM = "13800000001"

FLOW = """\
flow: {name}
language: zh
start: {start}
nodes:
{enter}  reach:
    dial: {targets}
    {confirm}
    at_once: {at_once}
    ring: 20s
    exits: {{answered: bye, not_allowed: refused}}
    next: sorry
  sorry: {{play: sorry-all-busy, next: bye}}
  refused: {{play: thanks, next: hangup}}
  bye: {{play: goodbye, next: hangup}}
"""
ENTER = """\
  enter:
    collect: please-wait
    into: wanted
    max: 24
    first: 15s
    exits: {entered: reach}
    next: hangup
"""
ORDER, ONE, BOTH, AGENT_TOO, TYPED, DUTY = (f"400800123{n}" for n in range(4, 10))
FLOWS = {
    ORDER: {"name": "order", "targets": f"[{OFFICE}, '{MOBILE}']"},
    ONE: {"name": "one", "targets": f"['{MOBILE}']"},
    BOTH: {"name": "both", "targets": f"['{MOBILE}', '{OFFICE}']", "at_once": "true"},
    AGENT_TOO: {"name": "agent-too", "targets": f"[8001, '{MOBILE}']", "at_once": "true"},
    DUTY: {"name": "night", "targets": "duty:night", "confirm": "confirm: 1"},
    TYPED: {"name": "typed", "targets": '["{{ wanted }}"]', "start": "enter", "enter": ENTER},
}
"""By the number that is called."""
ROSTERS = f"""\
people:
  wang: ["{MOBILE}", "{OFFICE}"]
  li: "13900139000"
rosters:
  night: {{otherwise: li, substitute: wang}}
"""


def start(homes: Homes, outside: int) -> Hotline:
    """A hotline of flows that dial; the world at the end of its trunk is at the port `outside`."""
    way_out = (
        f'outgoing: {{contact: "sip:127.0.0.1:{outside}", caller: "{ORDER}", allowed: ["13", "0755"], at_once: 2}}\n'
    )
    home = Home(homes.new(small(more=lambda text: text + way_out)))
    write_tone(home.prompts / "zh" / "not-valid.wav", 0.3)
    tone_prompts(home.root)
    shutil.rmtree(home.flows)
    home.flows.mkdir()
    numbers = ""
    for number, given in FLOWS.items():
        text = FLOW.format(**{"start": "reach", "enter": "", "at_once": "false", "confirm": ""} | given)
        (home.flows / f"{given['name']}.yaml").write_text(text)
        numbers += f"  {number}: {{flow: {given['name']}}}\n"
    (home.flows / "duty.yaml").write_text(ROSTERS)
    (home.flows / "ports.yaml").write_text(f"numbers:\n{numbers}")
    return up(home.root, "--sip", free_sip())


@pytest.fixture(scope="module")
def outside() -> int:
    return free_port("udp")


@pytest.fixture(scope="module", params=["home-dialling"])
def shared_dialling(outside: int) -> Iterator[Shared]:
    with Shared(partial(start, outside=outside)) as shared:
        yield shared


@pytest.fixture
def hotline(shared_dialling: Shared, request: pytest.FixtureRequest) -> Iterator[Hotline]:
    with shared_dialling.lent(request) as hotline:
        yield hotline


async def calls(at: Site, number: str, frm: str = FROM, tone: int = CALLER) -> Caller:
    return await at.sim.call(number, frm=frm, tone=tone)


async def dials(at: Site, who: str, frm: str = FROM) -> None:
    await at.until(
        lambda calls: calls.get(frm, {}).get("stage") == "dialling" and calls[frm]["agent"] == who, f"{frm} dials {who}"
    )


async def test_a_talk_with_a_mobile_phone(hotline: Hotline, outside: int) -> None:
    async with site_on(hotline, outside) as at:
        office = await at.sim.phone(OFFICE, register=False, reject=486)
        mobile = await at.sim.phone(MOBILE, register=False, answer_after=None, tone=MOBILE_TONE)
        caller = await calls(at, ORDER)
        await caller.answered()
        await caller.hears(RINGING)
        ring = await mobile.rings()
        assert ring.caller == "4008001234"
        await dials(at, MOBILE)
        shown = await asyncio.to_thread(ccctl_calls, at)
        assert "dialling" in shown
        assert MOBILE in shown
        await ring.answer()
        await caller.hears(MOBILE_TONE)
        await ring.hears(CALLER)
        await at.until(lambda calls: calls[FROM]["stage"] == "talking" and calls[FROM]["agent"] == MOBILE, "talks")
        await ring.hangup()
        await caller.hears(GOODBYE)
        await caller.ended()
        assert len(office.calls) == len(mobile.calls) == 1
        record = await at.record(FROM)
        assert stages(record, "recording") == [
            "offered", "answered", "dialling", "dialled", "ringing", "busy", "dialled", "ringing", "target answered",
            "connected", "talk ended", "ended",
        ]  # fmt: skip
        assert record["outcome"] == "handled"
        assert record["agents"] == [MOBILE]
        done = await poll(
            lambda: at.record(FROM), lambda got: got["recordings"][0]["state"] == "ready", "recording", LIMIT
        )
        assert MOBILE in done["recordings"][0]["path"]


def ccctl_calls(at: Site, *words: str) -> str:
    argv = [str(CHECKOUT / "bin" / "ccctl"), "--home", str(at.hotline.home.root), *(words or ("calls",))]
    return subprocess.run(argv, capture_output=True, text=True, check=True, timeout=LIMIT).stdout


async def test_who_is_on_duty_presses_the_key_and_a_voicemail_does_not(hotline: Hotline, outside: int) -> None:
    """By hand it is wang: his mobile phone's voicemail speaks and presses nothing, his desk takes the call."""
    async with site_on(hotline, outside) as at:
        put = await asyncio.to_thread(ccctl_calls, at, "duty", "set", "night", "wang", "--by", "boss")
        assert put == "night: wang is on duty by hand until released\n"
        shown = await asyncio.to_thread(ccctl_calls, at, "duty", "show")
        assert "wang" in shown
        assert "boss" in shown
        voicemail = await at.sim.phone(MOBILE, register=False, answer_after=0.2, tone=MOBILE_TONE)
        desk = await at.sim.phone(OFFICE, register=False, answer_after=None, tone=MOBILE_TONE)
        caller = await calls(at, DUTY)
        await (await voicemail.rings()).hears("sound")
        await caller.hears(RINGING)
        ring = await desk.rings()
        await ring.answer()
        await ring.hears("sound")
        await ring.press("1")
        await ring.hears(CALLER)
        await caller.hears(MOBILE_TONE)
        await ring.hangup()
        await caller.hears(GOODBYE)
        await caller.ended()
        record = await at.record(FROM)
        assert stages(record, "recording") == [
            "offered", "answered", "dialling", "dialled", "ringing", "target answered", "not connected", "dialled",
            "ringing", "target answered", "confirmed", "connected", "talk ended", "ended",
        ]  # fmt: skip
        details = [str(stage["detail"]) for stage in record["stages"]]
        assert f"{MOBILE} (duty:night wang) {OFFICE} (duty:night wang)" in details
        assert "not confirmed" in details
        assert await asyncio.to_thread(ccctl_calls, at, "duty", "release", "night") == "night: counts again\n"


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_the_engine_dies_while_it_rings_and_in_the_talk(hotline: Hotline, outside: int) -> None:
    async with site_on(hotline, outside) as at:
        mobile = await at.sim.phone(MOBILE, register=False, answer_after=None, tone=MOBILE_TONE)
        caller = await calls(at, ONE)
        ring = await mobile.rings()
        await dials(at, MOBILE)
        await at.kill("engine")
        assert ring.ended_at is None, "the same ring goes on"
        await ring.answer()
        await caller.hears(MOBILE_TONE)
        await ring.hears(CALLER)
        began = time.time()
        await at.kill("engine")
        back = time.time()
        await caller.hears(MOBILE_TONE, after=back)
        await ring.hears(CALLER, after=back)
        assert not await other_than(MOBILE_TONE, caller, began, back)
        assert not await other_than(CALLER, ring, began, back)
        os.kill(at.hotline.pid("engine"), signal.SIGKILL)
        await ring.hangup()  # nobody is there to be told
        await caller.hears(GOODBYE)
        await caller.ended()
        assert len(mobile.calls) == 1
        record = await at.record(FROM)
        assert stages(record, "recording", "resumed", "dialling") == [
            "offered", "answered", "dialled", "ringing", "target answered", "connected", "talk ended", "ended",
        ]  # fmt: skip
        assert record["ended_by"] == "flow"


@pytest.mark.errors(r"AMI")
async def test_ami_is_away_while_it_rings(hotline: Hotline, outside: int) -> None:
    async with site_on(hotline, outside) as at:
        mobile = await at.sim.phone(MOBILE, register=False, answer_after=None, tone=MOBILE_TONE)
        caller = await calls(at, ONE)
        ring = await mobile.rings()
        await dials(at, MOBILE)
        await cut_ami(at)
        assert ring.ended_at is None
        await dials(at, MOBILE)
        await ring.answer()
        await caller.hears(MOBILE_TONE)
        await cut_ami(at)
        await ring.hangup()
        await caller.hears(GOODBYE)
        await caller.ended()
        assert len(mobile.calls) == 1


@pytest.mark.errors(r"asterisk", r"Asterisk", r"AMI")
async def test_asterisk_dies_while_as_many_are_out_as_may_be(hotline: Hotline, outside: int) -> None:
    """Nothing counts as out that is not: the next call is dialled as if nothing had been."""
    async with site_on(hotline, outside) as at:
        people = [await at.sim.phone(number, register=False, answer_after=None) for number in (MOBILE, OFFICE)]
        await calls(at, BOTH)
        lost = [await phone.rings() for phone in people]
        await at.kill("asterisk")
        record = await at.record(FROM)
        assert record["ended_by"] == "switch"
        assert {offer["cause"] for offer in record["offers"]} <= {"caller left", "switch lost"}
        await at.until(lambda calls: not calls, "no call is left")
        for ring in lost:
            ring.reject(480)  # its own end of a call that nobody knows any more
            await ring.ended()
        caller = await calls(at, BOTH, "13800000002")
        for phone in people:
            ring = await phone.rings(2)
            assert ring.rung_at is not None
        await caller.hangup()
        await caller.ended()


async def test_the_caller_leaves_while_two_are_rung(hotline: Hotline, outside: int) -> None:
    async with site_on(hotline, outside) as at:
        agent = await at.phone("8001", answer_after=None)
        mobile = await at.sim.phone(MOBILE, register=False, answer_after=None)
        caller = await calls(at, AGENT_TOO)
        rings = [await agent.rings(), await mobile.rings()]
        assert rings[0].caller == FROM
        await caller.hears(RINGING)
        await caller.hangup()
        for ring in rings:
            await ring.cancelled()
        record = await at.record(FROM)
        assert record["outcome"] == "abandoned"
        assert record["ended_by"] == "caller"


async def enters(at: Site, frm: str, keys: str) -> Caller:
    """A caller who types what the flow then dials."""
    caller = await calls(at, TYPED, frm, tone=0)
    await caller.answered()
    await caller.hears("sound")
    await caller.press(keys)
    return caller


async def outcome(at: Site, frm: str, keys: str) -> str:
    caller = await enters(at, frm, keys)
    await caller.ended()
    return next(str(s["detail"]) for s in (await at.record(frm))["stages"] if s["stage"] == "not reached")


async def test_a_flow_that_dials_what_the_caller_typed(hotline: Hotline, outside: int) -> None:
    """Nobody outside the allowed prefixes is reached, and never more at once than the settings say."""
    async with site_on(hotline, outside) as at:
        await at.sim.phone(MOBILE, register=False, reject=486)
        typed = ["15912345678#", "0085212345678#", "110#", "075#", f"{MOBILE}#"]
        outcomes = await asyncio.gather(*(outcome(at, f"1380000{n:04d}", keys) for n, keys in enumerate(typed)))
        assert outcomes == ["not_allowed"] * 4 + ["busy"]
        assert [call.user for call in at.sim.rings] == [MOBILE]
        log = (at.hotline.home.log / "engine.log").read_text()
        assert log.count("is not dialled") == 4

        people = [f"1391111000{n}" for n in range(6)]
        for person in people:
            await at.sim.phone(person, register=False, answer_after=None)
        callers = await asyncio.gather(*(enters(at, f"138222200{n:02d}", f"{who}#") for n, who in enumerate(people)))
        reached = await at.until(
            lambda calls: len(calls) == 2 and all(call["stage"] == "dialling" for call in calls.values()),
            "four are told that nobody can be dialled, two go on",
        )
        for call in reached.values():  # an order to dial is on record before the phone is rung
            await at.sim.phones[call["agent"]].rings(1)
        for caller in callers:
            if caller.ended_at is None:
                await caller.hangup()
            await caller.ended()
        assert len(at.sim.rings) == 1 + 2
        assert len(reached) == 2
