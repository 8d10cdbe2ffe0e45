"""From a key's end to the next recording: by recordings of known beginnings, put together by hand."""

import wave
from pathlib import Path

import numpy as np
import pytest

from ccengine_sim.phone.g711 import PCMA
from ccengine_sim.phone.rtp import FRAME, FRAME_SECONDS, RATE
from ccengine_sim.trunk.prompts import Floats, begins, recordings, sounded

ORDER = np.random.default_rng(7)
FRAMES = 50  # in a second


def recording(folder: Path, name: str, seconds: float) -> Floats:
    """A tenth of a second of silence, and then noise that is nobody else's."""
    samples = np.round(ORDER.normal(0, 3000, int(seconds * RATE)))
    samples[: RATE // 10] = 0
    return written(folder, name, samples)


def written(folder: Path, name: str, samples: Floats) -> Floats:
    with wave.open(str(folder / f"{name}.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.astype("<i2").tobytes())
    return samples


@pytest.fixture
def ask(tmp_path: Path) -> Floats:
    return recording(tmp_path, "ask", 4.0)


@pytest.fixture
def thanks(tmp_path: Path) -> Floats:
    return recording(tmp_path, "thanks", 2.0)


def heard(*parts: Floats) -> Floats:
    """As it comes by telephone."""
    return PCMA.decode(PCMA.encode(np.concatenate(parts).astype(np.int16))).astype(np.float64)


def times(*stretches: tuple[float, int]) -> list[float]:
    """Of packets: from when on, and how many."""
    return [begin + n * FRAME_SECONDS for begin, count in stretches for n in range(count)]


def test_recordings_are_found_where_they_began(tmp_path: Path, ask: Floats, thanks: Floats) -> None:
    (tmp_path / "no.wav").write_bytes(b"no audio")
    known = recordings(sorted(tmp_path.glob("*.wav")))
    assert [each.length for each in known] == [4 * RATE, 2 * RATE]
    cut = heard(ask[: 2 * RATE], thanks, ask)
    assert [(each.sample, each.recording.length) for each in begins(cut, known)] == [
        (0, 4 * RATE), (2 * RATE, 2 * RATE), (4 * RATE, 4 * RATE)
    ]  # fmt: skip


def test_a_key_that_cuts_a_prompt(tmp_path: Path, ask: Floats, thanks: Floats) -> None:
    """Two packets of the old one still come after the key; the new one begins 65 ms after it."""
    known = recordings(sorted(tmp_path.glob("*.wav")))
    came = times((100.0, 2 * FRAMES), (102.05, 2 * FRAMES))
    assert sounded([101.955], heard(ask[: 2 * RATE], thanks), came, known) == [pytest.approx(102.05)]


def test_a_key_after_the_prompt(tmp_path: Path, ask: Floats, thanks: Floats) -> None:
    known = recordings(sorted(tmp_path.glob("*.wav")))
    came = times((100.0, 4 * FRAMES), (105.3, 2 * FRAMES + 1))
    header = np.full(90, 40.0)  # is played, too
    assert sounded([105.0], heard(ask, header, thanks), came, known) == [pytest.approx(105.3)]
    assert sounded([105.0], heard(ask, header, thanks), came, known, joined=105.1) == [None], "that is the talk's doing"
    assert sounded([105.0], heard(ask, header, thanks), came, known, joined=104.9) == [pytest.approx(105.3)]


def test_a_key_that_cannot_cut_is_left_out(tmp_path: Path, ask: Floats, thanks: Floats) -> None:
    known = recordings(sorted(tmp_path.glob("*.wav")))
    whole = heard(ask, thanks)
    assert sounded([101.0], whole, times((100.0, 6 * FRAMES)), known) == [None]
    assert sounded([105.0], whole, times((100.0, 6 * FRAMES)), known) == [None], "nothing began after it"
    assert sounded([101.0], whole[: 3 * FRAME], times((100.0, 3)), known) == [None]


def test_two_prompts_that_begin_alike(tmp_path: Path, ask: Floats, thanks: Floats) -> None:
    """Which of them it was that the key could not cut, nobody can tell by the first half second."""
    written(tmp_path, "asked-longer", np.concatenate([ask, ask]))
    known = recordings(sorted(tmp_path.glob("*.wav")))
    assert sounded([101.0], heard(ask, thanks), times((100.0, 6 * FRAMES)), known) == [None]
