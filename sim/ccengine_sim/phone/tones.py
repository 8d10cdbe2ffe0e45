"""Tones: made, and found again in 20 ms frames.

The bank holds every multiple of 50 Hz from 200 to 3400: over one frame of 160 samples these are orthogonal at any
phase, so a tone of the bank shows in its own bin only and two partners' tones never blur into each other.  Each has
whole periods in a frame, so a frame that is sent again and again has no seam."""

from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ccengine_sim.phone.g711 import Law, Samples
from ccengine_sim.phone.rtp import FRAME, RATE

Floats = npt.NDArray[np.float32]

STEP: Final = 50  # Hz
BANK: Final = np.arange(200, 3401, STEP)
LEVEL: Final = 0.25  # of full scale: -12 dBFS, loud and far from clipping when two are mixed
SILENT: Final = 0.003  # amplitude of full scale under which a frame is silence (-50 dBFS; A-law's idle noise is -69)
SHARE: Final = 0.15  # of a frame's energy that a tone must hold; speech spreads over many bins
TONAL: Final = 0.8  # of a frame's energy: then it is tones, and else some sound


def _bank() -> Floats:
    time = np.arange(FRAME) / RATE
    phase = 2 * np.pi * np.outer(time, BANK)
    return np.hstack([np.cos(phase), np.sin(phase)]).astype(np.float32) * (2 / FRAME)


_BANK: Final = _bank()


def check(hz: int) -> int:
    """Raises ValueError for a frequency that the bank cannot tell apart."""
    if hz not in BANK:
        raise ValueError(f"tone {hz} Hz: take a multiple of {STEP} from {BANK[0]} to {BANK[-1]}")
    return hz


@cache
def tone_frame(tones: tuple[int, ...], law: Law, level: float = LEVEL) -> bytes:
    """A payload of 20 ms in which these tones sound together, as loud as one of them would alone."""
    time = np.arange(FRAME) / RATE
    wave = sum((np.sin(2 * np.pi * check(hz) * time) for hz in tones), np.zeros(FRAME))
    return law.encode(np.round(wave * level * 32767 / max(1.0, len(tones) ** 0.5)).astype(np.int16))


def frames_of(samples: Samples, law: Law) -> tuple[bytes, ...]:
    """Speech as payloads; the last frame is filled up with silence."""
    codes = law.encode(samples)
    codes += law.silence * (-len(codes) % FRAME)
    return tuple(codes[start : start + FRAME] for start in range(0, len(codes), FRAME))


class Sound(NamedTuple):
    """What is in one frame."""

    silent: bool
    tonal: bool  # nearly all of it is `tones`
    tones: tuple[int, ...]  # Hz, ascending: those that hold their share of its energy


def listen(frames: Samples) -> list[Sound]:
    """Many frames at once: shape (n, 160) of 16-bit samples."""
    scaled = frames.astype(np.float32) / 32768
    energy = np.einsum("ij,ij->i", scaled, scaled) / FRAME
    both = scaled @ _BANK
    power = (both[:, : len(BANK)] ** 2 + both[:, len(BANK) :] ** 2) / 2
    silent = energy < SILENT**2
    there = (power >= SHARE * energy[:, None]) & (power > SILENT**2 / 2) & ~silent[:, None]
    tonal = np.where(there, power, 0.0).sum(axis=1) > TONAL * energy
    tones: list[list[int]] = [[] for _ in frames]
    rows, columns = np.nonzero(there)
    for row, hz in zip(rows.tolist(), BANK[columns].tolist(), strict=True):
        tones[row].append(hz)
    return [Sound(*each) for each in zip(silent.tolist(), tonal.tolist(), map(tuple, tones), strict=True)]
