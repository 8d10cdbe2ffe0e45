"""What happened while no engine was there to see it is on record with the time that the switch wrote down."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ccengine_sim.phone.cel import SwitchCall, read_cel, switch_calls
from tests.support.hotline import Hotline
from tests.support.site import LIMIT, Site, poll, site_on
from tests.whole.office import ccctl

CALLER_TONE, AGENT_TONE = 1100, 700
CALLER = "13800000001"
EXACT = 0.05  # seconds
BETWEEN = 0.5  # seconds from the talk's end to the call's
BLIND = 1.0  # seconds that nobody is there after the talk's end: what is inferred then is so much too late


@pytest.mark.errors(r"killed by signal 9", r"engine ended")
async def test_a_talk_that_ended_while_the_engine_was_dead(tones: Hotline) -> None:
    async with site_on(tones) as at:
        phone = await at.phone("8001", tone=AGENT_TONE)
        caller = await at.queued(CALLER, CALLER_TONE)
        talk = await phone.rings()
        await caller.hears(AGENT_TONE)
        await talk.hears(CALLER_TONE)
        old = tones.pid("engine")
        with no_supervisor(tones):
            os.kill(old, signal.SIGKILL)
            await talk.hangup()
            await asyncio.sleep(BETWEEN)
            await caller.hangup()
            seen = await poll(lambda: of_the_switch(at), lambda call: call.ended is not None, "the call's end", LIMIT)
            await asyncio.sleep(BLIND)
        await at.back("engine", old)

        async def told() -> dict[str, object]:
            return await at.record(CALLER)

        record = await poll(told, lambda got: not got["estimated"], "the time is put right", LIMIT)
        (offer,) = record["offers"]
        (talked,) = seen.talks
        assert record["ended"] == pytest.approx(seen.ended, abs=EXACT)
        assert offer["connected"] == pytest.approx(talked.joined, abs=EXACT)
        assert offer["ended"] == pytest.approx(talked.ended, abs=EXACT)
        assert not offer["estimated"]
        at_seq = {stage["stage"]: stage["at"] for stage in record["stages"]}
        assert at_seq["ended"] == record["ended"]
        assert at_seq["talk ended"] == offer["ended"]

        _, out, _ = await ccctl(tones.home, "journal", "--call", record["id"])
        found = [line for line in out.splitlines() if "TimeFound" in line]
        assert {moment for moment in ("talk ended", "ended") for line in found if f"moment={moment}" in line} == {
            "talk ended", "ended"
        }, out  # fmt: skip


async def of_the_switch(at: Site) -> SwitchCall:
    calls = switch_calls(read_cel(at.hotline.home.channel_events)).values()
    return next(call for call in calls if call.caller == CALLER and call.arrived >= at.began)


@contextmanager
def no_supervisor(hotline: Hotline) -> Iterator[None]:
    """Who dies meanwhile is not started again."""
    pid = hotline.pid("supervisor")
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)
