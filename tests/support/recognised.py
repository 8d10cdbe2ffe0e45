"""Which recordings a caller heard, told from his audio: each is looked for by normalised cross-correlation."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from ccengine_sim.phone.match import Floats, read_wav
from ccengine_sim.phone.rtp import RATE

SURE = 0.9
"""G.711 alone leaves 0.99; of the shipped Chinese words no other one scores over 0.79."""
FLOOR = 1e-2  # of a recording's energy: what is quieter is silence, and like nothing


def recognised(heard: Path, folder: Path, names: Iterable[str]) -> list[str]:
    """Those of `folder`'s recordings that lie in `heard`, in the order in which they began.  Of those that sound the
    same (the numbers 一 and 亿) the first by its name stands for all."""
    audio = np.concatenate([read_wav(heard), np.zeros(RATE)])
    sums = np.concatenate([[0.0], np.cumsum(audio * audio)])
    size = 1 << (2 * len(audio) - 1).bit_length()
    spectrum = np.fft.rfft(audio, size)
    words = {read_wav(folder / f"{name}.wav").tobytes(): name for name in sorted(names, reverse=True)}
    found: list[tuple[int, str]] = []
    for name in sorted(words.values()):
        word = read_wav(folder / f"{name}.wav")
        if len(word) > len(audio):
            continue
        own = float((word * word).sum())
        energy = sums[len(word) :] - sums[: -len(word)]
        dots = np.fft.irfft(spectrum * np.conj(np.fft.rfft(word, size)), size)[: len(energy)]
        found += [(at, name) for at in _peaks(dots / np.sqrt(np.maximum(energy, own * FLOOR) * own), len(word))]
    return [name for _, name in sorted(found)]


def _peaks(scores: Floats, length: int) -> list[int]:
    """Where it is like it; twice within its own length is once."""
    found: list[int] = []
    for at in np.flatnonzero(scores >= SURE).tolist():
        if not found or at - found[-1] > length // 2:
            found.append(at)
    return found
