"""What is in a recording: the caller's voice in the left channel, the agent's in the right one, and nobody else's."""

import wave
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from ccengine.model.ids import Seconds
from ccengine_sim.phone.rtp import FRAME, FRAME_SECONDS, RATE
from ccengine_sim.phone.tones import Sound, listen
from ccengine_sim.trunk.plan import Planned
from ccengine_sim.trunk.scenario import Sends
from ccengine_sim.trunk.sound import STRANGE
from ccengine_sim.trunk.voices import VOICES, Voice, hertz

LONG: Seconds = 1.0
"""A shorter recording need not hold anybody."""
SPOKEN: Seconds = 2.0
"""Nor a shorter one who speaks: speech has pauses."""
HEARD: Seconds = 0.2
"""Of a longer one so much must be of him who sends all the time.  Full cores throw away of both sides."""
LISTENED: Seconds = 60.0
"""Of each recording, from its begin on."""
KNOWN = frozenset(VOICES)


def content_wrong(file: Path, agent: Voice, caller: Planned) -> str:
    """Nothing: all is as it should be.  `agent`: what he sends; () when nobody knows.  Raises OSError."""
    try:
        left, right = _channels(file)
    except (ValueError, wave.Error, EOFError) as error:
        return f"is no WAV of two channels: {error}"
    if agent:
        for side, channel, voice in (("right", right, agent), ("left", left, caller.voice)):
            if wrong := _stranger(channel, voice):
                return f"holds {wrong} in the {side} channel"
        if _too_little(_of(right, agent), len(right), LONG):
            return f"does not hold the agent ({hertz(agent)} Hz) in the right channel"
    match caller.followed, caller.kind.sends:
        case True, Sends.TONE if _too_little(_of(left, caller.voice), len(left), LONG):
            return f"does not hold the caller ({hertz(caller.voice)} Hz) in the left channel"
        case True, Sends.SPEECH if _too_little(sum(not each.silent for each in left), len(left), SPOKEN):
            return "does not hold the caller, who speaks, in the left channel"
    return ""


def _channels(file: Path) -> tuple[Sequence[Sound], Sequence[Sound]]:
    """Frames of 20 ms, left and right."""
    with wave.open(str(file), "rb") as wav:
        if (wav.getnchannels(), wav.getframerate(), wav.getsampwidth()) != (2, RATE, 2):
            raise ValueError("not 8 kHz, 16 bit, stereo")
        samples = np.frombuffer(wav.readframes(int(LISTENED * RATE)), "<i2").reshape(-1, 2)
    frames = len(samples) // FRAME
    left, right = (listen(samples[: frames * FRAME, side].reshape(frames, FRAME)) for side in (0, 1))
    return left, right


def _of(channel: Iterable[Sound], voice: Voice) -> int:
    """Frames in which all of this voice sounds."""
    return sum({*voice} <= {*each.tones} for each in channel)


def _too_little(found: int, frames: int, least: Seconds) -> bool:
    return frames * FRAME_SECONDS >= least and found * FRAME_SECONDS < HEARD


def _stranger(channel: Iterable[Sound], own: Voice) -> str:
    """A voice of another, alone or beside his own, for longer than it takes to be sure."""
    for voice, frames in groupby(_others(channel, own)):
        if voice and (length := sum(1 for _ in frames) * FRAME_SECONDS) > STRANGE:
            return f"{hertz(voice)} Hz for {length:.2f} s"
    return ""


def _others(channel: Iterable[Sound], own: Voice) -> Iterator[Voice]:
    for each in channel:
        rest = tuple(hz for hz in each.tones if hz not in own)
        yield rest if each.tonal and rest in KNOWN else ()
