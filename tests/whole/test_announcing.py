"""Waiting callers are told how it stands: on a real Asterisk, by the tones that they hear."""

import time

from ccengine.model.home import Home
from tests.support.asterisk import write_tone
from tests.support.hotline import Homes
from tests.support.site import MUSIC, Site, site, small

FIRST, COMFORT, LONG, AGENT, OTHER, CALLER = 1250, 1350, 1550, 700, 800, 1100  # Hz
FLOW = """\
flow: hotline
language: zh
start: service
nodes:
  service:
    queue: service
    announce:
      first: 1s
      every: 10s
      position: true
      comfort: [thanks, please-wait, please-wait, please-wait, please-wait, please-wait, please-wait]
    keys: {"*": bye}
    last_agent: {within: 1h, wait: 20s}
    next: bye
  bye: {play: goodbye, next: hangup}
"""
GOODBYE = 950


def prepare(home: Home) -> None:
    (home.flows / "hotline.yaml").write_text(FLOW, "utf-8")
    for name, hertz, seconds in (("queue-position", FIRST, 0.6), ("thanks", COMFORT, 0.6), ("please-wait", LONG, 60.0)):
        write_tone(home.prompts / "zh" / f"{name}.wav", seconds, hertz)


async def test_told_then_music_then_told_on_after_a_crash_and_cut_by_the_agent(homes: Homes) -> None:
    async with site(homes, small("8001-8002", wrap_up="0s"), prepare=prepare) as at:
        caller = await at.call(tone=CALLER)
        position = await caller.hears(FIRST)
        comfort = await caller.hears(COMFORT, after=position)
        music = await caller.hears(MUSIC, after=comfort)
        killed = time.time()
        await at.kill("engine")
        long = await caller.hears(LONG, after=music)
        told = await at.until(lambda calls: "13800138000" in calls, "the call is shown")
        assert told["13800138000"]["position"] == 1
        await at.phone("8001", answer_after=0.3, tone=AGENT)
        talk = await caller.hears(AGENT, after=long)
        await caller.hears(AGENT, least=0.5, after=talk)
        heard = await caller.heard()
        assert heard.tones[COMFORT][-1][0] < killed, "after the crash the announcements began anew"
        assert heard.tones[LONG][-1][1] < talk + 0.1, "the announcement went on in the talk"
        await caller.hangup()
        await caller.ended()
        await he_knows_him_still(at)
        await key_leads_out(at)


async def he_knows_him_still(at: Site) -> None:
    """The agent of the last time rings, after one more kill, although the other is idle longer."""
    await at.kill("engine")
    await at.phone("8002", answer_after=0.3, tone=OTHER)
    await at.agent("8002", lambda row: row["state"] == "ready", "ready")
    await at.order("agents/8001/not-ready", reason="tea")
    await at.order("agents/8001/ready")
    await at.agent("8001", lambda row: row["state"] == "ready", "ready again, idle since then")
    caller = await at.call(tone=CALLER)
    await caller.hears(AGENT)
    await caller.hangup()
    await caller.ended()
    stranger = await at.call("13800138002", tone=CALLER)
    await stranger.hears(OTHER)
    await stranger.hangup()
    await stranger.ended()


async def key_leads_out(at: Site) -> None:
    """Pressed while an announcement plays; nobody is there to answer."""
    for agent in ("8001", "8002"):
        await at.order(f"agents/{agent}/not-ready", reason="lunch")
    caller = await at.call("13800138001")
    await caller.hears(FIRST)
    await caller.press("*")
    await caller.hears(GOODBYE)
    await caller.ended()
    record = await at.record("13800138001")
    left = next(stage for stage in record["stages"] if stage["stage"] == "left queue")
    assert left["detail"] == "key *"
