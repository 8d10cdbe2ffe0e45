"""From a key's end to the next recording, by what the caller heard: prompts and music are found in his audio by the
correlation of their first half second, and the packet with which each began has a time.

A prompt that cannot be cut goes on after a key.  What it takes until then tells of the flow and not of the switch: such
a key is left out, as is one before or after which nothing known began, or an agent answered first."""

import wave
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from ccengine.model.ids import Seconds
from ccengine_sim.phone.match import read_wav
from ccengine_sim.phone.media import TIMES
from ccengine_sim.phone.rtp import FRAME, RATE
from ccengine_sim.trunk.visit import Seen

HEAD: Final = RATE // 2  # samples
SURE: Final = 0.8
"""Of the correlation: G.711 alone leaves 0.99."""
QUIET: Final = 300.0  # of 32768: what comes before is a recording's silent beginning
END: Final = 4 * FRAME  # samples that may be missing of a recording that was heard to its end
SOON: Seconds = 10.0
"""What begins later is no answer to a key."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Recording:
    head: Floats
    skipped: int  # samples before the head
    length: int  # samples


@dataclass(frozen=True, slots=True)
class Begin:
    """A recording that was heard from this sample on.  Asterisk plays what a WAV holds before its samples, too: some
    ten or a hundred samples of nothing."""

    sample: int
    recording: Recording


def recordings(files: Iterable[Path]) -> list[Recording]:
    """Of WAV of 8 kHz, mono, 16 bit; others, and what is silent, are left out.  Raises OSError."""
    found = []
    for file in files:
        try:
            samples = read_wav(file)
        except (ValueError, wave.Error, EOFError):
            continue
        loud = np.flatnonzero(np.abs(samples) > QUIET)
        if len(loud) and len(samples) >= (first := int(loud[0])) + HEAD:
            found.append(Recording(samples[first : first + HEAD], first, len(samples)))
    return found


def begins(heard: Floats, known: Sequence[Recording]) -> list[Begin]:
    """In order."""
    if len(heard) < HEAD:
        return []
    size = 1 << (len(heard) + HEAD - 1).bit_length()
    spectrum = np.fft.rfft(heard, size)
    sums = np.concatenate([[0.0], np.cumsum(heard * heard)])
    energy = sums[HEAD:] - sums[:-HEAD]
    found = [
        Begin(max(0, at - recording.skipped), recording)
        for recording in known
        for at in _peaks(spectrum, energy, recording.head, size)
    ]
    return sorted(found, key=lambda begin: begin.sample)


def _peaks(spectrum: npt.NDArray[np.complex128], energy: Floats, head: Floats, size: int) -> list[int]:
    own = float((head * head).sum())
    dots = np.fft.irfft(spectrum * np.conj(np.fft.rfft(head, size)), size)[: len(energy)]
    scores = dots / np.sqrt(np.maximum(energy, own * 1e-2) * own)
    found: list[int] = []
    for at in np.flatnonzero(scores >= SURE).tolist():
        if found and at - found[-1] < HEAD:
            found[-1] = max(found[-1], at, key=lambda each: float(scores[each]))
        else:
            found.append(at)
    return found


def sounded(
    released: Sequence[Seconds],
    heard: Floats,
    came: Sequence[Seconds],
    known: Sequence[Recording],
    joined: Seconds | None = None,
) -> list[Seconds | None]:
    """For each key's end when the next recording began, None: see above.  `heard`: all packets' samples, one after the
    other; `came`: the time of each packet; `joined`: when an agent answered."""
    there = begins(heard, known)
    found = [(at, _next(at, there, came)) for at in released]
    return [None if joined and then and at < joined < then else then for at, then in found]


def _next(released: Seconds, there: Sequence[Begin], came: Sequence[Seconds]) -> Seconds | None:
    key = bisect_right(came, released) * FRAME
    before = next((begin for begin in reversed(there) if begin.sample < key), None)
    after = next((begin for begin in there if begin.sample >= key), None)
    if before is None or after is None or (frame := after.sample // FRAME) >= len(came):
        return None
    alike = (begin for begin in there if abs(begin.sample - before.sample) < HEAD)  # prompts that begin with one word
    if any(key < begin.sample + begin.recording.length - END <= after.sample for begin in alike):
        return None
    return came[frame] if came[frame] - released <= SOON else None


def listen_again(calls: Iterable[Seen], files: Iterable[Path]) -> None:
    """Fills in `sounded` of the calls whose audio was kept; takes some 0.1 s of CPU for each.  Raises OSError."""
    known = recordings(files)
    for seen in calls:
        if seen.audio is not None and seen.released and seen.audio.is_file():
            came = np.frombuffer(Path(f"{seen.audio}{TIMES}").read_bytes(), "<f8").tolist()
            seen.sounded = sounded(seen.released, read_wav(seen.audio), came, known, seen.joined)
