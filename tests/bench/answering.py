"""From an agent's 200 OK to audio at both ends: one talk after the other, and where the time of the slowest one went.

The hotline and the machine under it are told apart: when a thread of Asterisk was ready to run and got no core for a
second, the talk is a second late, and that figure is the machine's (starved.py)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ccengine.wire.cel import CelEvent
from ccengine_sim.phone import Heard
from ccengine_sim.phone.cel import read_cel
from tests.bench.starved import starved
from tests.support.hotline import Homes
from tests.support.site import MENU, Site, site, small

CALLER, AGENT = 1100, 700  # Hz: their tones
STEPS = (("ANSWER", "PJSIP/agent"), ("APP_START", ""), ("BRIDGE_ENTER", "PJSIP/ccengine-trunk"))
"""Channel events of a talk's begin, and whose: the 200 OK taken, Bridge ordered by the engine, both in the bridge."""

SLACK = 0.05  # seconds by which SIPp may be late to note its own 200 OK


@dataclass
class Talk:
    """Seconds; `answered`, the phone's 200 OK, since the epoch, the others from it."""

    answered: float
    caller: float  # the agent's voice at the caller
    agent: float  # the caller's voice at the agent
    starved: dict[str, float] = field(default_factory=dict)  # by process

    @property
    def later(self) -> float:
        return max(self.caller, self.agent)


def measured(answered: float, caller: Heard, agent: Heard) -> tuple[float, float]:
    """From the 200 OK to the first frame of the partner's tone, at the caller and at the agent."""
    return caller.began(AGENT, answered) - answered, agent.began(CALLER, answered) - answered


def steps(talk: Talk, events: Sequence[CelEvent]) -> list[float]:
    """What each step took: the 200 OK taken, Bridge ordered, both joined, heard by both."""
    at, moments = talk.answered - SLACK, [talk.answered]
    for kind, channel in STEPS:
        at = next((e.at for e in events if e.kind == kind and e.at >= at and e.channel.startswith(channel)), at)
        moments.append(max(at, talk.answered))
    moments.append(talk.answered + talk.later)
    return [after - before for before, after in pairwise(moments)]


async def one_run(homes: Homes, talks: int) -> tuple[list[Talk], list[CelEvent]]:
    async with site(homes, small(wrap_up="0s")) as at:
        await at.phone("8001", answer_after=0.3, tone=AGENT)
        pids = {role: at.hotline.pid(role) for role in ("asterisk", "engine")} | at.sim.pids
        found = [await _one_talk(at, pids) for _ in range(talks)]
        return found, read_cel(at.hotline.home.channel_events)


async def _one_talk(at: Site, pids: dict[str, int]) -> Talk:
    one = at.sim.phones["agent8001"]
    seen = len(one.calls)
    caller = await at.call(tone=CALLER)
    await caller.hears(MENU)
    await caller.press("1")
    call = await one.rings(seen + 1)
    with starved(pids) as waited:
        answered = await call.answered()
        await caller.hears(AGENT)
        await call.hears(CALLER)
    talk = Talk(answered, *measured(answered, await caller.heard(), await call.heard()), dict(waited))
    await caller.hangup()
    await caller.ended()
    await call.ended()
    await at.agent("8001", lambda state: state["state"] == "ready", "is ready")
    return talk
