"""Tones: made, and found again in 20 ms frames.

The bank holds every multiple of 50 Hz from 200 to 3400: over one frame of 160 samples these are orthogonal at any
phase, so a tone of the bank shows in its own bin only and two partners' tones never blur into each other."""

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from ccengine_sim.phone.g711 import Law, Samples
from ccengine_sim.phone.rtp import FRAME, RATE

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]

STEP: Final = 50  # Hz
BANK: Final = np.arange(200, 3401, STEP)
LEVEL: Final = 0.25  # of full scale: -12 dBFS, loud and far from clipping when two are mixed
TOP: Final = 4  # tones kept per frame
SILENT: Final = 0.003  # amplitude of full scale under which a frame is silence (-50 dBFS; A-law's idle noise is -69)
SHARE: Final = 0.15  # of a frame's energy that a tone must hold; speech spreads over many bins


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
def tone_payloads(hz: int, law: Law, level: float = LEVEL) -> tuple[bytes, ...]:
    """One second of a tone as 50 payloads; repeated, it has no seam because `hz` is a whole number."""
    wave = np.sin(2 * np.pi * check(hz) * np.arange(RATE) / RATE) * level * 32767
    codes = law.encode(np.round(wave).astype(np.int16))
    return tuple(codes[start : start + FRAME] for start in range(0, RATE, FRAME))


def frames_of(samples: Samples, law: Law) -> tuple[bytes, ...]:
    """Speech as payloads; the last frame is filled up with silence."""
    codes = law.encode(samples)
    codes += law.silence * (-len(codes) % FRAME)
    return tuple(codes[start : start + FRAME] for start in range(0, len(codes), FRAME))


def analyse(frames: Samples) -> tuple[Floats, Indices, Floats]:
    """Many frames at once: shape (n, 160) of 16-bit samples.

    Returns the RMS amplitude of each frame (0 to 1 of full scale), and for each frame the `TOP` strongest
    frequencies in Hz with their amplitudes (shape (n, TOP), strongest first)."""
    scaled = frames.astype(np.float32) / 32768
    rms = np.sqrt(np.mean(scaled * scaled, axis=1))
    both = scaled @ _BANK
    amplitude = np.hypot(both[:, : len(BANK)], both[:, len(BANK) :])
    top = np.argpartition(amplitude, -TOP, axis=1)[:, -TOP:]
    values = np.take_along_axis(amplitude, top, axis=1)
    order = np.argsort(-values, axis=1)
    return (
        rms.astype(np.float32),
        BANK[np.take_along_axis(top, order, axis=1)],
        np.take_along_axis(values, order, axis=1),
    )


def present(rms: float, hz: Indices, amplitude: Floats) -> tuple[int, ...]:
    """The tones of one frame: loud enough, and holding their share of its energy."""
    if rms < SILENT:
        return ()
    energy = rms * rms
    return tuple(
        int(f) for f, a in zip(hz, amplitude, strict=True) if a > SILENT and float(a) ** 2 / 2 >= SHARE * energy
    )
