"""From an agent's 200 OK to what caller and agent hear: a few talks with real audio, four at a time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ccengine.model.ids import AgentId, Seconds
from ccengine.model.runtime import phone_user
from ccengine_sim.compare.cells import Running
from ccengine_sim.compare.site import HEARD, HEARD_KEY, NUMBER
from ccengine_sim.phone import Sim
from ccengine_sim.phone.agent import PhoneCall

CALLER_TONE, AGENT_TONE = 600, 1000  # Hz
RINGS: Seconds = 0.2  # so long an agent's telephone rings
ROUNDS = 8  # of as many talks as there are agents: by frames of 20 ms, medians of two rounds were 2 ms apart


@dataclass(frozen=True, slots=True)
class Heard:
    """After the agent's 200 OK, in seconds."""

    caller: Seconds
    agent: Seconds


async def heard(cell: Running, sipp: Sequence[str], folder: Path) -> list[Heard]:
    """Raises TimeoutError: somebody heard nothing."""
    passwords = cell.passwords
    async with Sim(cell.sip, sipp, folder, keep_audio=False) as sim:
        for agent in HEARD:
            user = phone_user(AgentId(agent))
            await sim.phone(user, passwords[user], answer_after=RINGS, tone=AGENT_TONE)
        found: list[Heard] = []
        for n in range(ROUNDS):
            each = [f"137000{n:02}{one:03}" for one in range(len(HEARD))]
            found += await asyncio.gather(*(_one(sim, number) for number in each))
        return found


async def _one(sim: Sim, number: str) -> Heard:
    caller = await sim.call(NUMBER, number, tone=CALLER_TONE)
    await caller.answered()
    await caller.hears("sound")
    await caller.press(HEARD_KEY)
    call: PhoneCall = await sim.ring_for(caller.number)
    answered = await call.answered()
    await caller.hears(AGENT_TONE, after=answered)
    await call.hears(CALLER_TONE, after=answered)
    await call.hangup()
    await caller.ended()
    await call.ended()
    mine, theirs = await caller.heard(), await call.heard()
    return Heard(mine.began(AGENT_TONE, answered) - answered, theirs.began(CALLER_TONE, answered) - answered)
