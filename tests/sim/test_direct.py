"""A caller and a phone face to face, no switch between them: SIPp to SIPp, RTP peer to RTP peer."""

import os
import re
import signal
import time
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
import pytest_asyncio

from ccengine.app.ports import free_port
from ccengine.app.tools import find
from ccengine_sim.phone import Caller, NotAnswered, Phone, Sim, SippError
from ccengine_sim.phone.g711 import PCMU
from ccengine_sim.phone.message import Media, read_sdp
from ccengine_sim.phone.scenarios import REFUSALS
from ccengine_sim.phone.scenarios import caller as caller_scenario
from ccengine_sim.phone.scenarios import phone as phone_scenario
from ccengine_sim.phone.sipp import Sipp
from ccengine_sim.phone.trace import read_trace
from ccengine_sim.phone.visits import visits
from ccengine_sim.trunk import sound
from ccengine_sim.trunk.wrong import Side
from tests.support.standstill import stand_still


class Facing(Sim):
    """The caller dials the phones' own port."""

    def __init__(self, folder: Path) -> None:
        here = "127.0.0.1"
        callers, phones = (free_port("udp", here) for _ in range(2))
        super().__init__((here, phones), find("sipp"), folder)
        argv = find("sipp")
        self.caller_side = Sipp(argv, "callers", caller_scenario(), (here, phones), folder, callers)
        self.phone_side = Sipp(argv, "phones", phone_scenario(), (here, callers), folder, phones)
        self.caller_side.on_event = self._caller_event
        self.phone_side.on_event = self._phone_event


@pytest_asyncio.fixture
async def sim(tmp_path: Path) -> AsyncIterator[Facing]:
    sim = Facing(tmp_path)
    async with sim:
        yield sim
        assert not sim.caller_side.misplaced + sim.phone_side.misplaced
    assert not [line for line in (*sim.callers.values(), *sim.rings) if line.ended_at is None]


async def phone(sim: Sim, answer_after: float | None = 0.0) -> Phone:
    return await sim.phone("agent8001", register=False, answer_after=answer_after, tone=2600)


async def test_a_talk(sim: Facing, tmp_path: Path) -> None:
    one = await phone(sim)
    caller = await sim.call("agent8001", "138", 'a "b" \\ %0A <x>', tone=700)
    await caller.answered()
    ring = await one.answers()
    await caller.hears(2600)
    await ring.hears(700)
    await caller.press("15#*")
    await ring.hears_keys("15#*")
    await ring.press("A")
    await caller.hears_keys("A")
    await caller.send_tone(900)
    await ring.hears(900)
    await ring.hangup()
    await caller.ended()
    await ring.ended()
    assert caller.left_at is not None
    assert ring.left_at is None
    assert ring.caller == "138"
    assert '"a \\"b\\" \\\\ %0A <x>" <sip:138@127.0.0.1>' in ring.events[0].message.header("From")
    heard = await ring.heard()
    assert [key for _, key in heard.keys] == list("15#*")
    assert (heard.lost, heard.bad, heard.stamp_jumps) == (0, 0, 0)
    assert heard.only([700, 900], range(200, 3401, 50))
    (visit,) = visits(read_trace(tmp_path / "phones.trace"))
    assert (visit.user, visit.caller, visit.status) == ("agent8001", "138", 200)
    assert visit.ended is not None


async def test_the_caller_hangs_up(sim: Facing) -> None:
    one = await phone(sim)
    caller = await sim.call("agent8001")
    await caller.answered()
    ring = await one.answers()
    await caller.hangup()
    await caller.ended()
    await ring.ended()
    assert ring.left_at is not None
    assert caller.left_at is None


def touched(caller: Caller) -> float | None:
    """When it was answered or hung up; None: neither."""
    return caller.answered_at or caller.hung_up_at


def acknowledged(caller: Caller) -> bool:
    return any(event.sent and event.message.method == "ACK" for event in caller.events)


async def test_cancel_while_it_rings(sim: Facing) -> None:
    one = await phone(sim, answer_after=None)
    caller = await sim.call("agent8001")
    await caller.rings()
    await caller.hangup()
    await caller.ended()
    ring = await one.rings(1)
    await ring.ended()
    assert (caller.status, ring.status) == (487, 487)
    await caller.until(lambda: acknowledged(caller), "ACK of 487")


@pytest.mark.parametrize("status", sorted(REFUSALS))
async def test_refusals(sim: Facing, status: int) -> None:
    one = await phone(sim)
    one.habits.reject = status
    caller = await sim.call("agent8001")
    with pytest.raises(NotAnswered) as told:
        await caller.answered()
    assert told.value.status == status


async def test_a_second_call_to_a_busy_phone(sim: Facing) -> None:
    one = await phone(sim)
    first = await sim.call("agent8001")
    await first.answered()
    second = await sim.call("agent8001")
    with pytest.raises(NotAnswered) as told:
        await second.answered()
    assert told.value.status == 486
    assert [ring.call_id for ring in one.doubled] == [second.call_id]


async def test_nobody_has_that_phone(sim: Facing) -> None:
    caller = await sim.call("agent9999")
    with pytest.raises(NotAnswered) as told:
        await caller.answered()
    assert told.value.status == 404
    assert len(sim.strangers) == 1


async def test_mu_law_first(sim: Facing) -> None:
    one = await phone(sim)
    caller = await sim.call("agent8001", tone=700, laws=(PCMU,))
    await caller.answered()
    ring = await one.answers()
    await ring.hears(700)
    assert read_sdp(ring.events[0].message.body) == Media("127.0.0.1", caller.port, PCMU, 101)


async def test_answer_and_hangup_cross(sim: Facing) -> None:
    """Both hands at once, many times: each call ends on both sides, and every ending occurs."""
    one = await phone(sim, answer_after=None)
    endings = set()
    for n in range(12):
        caller = await sim.call("agent8001")
        ring = await one.rings(n + 1)
        await ring.ready_to_answer()
        await caller.rings()
        (ring.answer_now if n % 2 else caller.hang_up_now)()
        if n % 4 > 1:
            await caller.until(partial(touched, caller), "the first hand")
        (caller.hang_up_now if n % 2 else ring.answer_now)()
        await caller.ended()
        await ring.ended()
        await caller.until(partial(acknowledged, caller), "ACK")
        endings.add(ring.status)
    assert endings == {200, 487}


async def test_an_answer_on_its_way_when_the_cancel_comes(sim: Facing) -> None:
    """SIPp has taken the CANCEL, we have not read of it yet, and answer.  SIPp stands still until all that we then say
    has reached it: a second command would be read with the first, and SIPp would drop the call."""
    one = await phone(sim, answer_after=None)
    caller = await sim.call("agent8001")
    await caller.rings()
    ring = await one.rings(1)
    await ring.ready_to_answer()
    caller.hang_up_now()
    time.sleep(0.2)  # noqa: ASYNC251  # our own loop must not run: that is the case
    assert sim.phone_side.pid is not None
    stand_still(sim.phone_side.pid)
    try:
        ring.answer_now()
        await ring.cancelled()
    finally:
        os.kill(sim.phone_side.pid, signal.SIGCONT)
    await ring.ended()
    await caller.ended()
    assert (caller.status, ring.status, sim.phone_side.misplaced) == (487, 487, 0)


async def test_what_is_waited_for_in_vain_is_told(sim: Facing) -> None:
    one = await phone(sim)
    caller = await sim.call("agent8001", tone=700)
    await caller.answered()
    await one.answers()
    began = time.monotonic()
    with pytest.raises(TimeoutError, match=r"900.*2600"):
        await caller.hears(900, limit=0.5)
    assert time.monotonic() - began >= 0.5


async def test_a_program_that_is_no_sipp(tmp_path: Path) -> None:
    with pytest.raises(SippError, match="no such option"):
        async with Sim(("127.0.0.1", 9), ["sh", "-c", "echo no such option; exit 1"], tmp_path):
            pass


async def test_a_gap_that_was_really_sent_is_found_in_what_came(sim: Facing) -> None:
    one = await sim.phone("agent8001", register=False, answer_after=0.0, tone=1000, second=1700)
    caller = await sim.call("agent8001", tone=600, second=2300)
    joined = await caller.answered()
    ring = await one.answers()
    await caller.hears(1000, least=1.0)
    await ring.hush(0.2)
    await caller.hears(1000, least=1.0, after=time.time() + 0.3)
    await ring.hangup()
    end = await ring.ended()
    heard = await caller.heard()
    begin = sound.first(heard, ring.tones, joined)
    talk = sound.Talk(Side.CALLER, joined, begin, end)
    missing = [fault.text for fault in sound.faults(heard, ring.tones, talk) if fault.text.endswith("missing")]
    if not heard.behind:  # else the peer stood still, and the gap may be its own
        assert [re.sub(r"0\.(1[5-9]|2\d) s, .*", "0.2 s", fault) for fault in missing] == ["gap 0.2 s"]
    other = sound.Talk(Side.AGENT, joined, begin, end)
    assert not [fault for fault in sound.faults(await ring.heard(), caller.tones, other) if "missing" in fault.text]
