"""Tones that stand for names, and the way back.

All are multiples of 50 Hz, so that one RTP packet (20 ms, 160 samples) holds whole periods of each."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from ccengine.flow.scripted.transcript import Piece

RATE = 8000
FRAME = 160  # samples in 20 ms
STEP = RATE / FRAME  # Hz between two bins of a frame

Samples = npt.NDArray[np.int16]

TONES = {
    "one": 400, "two": 500, "three": 600, "english": 800, "long": 900, "slow": 1000, "music lively": 3000,
    "beep": 700,  # of Asterisk's own sounds
    "hello": 1250, "goodbye": 1350,
    **{f"agent {8001 + number}": 450 + 100 * number for number in range(8)},
}  # fmt: skip
CALM = range(1500, 2500, 50)  # the music class `default` climbs through these, half a second each, and begins again
CALM_STEP = 0.5
_NAMES = {hertz: name for name, hertz in TONES.items()} | dict.fromkeys(CALM, "music default")

LOUD = 300.0  # amplitude (of 32767) below which a frame is silent
SECOND = 0.25  # a second tone of this share of the first is heard with it
GAP = 0.25  # silence, in seconds, that parts two pieces of the same sound; a noisy host holds Asterisk for less
SHORTEST = 0.06  # what is shorter is the edge of something else


def tone(hertz: float, seconds: float, level: float = 0.25) -> Samples:
    steps = np.arange(int(seconds * RATE))
    return (level * 32767 * np.sin(2 * np.pi * hertz * steps / RATE)).astype(np.int16)


def calm() -> Samples:
    return np.concatenate([tone(hertz, CALM_STEP) for hertz in CALM])


def write_wav(path: Path, samples: Samples) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, RATE, subtype="PCM_16")


def _ulaw_table() -> Samples:
    """ITU G.711 mu-law, octet -> sample."""
    octets = ~np.arange(256, dtype=np.int32) & 0xFF
    exponent, mantissa = (octets >> 4) & 7, octets & 15
    magnitude = (((mantissa << 3) + 0x84) << exponent) - 0x84
    return np.where(octets & 0x80, -magnitude, magnitude).astype(np.int16)


ULAW = _ulaw_table()


def ulaw(samples: Samples) -> bytes:
    """The nearest octet for each sample."""
    order = np.argsort(ULAW, kind="stable")
    steps = ULAW[order].astype(np.int32)
    right = np.clip(np.searchsorted(steps, samples), 1, 255)
    left_is_nearer = samples - steps[right - 1] < steps[right] - samples
    return bytes(order[np.where(left_is_nearer, right - 1, right)].astype(np.uint8))


_WINDOW = np.hanning(FRAME)


def name_of(frame: npt.NDArray[Any]) -> tuple[str, float]:
    """What 20 ms sound like ("" for silence), and the frequency of the loudest."""
    spectrum = np.abs(np.fft.rfft(frame.astype(np.float64) * _WINDOW)) / (_WINDOW.sum() / 2)
    loudest = int(np.argmax(spectrum))
    if spectrum[loudest] < LOUD:
        return "", 0.0
    name = _named(loudest)
    rest = spectrum.copy()
    rest[max(0, loudest - 3) : loudest + 4] = 0
    second = int(np.argmax(rest))
    if rest[second] > SECOND * spectrum[loudest] and rest[second] > LOUD and _named(second) != name:
        name = "+".join(sorted((name, _named(second))))
    return name, loudest * STEP


def _named(bin: int) -> str:
    return _NAMES.get(round(bin * STEP), f"{bin * STEP:.0f} Hz")


def pieces(frames: Iterable[tuple[float, npt.NDArray[Any]]]) -> list[Piece]:
    """(begin in seconds, 160 samples) -> what was heard.  Music that is begun again is another piece."""
    found: list[tuple[str, float, float, float]] = []  # what, begin, end, its last frequency
    for begin, frame in frames:
        name, hertz = name_of(frame)
        if not name:
            continue
        if found and _goes_on(found[-1], name, begin, hertz):
            what, since, _, _ = found[-1]
            found[-1] = (what, since, begin + FRAME / RATE, hertz)
        else:
            found.append((name, begin, begin + FRAME / RATE, hertz))
    return _joined([Piece(what, begin, end) for what, begin, end, _ in found if end - begin >= SHORTEST])


def _goes_on(last: tuple[str, float, float, float], name: str, begin: float, hertz: float) -> bool:
    what, _, end, before = last
    if what != name or begin - end > GAP:
        return False
    back = before - hertz
    return name != "music default" or back <= STEP or back >= CALM[-1] - CALM[0] - STEP


def _joined(heard: Sequence[Piece]) -> list[Piece]:
    """Puts together what an edge had parted."""
    found: list[Piece] = []
    for piece in heard:
        last = found[-1] if found else None
        if (
            last
            and last.what == piece.what
            and piece.begin - last.end < SHORTEST
            and not piece.what.startswith("music")
        ):
            found[-1] = Piece(last.what, last.begin, piece.end)
        else:
            found.append(piece)
    return found


def pieces_of(samples: npt.NDArray[Any]) -> list[Piece]:
    """Of one channel, as recorded."""
    return pieces((start / RATE, samples[start : start + FRAME]) for start in range(0, len(samples) - FRAME + 1, FRAME))
