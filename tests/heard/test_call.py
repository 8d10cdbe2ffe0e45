"""Must show 2: one whole call through the shipped hotline."""

import wave
from pathlib import Path

import numpy as np

from ccengine_sim.phone import Caller, PhoneCall
from ccengine_sim.phone.rtp import FRAME_SECONDS
from ccengine_sim.phone.tones import listen
from tests.support.hotline import Hotline
from tests.support.world import AGENT_TONES, CALLER_TONES, World, world

STAGES = (
    "offered",
    "answered",
    "queued",
    "rung",
    "ringing",
    "agent answered",
    "connected",
    "talk ended",
    "mark",
    "ended",
)
SLOW = 0.5  # seconds from an agent's 200 OK to audio: ten times and more what a loaded machine shows


async def test_a_whole_call(hotline: Hotline, tmp_path: Path) -> None:
    async with world(hotline, tmp_path) as it:
        await it.phones(2, answer_after=1.5)
        caller = await it.sim.call(it.number, "13800000001", tone=CALLER_TONES[0])
        other = await it.sim.call(it.number, "13800000002", tone=CALLER_TONES[1])
        prompts = hotline.home.prompts / "zh"
        await caller.hears_prompt(prompts / "welcome.wav")
        await caller.press("1")
        await other.press("2")
        ring = await it.sim.ring_for("13800000001")
        await caller.hears("sound", after=ring.rung_at or 0.0, least=0.3)  # music: nothing else is played meanwhile
        await ring.answered()
        other_ring = await it.sim.ring_for("13800000002")
        await other_ring.answered()
        for one, partner in ((caller, ring), (ring, caller), (other, other_ring), (other_ring, other)):
            await one.hears(partner.tone, least=1.0)
        assert ring.answered_at is not None
        for one, partner in ((caller, ring), (ring, caller)):
            ((first, _), *_) = (await one.heard()).tone(partner.tone)
            assert -FRAME_SECONDS <= first - ring.answered_at < SLOW  # a tone is timed by the begin of its frame
        await ring.hangup()
        await caller.hears_prompt(prompts / "how-satisfied.wav")
        await caller.press("5")
        await caller.hears_prompt(prompts / "goodbye.wav")
        await caller.ended()
        assert caller.left_at is not None, "the hotline was to hang up"
        await other.hangup()
        await other.ended()
        await other_ring.ended()
        await nobody_else(caller, ring)
        await nobody_else(other, other_ring)
        assert ring.caller == "13800000001"
        agent = ring.user.removeprefix("agent")
        await check_record(it, agent, caller.tone, ring.tone)
        await it.agent(agent, lambda row: row["state"] == "ready", "ready after wrap-up")


async def nobody_else(caller: Caller, ring: PhoneCall) -> None:
    tones = (*CALLER_TONES, *AGENT_TONES)
    assert (await caller.heard()).only([ring.tone], tones, least=0.2)
    assert (await ring.heard()).only([caller.tone], tones, least=0.2)


async def check_record(it: World, agent: str, caller_tone: int, agent_tone: int) -> None:
    record = await it.record("13800000001")
    seen = [row["stage"] for row in record["stages"]]
    assert [stage for stage in seen if stage in STAGES] == list(STAGES)
    assert [row["at"] for row in record["stages"]] == sorted(row["at"] for row in record["stages"])
    assert record["agents"] == [agent]
    assert record["outcome"] == "handled"
    assert record["ended_by"] == "flow"
    assert not record["estimated"]
    assert [(mark["question"], mark["key"]) for mark in record["marks"]] == [("how-satisfied", "5")]
    (offer,) = record["offers"]
    assert offer["by"] == "agent"
    (recording,) = record["recordings"]
    assert recording["state"] == "ready"
    left, right = tones_of(it.hotline.home.recordings / recording["path"])
    assert caller_tone in left
    assert agent_tone not in left
    assert agent_tone in right
    assert caller_tone not in right


def tones_of(path: Path) -> tuple[set[int], set[int]]:
    """The tones that stand in at least half the frames of each channel."""
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (2, 8000, 2)
        both = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    found = []
    for channel in (both[:, 0], both[:, 1]):
        frames = channel[: len(channel) // 160 * 160].reshape(-1, 160)
        heard = [sound.tones for sound in listen(frames)]
        counts = {hz: sum(hz in frame for frame in heard) for hz in {hz for frame in heard for hz in frame}}
        found.append({hz for hz, count in counts.items() if count * 2 >= len(frames)})
    return found[0], found[1]
