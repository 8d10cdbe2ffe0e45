"""Whoever dies, and comes back: talks go on where the switch lives, waiting callers keep music and order, the flow
goes on at its node, and every record ends complete."""

import os
import signal
import sqlite3
import time

import pytest

from ccengine_sim.phone import Caller
from tests.support.hotline import Hotline
from tests.support.site import (
    GOODBYE,
    LIMIT,
    MENU,
    MUSIC,
    SURVEY,
    WALTZ,
    WELCOME,
    Site,
    other_than,
    poll,
    site_on,
    stages,
)
from tests.whole.office import ccctl

T1, T2 = 1100, 1300  # callers' tones
A1, A2 = 700, 750  # agents'

SWITCH_LOST = pytest.mark.errors(r"asterisk", r"AMI")


async def finish(at: Site, caller: Caller, mark: str = "5") -> None:
    """The agent has hung up: survey, mark, goodbye."""
    await caller.hears(SURVEY)
    await caller.press(mark)
    await caller.hears(GOODBYE)
    await caller.ended()


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_engine_killed_in_prompt_wait_ring_and_talk(tones: Hotline) -> None:
    async with site_on(tones) as at:
        one = await at.phone("8001", tone=A1)
        talker = await at.queued("13800000001", T1)
        talk = await one.rings()
        await talker.hears(A1)
        await talk.hears(T1)
        two = await at.phone("8002", answer_after=None, tone=A2)
        ringer = await at.queued("13800000002", T2)
        ring = await two.rings()
        first = await at.queued("13800000003")
        second = await at.queued("13800000004")
        dancer = await at.call("13800000006")
        await dancer.hears(MENU)
        await dancer.press("2")
        await dancer.hears(WALTZ)
        await first.hears(MUSIC)
        prompted = await at.call("13800000005")
        await prompted.hears(WELCOME)

        killed = time.time()
        await at.kill("engine")
        back = time.time()

        # The prompt, which is over soonest: the flow goes on at its node.
        await prompted.hears(WELCOME, after=back)
        await prompted.hears(MENU, after=back)
        # The talk: both hear each other without a gap, all the time.
        await talker.hears(A1, after=back)
        await talk.hears(T1, after=back)
        for line, tone in ((talker, A1), (talk, T1)):
            assert not await other_than(tone, line, killed, back)
        # The waiting: music all the time, each his queue's own, and the same order as before.
        for waiting, music in ((first, MUSIC), (second, MUSIC), (dancer, WALTZ)):
            await waiting.hears(music, after=back)
            assert not await other_than(music, waiting, killed, back)
        await dancer.hangup()
        await dancer.ended()
        calls = await at.until(lambda calls: len(calls) == 5, "the other five calls are known")
        order = [calls[number]["position"] for number in ("13800000002", "13800000003", "13800000004")]
        assert order == [1, 2, 3]
        await prompted.hangup()
        await prompted.ended()
        # The ring: still the same one; answered, it is a talk.
        assert ring.ended_at is None
        assert len(two.calls) == 1
        ring.answer_now()
        await ringer.hears(A2)
        await ring.hears(T2)

        two.habits.answer_after = one.habits.answer_after = 0.1
        one.habits.hang_up_after = two.habits.hang_up_after = 0.5
        await talk.hangup()
        await finish(at, talker)
        await ring.hangup()
        await finish(at, ringer, "4")
        for waiting in (first, second):
            await finish(at, waiting)

        assert stages(await at.record("13800000001"), "recording", "resumed") == [
            "offered", "answered", "queued", "rung", "ringing", "agent answered", "connected", "talk ended", "mark",
            "ended",
        ]  # fmt: skip
        joined = {}
        for number in ("13800000003", "13800000004"):
            record = await at.record(number)
            assert record["ended_by"] == "flow"
            joined[number] = next(stage["at"] for stage in record["stages"] if stage["stage"] == "connected")
        assert joined["13800000003"] < joined["13800000004"]
        assert (await at.record("13800000005"))["ended_by"] == "caller"


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_a_talk_that_ends_while_the_engine_is_dead(tones: Hotline) -> None:
    async with site_on(tones) as at:
        one = await at.phone("8001", tone=A1)
        talker = await at.queued("13800000001", T1)
        talk = await one.rings()
        await talker.hears(A1)
        old = at.hotline.pid("engine")
        os.kill(old, signal.SIGKILL)
        await talk.hangup()
        await finish(at, talker, "3")
        record = await at.record("13800000001")
        assert record["ended_by"] == "flow"
        assert [mark["key"] for mark in record["marks"]] == ["3"]
        await at.agent("8001", lambda state: state["state"] == "ready", "is ready again")


@pytest.mark.errors(r"asterisk", r"Asterisk", r"AMI")
async def test_asterisk_killed(tones: Hotline) -> None:
    async with site_on(tones) as at:
        one = await at.phone("8001", tone=A1)
        talker = await at.queued("13800000001", T1)
        cut = await one.rings()
        await talker.hears(A1)
        waiter = await at.queued("13800000002")
        await waiter.hears(MUSIC)
        await at.kill("asterisk")
        for number in ("13800000001", "13800000002"):
            record = await at.record(number)
            assert record["estimated"], record
            assert record["ended_by"] == "switch"
        await at.until(lambda calls: not calls, "no call is left")
        _code, told, _err = await ccctl(tones.home, "journal")
        assert "SwitchDown" in told
        assert [line for line in told.splitlines() if "CallEnded" in line and "estimated=True" in line]
        # The next call is served as if nothing had been: the phone's registration outlived the switch.
        await at.agent("8001", lambda state: state["state"] == "ready", "is ready again")
        await cut.hangup()  # the phone was told of nothing, and is busy as long as the agent holds it to his ear
        await cut.ended()
        again = await at.queued("13800000003", T2)
        call = await one.rings()
        await again.hears(A1)
        await call.hears(T2)
        await call.hangup()
        await finish(at, again)


@pytest.mark.errors(r"office")
async def test_office_killed(tones: Hotline) -> None:
    async with site_on(tones) as at:
        one = await at.phone("8001", tone=A1, hang_up_after=1.0)
        caller = await at.call("13800000001", T1)
        await caller.hears(MENU)
        old = at.hotline.pid("office")
        os.kill(old, signal.SIGKILL)
        await caller.press("1")
        call = await one.rings()
        await caller.hears(A1)
        await call.hears(T1)
        await finish(at, caller)
        await at.back("office", old)
        record = await at.record("13800000001")
        assert stages(record)[-2:] == ["mark", "ended"]
        # Made into a WAV after the office is back: the talk ended without one.
        await poll(
            lambda: at.record("13800000001"), lambda got: got["recordings"][0]["state"] == "ready", "recording", LIMIT
        )


async def away(tones: Hotline, seconds: float) -> None:
    """The database answers nobody: calls notice nothing, and the books are complete afterwards."""
    async with site_on(tones) as at:
        one = await at.phone("8001", tone=A1, hang_up_after=1.5)  # time to be heard on a busy host
        lock = sqlite3.connect(at.hotline.home.database, timeout=30, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        locked = time.monotonic()
        numbers: list[str] = []
        while not numbers or time.monotonic() - locked < seconds:
            number = f"1380000{len(numbers):04d}"
            numbers.append(number)
            caller = await at.queued(number, T1)
            await one.rings(len(numbers))
            await caller.hears(A1)
            await finish(at, caller)
            await at.agent("8001", lambda state: state["state"] == "ready", "is ready again")
        lock.execute("ROLLBACK")
        lock.close()
        for number in numbers:
            assert stages(await at.record(number))[-2:] == ["mark", "ended"]


@pytest.mark.errors(r"database")
async def test_database_away(tones: Hotline) -> None:
    await away(tones, 5.0)


@pytest.mark.long
@pytest.mark.errors(r"database")
async def test_database_away_for_a_minute(tones: Hotline) -> None:
    await away(tones, 60.0)


@pytest.mark.errors(r"AMI")
async def test_ami_cut_during_calls(tones: Hotline) -> None:
    """Asterisk throws the engine's AMI session out, three times; talk, wait and ring notice nothing."""
    async with site_on(tones) as at:
        one = await at.phone("8001", tone=A1)
        talker = await at.queued("13800000001", T1)
        talk = await one.rings()
        await talker.hears(A1)
        two = await at.phone("8002", answer_after=None, tone=A2)
        ringer = await at.queued("13800000002", T2)
        ring = await two.rings()
        waiter = await at.queued("13800000003")
        begin = time.time()
        for _ in range(3):
            await cut_ami(at)
        end = time.time()
        assert not await other_than(A1, talker, begin, end)
        ring.answer_now()
        await ringer.hears(A2)
        await ring.hears(T2)
        await talk.hangup()
        await finish(at, talker)
        await waiter.hears(A1)
        await one.calls[-1].hangup()
        await finish(at, waiter)
        await ring.hangup()
        await finish(at, ringer)
        for number in ("13800000001", "13800000002", "13800000003"):
            assert (await at.record(number))["ended_by"] == "flow"


async def cut_ami(at: Site) -> None:
    """End the engine's AMI connection from Asterisk's side; return when it is there again."""
    status = await at.get("status")
    assert status["engine"]["switch"]["up"]
    before = (await at.get("status"))["engine"]["journal"]["n"]
    table = await at.cli("manager show connected")
    handles = [line.split()[4] for line in table.splitlines() if line.split()[:1] == ["ccengine"]]
    assert handles, table
    for handle in handles:
        await at.cli(f"manager kick session {handle}")

    async def ask() -> dict[str, object] | None:
        return dict((await at.get("status"))["engine"])

    await poll(ask, lambda got: got["switch"]["up"] and got["journal"]["n"] > before, "AMI is back", LIMIT)
