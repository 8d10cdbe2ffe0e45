"""Was this recording heard?  Normalised cross-correlation of a prompt with what a leg heard."""

import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from ccengine_sim.phone.rtp import RATE

_SURE: Final = 0.8
"""G.711 alone leaves 0.99.  Of the shipped Chinese prompts no other one scores over 0.67, except where one holds the
other ("sorry" is the beginning of "sorry-all-busy"): then it was heard indeed."""
_TAIL: Final = RATE // 2  # samples of its end that may be cut off by a hang-up: prompts end with silence
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Match:
    score: float  # 0 to 1
    at: float  # seconds from the beginning of what was heard

    @property
    def found(self) -> bool:
        return self.score >= _SURE


def read_wav(path: Path) -> Floats:
    """Raises ValueError for what is not 8 kHz, mono, 16 bit; wave.Error, EOFError; OSError."""
    with wave.open(str(path), "rb") as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
            raise ValueError(f"{path}: not 8 kHz, mono, 16 bit")
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)


def match(wanted: Floats, heard: Floats) -> Match:
    """Where `wanted` lies in `heard` best, and how well: 1 is the same up to loudness."""
    heard = np.concatenate([heard, np.zeros(_TAIL)])
    if len(wanted) == 0 or len(heard) < len(wanted):
        return Match(0.0, 0.0)
    size = 1 << (len(heard) + len(wanted) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)
    dots = product[: len(heard) - len(wanted) + 1]
    sums = np.concatenate([[0.0], np.cumsum(heard * heard)])
    energy = sums[len(wanted) :] - sums[: -len(wanted)]
    floor = (wanted * wanted).sum() * 1e-4
    scores = dots / np.sqrt(np.maximum(energy, floor) * (wanted * wanted).sum() + 1e-9)
    best = int(np.argmax(scores))
    return Match(round(float(scores[best]), 4), best / RATE)


def match_files(wanted: Path, heard: Path) -> Match:
    return match(read_wav(wanted), read_wav(heard))
