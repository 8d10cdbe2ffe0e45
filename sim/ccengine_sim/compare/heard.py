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
from ccengine_sim.phone.rtp import FRAME_SECONDS

CALLER_TONE, AGENT_TONE = 600, 1000  # Hz
RINGS: Seconds = 0.2
"""So long an agent's telephone rings, and up to one frame longer, see `_rings`."""
STEP = 0.618  # of a frame, from talk to talk: the golden section, by which any number of them are spread evenly
ROUNDS = 8  # of as many talks as there are agents


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
            await sim.phone(user, passwords[user], answer_after=None, tone=AGENT_TONE)
        found: list[Heard] = []
        for n in range(ROUNDS):
            each = range(n * len(HEARD), (n + 1) * len(HEARD))
            found += await asyncio.gather(*(_one(sim, f"137000{one:05}", _rings(one)) for one in each))
        return found


def _rings(talk: int) -> Seconds:
    """Keys and audio leave by one clock of 20 ms.  When all rang for as long, an agent's first frame came always as
    late after the key, and who joined the two just after it was 20 ms late; at random, medians of 32 talks were 2 ms
    apart by chance.  So the talks of a run are spread over the beat."""
    return RINGS + FRAME_SECONDS * (talk * STEP % 1)


async def _one(sim: Sim, number: str, rings: Seconds) -> Heard:
    caller = await sim.call(NUMBER, number, tone=CALLER_TONE)
    await caller.answered()
    await caller.hears("sound")
    await caller.press(HEARD_KEY)
    call: PhoneCall = await sim.ring_for(caller.number)
    await asyncio.sleep(rings)
    await call.answer()
    answered = await call.answered()
    await caller.hears(AGENT_TONE, after=answered)
    await call.hears(CALLER_TONE, after=answered)
    await call.hangup()
    await caller.ended()
    await call.ended()
    mine, theirs = await caller.heard(), await call.heard()
    return Heard(mine.began(AGENT_TONE, answered) - answered, theirs.began(CALLER_TONE, answered) - answered)
