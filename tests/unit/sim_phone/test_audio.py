"""G.711, tones and finding a recording again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine_sim.phone.g711 import PCMA, PCMU, Law
from ccengine_sim.phone.match import match
from ccengine_sim.phone.tones import BANK, frames_of, listen, tone_frame

LAWS = pytest.mark.parametrize("law", [PCMA, PCMU], ids=lambda law: str(law.name))


@LAWS
def test_known_values(law: Law) -> None:
    """ITU-T G.711's own: the ends of the range, and silence."""
    ends = {"PCMA": (0x2A, 0xAA, -32256, 32256), "PCMU": (0x00, 0x80, -32124, 32124)}[law.name]
    low, high, lowest, highest = ends
    assert law.decode(bytes([low, high])).tolist() == [lowest, highest]
    assert abs(int(law.decode(law.silence)[0])) <= 8


@LAWS
@given(samples=st.lists(st.integers(-32768, 32767), min_size=1, max_size=50))
def test_a_code_is_the_nearest(law: Law, samples: list[int]) -> None:
    levels = law.decode(bytes(range(256))).astype(int)
    got = law.decode(law.encode(np.array(samples, np.int16))).astype(int)
    for sample, value in zip(samples, got, strict=True):
        assert abs(sample - value) == np.abs(levels - sample).min()


@LAWS
@pytest.mark.parametrize("hz", [200, 450, 700, 1000, 2000, 3400])
def test_a_tone_is_heard_as_itself_alone(law: Law, hz: int) -> None:
    codes = tone_frame((hz,), law) * 20
    for shift in (0, 37, 111):  # the switch need not keep our frames' edges
        samples = law.decode(codes[shift : shift + 1600])
        assert {*listen(samples.reshape(-1, 160))} == {(False, True, (hz,))}


def test_two_tones_and_silence() -> None:
    two = PCMA.decode(tone_frame((700,), PCMA)) // 2 + PCMA.decode(tone_frame((2600,), PCMA)) // 2
    frames = np.stack([two.astype(np.int16), np.zeros(160, np.int16)])
    assert listen(frames) == [(False, True, (700, 2600)), (True, False, ())]


def test_noise_is_no_tone() -> None:
    noise = np.random.default_rng(1).normal(0, 3000, (200, 160)).astype(np.int16)
    found = listen(noise)
    assert sum(bool(sound.tones) for sound in found) < 20
    assert not any(sound.tonal or sound.silent for sound in found)


def test_a_tone_in_other_sound_is_heard_and_the_sound_is_no_tone() -> None:
    noise = np.random.default_rng(3).normal(0, 4000, (50, 160))
    tone = PCMA.decode(tone_frame((700,), PCMA)).astype(np.float64)
    found = listen((noise + tone).astype(np.int16))
    assert all(700 in sound.tones for sound in found)
    assert not any(sound.tonal for sound in found)


def test_a_frequency_between_the_bins_is_refused() -> None:
    with pytest.raises(ValueError, match="725"):
        tone_frame((725,), PCMA)
    assert 725 not in BANK


def test_the_last_frame_is_filled_up() -> None:
    frames = frames_of(np.full(250, 1000, np.int16), PCMA)
    assert [len(frame) for frame in frames] == [160, 160]
    assert frames[1][90:] == PCMA.silence * 70


def test_a_recording_is_found_where_it_lies_and_no_other_is() -> None:
    random = np.random.default_rng(2)
    prompt, other = random.normal(0, 2000, 8000), random.normal(0, 2000, 8000)
    heard = np.concatenate([np.zeros(4000), prompt * 0.5, other])
    best = match(prompt, heard)
    assert best.found
    assert best.at == pytest.approx(0.5)
    assert not match(random.normal(0, 2000, 8000), heard).found
    assert not match(prompt, heard[:8000]).found, "half of it is not all of it"
    assert match(np.concatenate([prompt, np.zeros(800)]), heard[:12000]).found, "its silent end may be cut off"
