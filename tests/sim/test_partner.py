"""With whom a caller talks: the agent whom he hears, and not just one who has answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ccengine_sim.phone import Caller
from ccengine_sim.phone.agent import PhoneCall
from ccengine_sim.trunk.partner import Answers, partner
from ccengine_sim.trunk.sound import HELLO
from ccengine_sim.trunk.visit import Seen
from tests.sim.test_direct import Facing
from tests.unit.sim_trunk.test_trunk import seen


@dataclass(slots=True)
class Scene:
    """A caller who hears one agent; another one, whom he does not hear, was answered for him first."""

    caller: Caller
    heard: PhoneCall
    unheard: PhoneCall
    answers: Answers
    seen: Seen


@asynccontextmanager
async def scene(folder: Path) -> AsyncIterator[Scene]:
    sim = Facing(folder)
    async with sim:
        caller, heard = await answered(sim, "agent8001", 600)
        _, unheard = await answered(sim, "agent8002", 900)
        answers = Answers()
        answers.add(unheard)
        yield Scene(caller, heard, unheard, answers, seen(wrong=[]))


async def answered(sim: Facing, user: str, tone: int) -> tuple[Caller, PhoneCall]:
    """A caller and a phone that hear each other; the phone's user has two tones."""
    phone = await sim.phone(user, register=False, answer_after=0.0, tone=tone, second=tone + 1450)
    caller = await sim.call(user, "138", light=True)
    await caller.answered()
    return caller, await phone.answers()


async def test_who_is_not_heard_and_hangs_up_was_no_partner(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        waiting = asyncio.create_task(partner(at.caller, at.answers, at.seen))
        await at.unheard.hangup()
        await at.unheard.ended()
        assert not waiting.done()
        at.answers.add(at.heard)
        assert await waiting is at.heard
        assert at.seen.wrong == []


async def test_who_goes_while_nobody_is_heard_has_no_partner(tmp_path: Path) -> None:
    """His leg closes under those who listen for him, which is no silence."""
    async with scene(tmp_path) as at:
        waiting = asyncio.create_task(partner(at.caller, at.answers, at.seen))
        await asyncio.sleep(0)
        await at.caller.hangup()
        assert await waiting is None
        assert at.seen.wrong == []


async def test_who_is_never_heard_talks_and_is_told(tmp_path: Path) -> None:
    async with scene(tmp_path) as at:
        async with asyncio.timeout(HELLO + 30):
            assert await partner(at.caller, at.answers, at.seen) is at.unheard
        (wrong,) = at.seen.wrong
        assert str(wrong) == "the caller never heard his partner (900+2350 Hz)"
        assert (wrong.at, wrong.length) == (at.unheard.answered_at, HELLO)
