"""From an agent's 200 OK to audio at both ends, while the caller hears music and while he hears an announcement.
By hand, on a machine that does nothing else: `.venv/bin/python -m tests.bench.announced [--pairs 20]`; figures of a run
are in docs/performance.md.

The pairs are interleaved, one talk of each after the other in one hotline, so that whatever else goes on hits both."""

import argparse
import asyncio
import statistics
from collections.abc import Sequence

from ccengine.model.home import Home
from tests.bench.answering import AGENT, CALLER, Talk, measured
from tests.support.asterisk import write_tone
from tests.support.hotline import Homes
from tests.support.site import MENU, MUSIC, Site, site, small

TOLD = 1550  # Hz: the announcement
FLOW = """\
flow: hotline
language: zh
start: main
nodes:
  main:
    menu: press-1-service
    keys: {1: music, 2: told}
    otherwise: music
  music: {queue: service, next: hangup}
  told:
    queue: service
    announce: {first: 1s, every: 1h, comfort: please-wait}
    next: hangup
"""
MUSIC_KEY, TOLD_KEY = "1", "2"

Pair = tuple[Talk, Talk]
"""With music, with an announcement."""


def prepare(home: Home) -> None:
    (home.flows / "hotline.yaml").write_text(FLOW, "utf-8")
    write_tone(home.prompts / "zh" / "please-wait.wav", 60.0, TOLD)


async def run(homes: Homes, pairs: int) -> list[Pair]:
    async with site(homes, small("8001", wrap_up="0s"), prepare=prepare) as at:
        await at.phone("8001", answer_after=0.3, tone=AGENT)
        return [(await _talk(at, MUSIC_KEY), await _talk(at, TOLD_KEY)) for _ in range(pairs)]


async def _talk(at: Site, key: str) -> Talk:
    await at.order("agents/8001/not-ready", reason="bench")
    seen = len(at.sim.phones["agent8001"].calls)
    caller = await at.call(tone=CALLER)
    await caller.hears(MENU)
    await caller.press(key)
    await caller.hears(TOLD if key == TOLD_KEY else MUSIC, least=0.5)
    await at.order("agents/8001/ready")
    call = await at.sim.phones["agent8001"].rings(seen + 1)
    answered = await call.answered()
    await caller.hears(AGENT)
    await call.hears(CALLER)
    talk = Talk(answered, *measured(answered, await caller.heard(), await call.heard()))
    await caller.hangup()
    await caller.ended()
    await call.ended()
    await at.agent("8001", lambda state: state["state"] == "ready", "is ready")
    return talk


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=20)
    homes = Homes()
    try:
        pairs = asyncio.run(run(homes, parser.parse_args().pairs))
    finally:
        homes.close()
    music, told = zip(*pairs, strict=True)
    print("| who hears the other | music, median (least-most) ms | announcement, median (least-most) ms | differ by |")
    print("|---|---|---|---|")
    row("caller", [talk.caller for talk in music], [talk.caller for talk in told])
    row("agent", [talk.agent for talk in music], [talk.agent for talk in told])


def row(who: str, music: Sequence[float], told: Sequence[float]) -> None:
    apart = statistics.median(told) - statistics.median(music)
    print(f"| {who} | {spread(music)} | {spread(told)} | {1000 * apart:+.1f} ms |")


def spread(seconds: Sequence[float]) -> str:
    return f"{1000 * statistics.median(seconds):.1f} ({1000 * min(seconds):.1f}-{1000 * max(seconds):.1f})"


if __name__ == "__main__":
    main()
