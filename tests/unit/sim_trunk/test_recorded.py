"""What is in a recording: real tones in a real WAV."""

import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from ccengine_sim.phone.g711 import PCMA
from ccengine_sim.phone.rtp import FRAME, RATE
from ccengine_sim.phone.tones import tone_frame
from ccengine_sim.trunk.plan import plan
from ccengine_sim.trunk.recorded import content_wrong
from ccengine_sim.trunk.scenario import Sends
from ccengine_sim.trunk.voices import VOICES, Voice
from tests.unit.sim_trunk.test_trunk import trunk

AGENT, CALLER, OTHER = (1000, 1700), (600, 750), (1150, 2300)
Samples = npt.NDArray[np.int16]
CALLER_SAYS, AGENT_SAYS = "does not hold the caller (600+750 Hz) in the left", "does not hold the agent (1000+1700 Hz)"


def sounds(voice: Voice, frames: int) -> Samples:
    return np.tile(PCMA.decode(tone_frame(voice, PCMA)), frames).astype(np.int16)


def write(file: Path, left: Samples, right: Samples) -> None:
    with wave.open(str(file), "wb") as wav:
        wav.setparams((2, 2, RATE, 0, "NONE", ""))
        wav.writeframes(np.column_stack([left, right]).astype("<i2").tobytes())


def told(folder: Path, left: Samples, right: Samples, **caller: Any) -> str:
    """Of a followed caller, whose telephone sends a tone."""
    planned = replace(plan(trunk(), 1)[0], voice=CALLER, followed=caller.get("followed", True))
    planned = replace(planned, kind=replace(planned.kind, sends=caller.get("sends", Sends.TONE)))
    write(folder / "talk.wav", left, right)
    return content_wrong(folder / "talk.wav", AGENT, planned)


def noise(frames: int) -> Samples:
    return np.random.default_rng(7).normal(0, 3000, frames * FRAME).astype(np.int16)


MINE, HIS, OTHERS = sounds(CALLER, 100), sounds(AGENT, 100), sounds(OTHER, 100)
NOTHING, SOMETHING = MINE * 0, noise(100)


def test_the_voices_of_these_tests() -> None:
    assert {AGENT, CALLER, OTHER} <= {*VOICES}


@pytest.mark.parametrize(
    ("left", "right", "caller", "expected"),
    [
        (MINE, HIS, {}, ""),
        (NOTHING, HIS, {"followed": False}, ""),
        (MINE, HIS, {"followed": False}, ""),
        (NOTHING, HIS, {"sends": Sends.NONE}, ""),
        (SOMETHING, HIS, {"sends": Sends.SPEECH}, ""),
        (NOTHING, HIS, {}, CALLER_SAYS),
        (SOMETHING, HIS, {}, CALLER_SAYS),
        (NOTHING, HIS, {"sends": Sends.SPEECH}, "does not hold the caller, who speaks, in the left channel"),
        (NOTHING, NOTHING, {"followed": False}, AGENT_SAYS),
        (MINE, NOTHING, {}, AGENT_SAYS),
        (MINE, SOMETHING, {}, AGENT_SAYS),
        (MINE, sounds((1000, 1850), 100), {}, AGENT_SAYS),  # one of his tones
        (HIS, MINE, {}, "holds 600+750 Hz for 2.00 s in the right channel"),  # the channels are one for the other
        (HIS, NOTHING, {"followed": False}, "holds 1000+1700 Hz for 2.00 s in the left channel"),
        (HIS, HIS, {"followed": False}, "holds 1000+1700 Hz for 2.00 s in the left channel"),
        (MINE // 2 + HIS // 2, HIS, {}, "holds 1000+1700 Hz for 2.00 s in the left channel"),
        (MINE, OTHERS, {}, "holds 1150+2300 Hz for 2.00 s in the right channel"),
        (OTHERS, HIS, {"sends": Sends.SPEECH}, "holds 1150+2300 Hz for 2.00 s in the left channel"),
        (OTHERS, HIS, {"sends": Sends.NONE}, "holds 1150+2300 Hz for 2.00 s in the left channel"),
    ],
)
def test_who_is_in_which_channel(tmp_path: Path, left: Samples, right: Samples, caller: Any, expected: str) -> None:
    assert told(tmp_path, left, right, **caller).startswith(expected)
    assert bool(told(tmp_path, left, right, **caller)) is bool(expected)


def piece(of: Samples, frames: int) -> Samples:
    """So many frames of it in the midst of silence, as of full cores that threw the rest away."""
    return np.concatenate([of[: 40 * FRAME] * 0, of[: frames * FRAME], of[: (60 - frames) * FRAME] * 0])


def test_a_part_of_a_voice_is_enough(tmp_path: Path) -> None:
    assert told(tmp_path, piece(MINE, 10), piece(HIS, 10)) == ""
    assert told(tmp_path, piece(MINE, 10), piece(HIS, 9)).startswith(AGENT_SAYS)
    assert told(tmp_path, piece(MINE, 9), piece(HIS, 10)).startswith(CALLER_SAYS)


def test_a_strangers_voice_is_told_from_a_fifth_of_a_second_on(tmp_path: Path) -> None:
    assert told(tmp_path, MINE, np.concatenate([HIS[: 90 * FRAME], OTHERS[: 10 * FRAME]])) == ""
    assert "1150+2300 Hz for 0.22 s in the right" in told(
        tmp_path, MINE, np.concatenate([HIS[: 89 * FRAME], OTHERS[: 11 * FRAME]])
    )


def test_a_short_one_need_hold_nobody(tmp_path: Path) -> None:
    short, second, spoken = NOTHING[: 49 * FRAME], NOTHING[: 50 * FRAME], NOTHING[: 99 * FRAME]
    assert told(tmp_path, short, short) == ""
    assert told(tmp_path, second, second) != ""
    assert told(tmp_path, spoken, HIS[: 99 * FRAME], sends=Sends.SPEECH) == ""


def test_voices_that_begin_in_the_midst_of_a_frame(tmp_path: Path) -> None:
    assert told(tmp_path, np.roll(MINE, 37), np.roll(HIS, 90)) == ""
    assert told(tmp_path, np.roll(HIS, 37), np.roll(MINE, 90)) != ""


@pytest.mark.parametrize("data", [b"", bytes(1000), b"RIFF"])
def test_what_is_no_recording(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "talk.wav").write_bytes(data)
    assert content_wrong(tmp_path / "talk.wav", AGENT, plan(trunk(), 1)[0]).startswith("is no WAV of two channels")


def test_a_recording_of_one_channel(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "talk.wav"), "wb") as wav:
        wav.setparams((1, 2, RATE, 0, "NONE", ""))
        wav.writeframes(HIS.tobytes())
    assert "not 8 kHz, 16 bit, stereo" in content_wrong(tmp_path / "talk.wav", AGENT, plan(trunk(), 1)[0])
