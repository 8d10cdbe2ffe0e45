"""With whom a caller talks: the agent whom he hears, and not just one who has answered."""

import asyncio
from pathlib import Path

from ccengine_sim.phone import Caller
from ccengine_sim.phone.agent import PhoneCall
from ccengine_sim.trunk.partner import HELLO, Answers, partner
from tests.sim.test_direct import Facing
from tests.unit.sim_trunk.test_trunk import seen


async def answered(sim: Facing, user: str, tone: int) -> tuple[Caller, PhoneCall]:
    """A caller and a phone that hear each other; the phone's user has two tones."""
    phone = await sim.phone(user, register=False, answer_after=0.0, tone=tone, second=tone + 1450)
    caller = await sim.call(user, "138", light=True)
    await caller.answered()
    return caller, await phone.answers()


async def test_who_is_not_heard_and_hangs_up_was_no_partner(tmp_path: Path) -> None:
    sim = Facing(tmp_path)
    async with sim:
        caller, heard = await answered(sim, "agent8001", 600)
        _, never_heard = await answered(sim, "agent8002", 900)
        answers, call = Answers(), seen(wrong=[])
        answers.add(never_heard)
        waiting = asyncio.create_task(partner(caller, answers, call))
        await never_heard.hangup()
        await never_heard.ended()
        assert not waiting.done()
        answers.add(heard)
        assert await waiting is heard
        assert call.wrong == []


async def test_who_goes_while_nobody_is_heard_has_no_partner(tmp_path: Path) -> None:
    """His leg closes under those who listen for him, which is no silence."""
    sim = Facing(tmp_path)
    async with sim:
        caller, _ = await answered(sim, "agent8001", 600)
        _, other = await answered(sim, "agent8002", 900)
        answers, call = Answers(), seen(wrong=[])
        answers.add(other)
        waiting = asyncio.create_task(partner(caller, answers, call))
        await asyncio.sleep(0)
        await caller.hangup()
        assert await waiting is None
        assert call.wrong == []


async def test_who_is_never_heard_talks_and_is_told(tmp_path: Path) -> None:
    sim = Facing(tmp_path)
    async with sim:
        caller, _ = await answered(sim, "agent8001", 600)
        _, other = await answered(sim, "agent8002", 900)
        answers, call = Answers(), seen(wrong=[])
        answers.add(other)
        async with asyncio.timeout(HELLO + 30):
            assert await partner(caller, answers, call) is other
        assert call.wrong == ["the caller never heard his partner (900+2350 Hz)"]
