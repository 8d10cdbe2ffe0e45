"""The two channels of a recording stay together: what was said at one moment lies at one place."""

import asyncio
import statistics
import time
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from ccengine_sim.phone import Heard
from ccengine_sim.phone.line import Line
from tests.support.hotline import Homes
from tests.support.site import LIMIT, poll, site

FIRST, SECOND = 700, 1300  # both sides send the first, then the second, then the first again
OFFSET = 0.020  # seconds


FLICKS = 6  # changes of tone at the begin and at the end: an order may fall between the two sides' slots, once


async def flick(lines: tuple[Line, Line]) -> None:
    """Both sides change their tone at one moment, and once more, and so on."""
    for hz in (SECOND, FIRST) * (FLICKS // 2):
        await asyncio.gather(*(line.send_tone(hz) for line in lines))
        await lines[0].hears(hz, least=0.3)


async def offsets(homes: Homes, seconds: float) -> tuple[float, float]:
    """Seconds that the agent's channel lies behind the caller's, at the begin and at the end of a talk."""
    async with site(homes) as at:
        one = await at.phone("8001", tone=FIRST)
        caller = await at.queued("13800000001", FIRST)
        call = await one.rings()
        await caller.hears(FIRST, least=1.0)
        await flick((caller, call))
        await caller.hears(FIRST, after=time.time() + seconds, limit=seconds + LIMIT)
        await flick((caller, call))
        heard = [changes_heard(await line.heard()) for line in (call, caller)]  # the caller's changes, the agent's
        await call.hangup()
        await caller.hangup()
        await caller.ended()
        record = await poll(
            lambda: at.record("13800000001"), lambda got: got["recordings"][0]["state"] == "ready", "recording", LIMIT
        )
        left, right = channels(at.hotline.home.recordings / record["recordings"][0]["path"])
    truth = [late - early for early, late in zip(*heard, strict=True)]
    kept = [late - early for early, late in zip(changes(left), changes(right), strict=True)]
    behind = [there - so for there, so in zip(kept, truth, strict=True)]
    assert len(behind) == 2 * FLICKS
    return statistics.median(behind[:FLICKS]), statistics.median(behind[FLICKS:])


def changes_heard(heard: Heard) -> list[float]:
    """When the far end's tone changed, as it arrived: the sides send in slots of their own, up to 20 ms apart, and an
    order may fall between two slots.  A tone that a busy machine interrupts for a moment has not changed."""
    spans: list[list[float]] = []
    for start, end in heard.tone(SECOND):
        if spans and start - spans[-1][1] < 0.15:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    return [time for span in spans for time in span]


def channels(path: Path) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    with wave.open(str(path), "rb") as file:
        both = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).astype(np.float64)
    return both[:, 0], both[:, 1]


def changes(channel: npt.NDArray[np.float64]) -> list[float]:
    """When the tone changes, in seconds, to about a millisecond."""
    times = np.arange(len(channel)) / 8000
    window = np.ones(80)

    def level(hz: int) -> npt.NDArray[np.float64]:
        return np.abs(np.convolve(channel * np.exp(-2j * np.pi * hz * times), window, "same"))

    first, second = level(FIRST), level(SECOND)
    state, found = False, []
    for at in np.flatnonzero(np.diff(second > first)):
        after = slice(at + 40, at + 840)  # it counts when it holds for a tenth of a second, and something is heard
        holds = (
            bool(np.mean(second[after] > first[after]) > 0.9)
            if not state
            else bool(np.mean(first[after] > second[after]) > 0.9)
        )
        if holds and max(first[after].mean(), second[after].mean()) > 1e4:
            state = not state
            found.append(float(times[at]))
    return found


async def check(homes: Homes, seconds: float, least: float) -> None:
    begin, end = await offsets(homes, seconds)
    print(f"offset {begin * 1000:.1f} ms at the begin, {end * 1000:.1f} ms after {seconds:g} s")
    assert abs(end) < least
    assert abs(end - begin) < least


@pytest.mark.long
async def test_channels_are_together_after_ten_minutes(homes: Homes) -> None:
    await check(homes, 600.0, OFFSET)


async def test_channels_are_together(homes: Homes) -> None:
    await check(homes, 3.0, 3 * OFFSET)  # frames that a busy machine delays are not the point here
