"""Must show 3 and 4: more callers than agents; hang-ups and phones that do not answer."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ccengine.wire.cel import parse_cel
from ccengine_sim.phone import Caller, PhoneCall
from tests.support.covering import LOGGED_IN, TALKS, UNCOVERED
from tests.support.hotline import Hotline
from tests.support.quick import start_quick
from tests.support.shared import Shared
from tests.support.world import CALLER_TONES, World, world


@pytest.fixture(scope="module", params=["home-quick"])
def shared_quick() -> Iterator[Shared]:
    with Shared(start_quick) as shared:
        yield shared


@pytest.fixture
def quick(shared_quick: Shared, request: pytest.FixtureRequest) -> Iterator[Hotline]:
    with shared_quick.lent(request) as hotline:
        yield hotline


async def test_eleven_callers_eight_agents(quick: Hotline, tmp_path: Path) -> None:
    async with world(quick, tmp_path) as it:
        await it.phones(8)
        numbers = [f"139{n:08}" for n in range(11)]
        callers = []
        for number, tone in zip(numbers, CALLER_TONES, strict=True):
            callers.append(await it.sim.call(it.number, number, tone=tone))
            await it.waits(number)
        rings = [await it.sim.ring_for(number) for number in numbers[:8]]
        assert len({ring.user for ring in rings}) == 8, "eight agents for eight callers"
        await asyncio.gather(*(hear_each_other(c, r) for c, r in zip(callers, rings, strict=False)))
        for caller in callers[8:]:
            await caller.hears("sound", least=1.0)  # music
        assert not [r for r in it.sim.rings if r.caller in numbers[8:]], "nobody is free, yet a phone rang"
        served = {ring.user for ring in rings[:3]}
        for number, ring, caller in zip(numbers[8:], rings, callers[8:], strict=False):
            await ring.hangup()
            next_ring = await it.sim.ring_for(number)
            await hear_each_other(caller, next_ring)
            rings.append(next_ring)
        joined = [ring.rung_at or 0.0 for ring in rings[8:]]
        assert joined == sorted(joined), "not in order of arrival"
        assert {ring.user for ring in rings[8:]} == served, "the agents that came free were to take them"
        for before, after in zip(rings[:3], rings[8:], strict=True):
            assert before.ended_at is not None
            assert after.rung_at is not None
            assert after.rung_at - before.ended_at >= 0.9, "rung within the wrap-up"
        for caller in callers:
            await caller.hangup()
        await asyncio.gather(*(line.ended() for line in (*callers, *rings)))
        for caller, ring in zip((*callers[:8], *callers[8:]), rings, strict=True):
            assert (await caller.heard()).only([ring.tone], [r.tone for r in rings if r.tone != ring.tone], least=0.2)
            assert (await it.record(caller.number))["agents"] == [ring.user.removeprefix("agent")]
        for agent in sorted({ring.user.removeprefix("agent") for ring in rings}):
            await it.agent(agent, lambda row: row["state"] == "ready", "ready after the wrap-up")
        await it.until(lambda: booked(it) or None, "the books are at the journal's end")
        the_books_account_for_every_second(quick, talks=11)


def booked(it: World) -> bool:
    return bool(it.api.get("status")["office"]["books"]["behind_records"] == 0)


SEEN = 0.5
"""Seconds between a talk on record and in the switch's own channel events, however late the engine read of it.  Both
are Asterisk's times, of two of its threads: with all cores full they were 0.08 s apart."""


def the_books_account_for_every_second(hotline: Hotline, talks: int) -> None:
    """By SQL alone: states lie one beside the other; talks are those of the switch."""
    with closing(sqlite3.connect(f"file:{hotline.home.database}?mode=ro", uri=True)) as books:
        assert books.execute(UNCOVERED).fetchall() == []
        for agent, present, in_states in books.execute(LOGGED_IN, {"now": time.time()}):
            assert present is None or abs(present - in_states) < 1e-3, agent
        told = books.execute(TALKS).fetchall()
    assert len(told) == talks
    bridged: dict[str, dict[str, float]] = {kind: {} for kind in ("BRIDGE_ENTER", "BRIDGE_EXIT")}
    for event in parse_cel(hotline.home.channel_events.read_text("utf-8", "replace")):
        bridged.get(event.kind, {})[event.unique] = event.at
    for offer, since, until in told:
        off = since - bridged["BRIDGE_ENTER"][offer], until - bridged["BRIDGE_EXIT"][offer]
        assert max(map(abs, off)) < SEEN, (offer, off)


async def hear_each_other(caller: Caller, ring: PhoneCall) -> None:
    await ring.answered()
    await asyncio.gather(caller.hears(ring.tone), ring.hears(caller.tone))


async def test_the_caller_hangs_up_while_a_phone_rings(quick: Hotline, tmp_path: Path) -> None:
    async with world(quick, tmp_path) as it:
        (phone,) = await it.phones(1, answer_after=None)
        caller = await it.sim.call(it.number, "13900000101", tone=CALLER_TONES[0])
        await caller.answered()
        ring = await phone.rings()
        await caller.hangup()
        await caller.ended()
        await ring.cancelled()
        await ring.ended()
        assert ring.status == 487
        await it.agent("8001", lambda row: row["state"] == "ready", "ready")
        record = await it.record("13900000101")
        assert record["outcome"] == "abandoned"
        assert record["ended_by"] == "caller"


async def test_no_answer_in_time(quick: Hotline, tmp_path: Path) -> None:
    """The caller keeps the place before a later one, and the next agent rings for him."""
    async with world(quick, tmp_path) as it:
        await it.phones(2, answer_after=None)
        talker, caller, later = "13900000200", "13900000201", "13900000202"
        lines = {talker: await it.sim.call(it.number, talker, tone=CALLER_TONES[0])}
        busy = await it.sim.ring_for(talker)
        await busy.answer()
        for n, number in enumerate((caller, later), 1):
            lines[number] = await it.sim.call(it.number, number, tone=CALLER_TONES[n])
            await it.waits(number)
        deaf = await it.sim.ring_for(caller)
        assert deaf.user != busy.user
        await deaf.cancelled()
        row = await it.agent(deaf.user.removeprefix("agent"), lambda row: row["state"] == "not_ready", "not ready")
        assert row["reason"] == "no answer"
        await lines[caller].hears("sound", after=deaf.ended_at or 0.0)  # music still
        await busy.hangup()
        second = await it.sim.ring_for(caller, 2)
        assert second.user == busy.user
        assert not [ring for ring in it.sim.rings if ring.caller == later], "a later caller was before him"
        await second.answer()
        await hear_each_other(lines[caller], second)
        await second.hangup()
        third = await it.sim.ring_for(later)
        assert third.user == busy.user
        await third.answer()
        await hear_each_other(lines[later], third)
        await third.hangup()
        await asyncio.gather(*(line.ended() for line in lines.values()))
        causes = [(offer["agent"], offer["cause"]) for offer in (await it.record(caller))["offers"]]
        assert causes == [(deaf.user.removeprefix("agent"), "no answer"), (busy.user.removeprefix("agent"), "")]


@pytest.mark.parametrize("status", [486, 603, 480])
async def test_a_phone_that_refuses(quick: Hotline, tmp_path: Path, status: int) -> None:
    async with world(quick, tmp_path) as it:
        await it.phones(2, answer_after=0.1)
        for phone in it.sim.phones.values():
            phone.habits.reject = status
        caller = await it.sim.call(it.number, "13900000301", tone=CALLER_TONES[0])
        first = await it.sim.ring_for("13900000301")
        for phone in it.sim.phones.values():
            phone.habits.reject = 0
        await first.ended()
        second = await it.sim.ring_for("13900000301", 2)
        await hear_each_other(caller, second)
        await second.hangup()
        await caller.ended()
        assert (await it.record("13900000301"))["outcome"] == "handled"


SWEEP = 0.05  # seconds around the agent's 200 OK
OUTCOMES = ("cancelled", "answered and left")


SILENCE = 5.0  # seconds that a phone may stay up after its caller left; a quiet machine takes some milliseconds


async def sweep(it: World, calls: int) -> dict[str, int]:
    """The caller hangs up at a time that sweeps around the agent's answer.  Counts what became of the phones."""
    (phone,) = await it.phones(1, answer_after=None)
    counts: dict[str, int] = dict.fromkeys(OUTCOMES, 0)
    loop = asyncio.get_running_loop()
    for n in range(calls):
        offset = SWEEP * (2 * n / (calls - 1) - 1)
        number = f"1370000{n:04}"
        caller = await it.sim.call(it.number, number, tone=CALLER_TONES[0])
        await caller.answered()
        ring = await phone.rings(n + 1)
        await ring.ready_to_answer()
        answer_at = loop.time() + SWEEP + 0.02
        loop.call_at(answer_at, ring.answer_now)
        loop.call_at(answer_at + offset, caller.hang_up_now)
        await caller.ended()
        await ring.ended()
        assert ring.ended_at is not None
        assert caller.ended_at is not None
        assert ring.ended_at - caller.ended_at < SILENCE, "the agent was left in silence"
        counts["cancelled" if ring.status == 487 else "answered and left"] += 1
        record = await it.record(number)
        assert record["ended_by"] == "caller", record
        assert record["outcome"] in ("abandoned", "handled"), record
        if ring.status == 487:
            assert record["outcome"] == "abandoned"
        await it.agent("8001", lambda row: row["state"] == "ready", "ready")
    await it.empty()
    assert not [line for line in it.sim.rings if line.ended_at is None], "a leg stayed"
    return counts


async def test_hangups_swept_around_the_answer(quick: Hotline, tmp_path: Path) -> None:
    async with world(quick, tmp_path) as it:
        counts = await sweep(it, 16)
        assert all(counts.values()), counts


@pytest.mark.long
async def test_two_hundred_hangups_swept_around_the_answer(quick: Hotline, tmp_path: Path) -> None:
    async with world(quick, tmp_path) as it:
        counts = await sweep(it, 200)
        assert all(counts.values()), counts
        assert sum(counts.values()) == 200
