"""Raw samples of a talk -> a WAV file, whole or not at all.

What Asterisk's MixMonitor with option D leaves is signed 16-bit little-endian at 8 kHz, two channels interleaved:
the caller left, the agent right.  A file of any length goes through a buffer of one size."""

import os
import wave
from pathlib import Path

from ccengine.journal.segments import sync_folder

RATE = 8000
CHANNELS = 2
WIDTH = 2  # bytes of a sample
FRAME = CHANNELS * WIDTH
CHUNK = 1 << 20
LONGEST = 0xFFFF_0000 // FRAME * FRAME
"""Bytes of samples: the sizes in a WAV's head have 32 bits."""


def seconds(size: int) -> float:
    """The length of so many bytes of samples."""
    return size // FRAME / RATE


def make_wav(raw: Path, target: Path) -> tuple[float, int]:
    """Write `target` from `raw`, durable, in one step; the raw stays.  Returns its length in seconds and how many
    bytes of the raw went in (an unfinished last frame does not).  OSError leaves nothing behind."""
    part = target.with_name(f".{target.name}.part")
    try:
        size = _write(raw, part)
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return seconds(size), size


def _write(raw: Path, part: Path) -> int:
    taken = 0
    part.unlink(missing_ok=True)  # of an office that died, or a link that leads to a file of ours
    with open(raw, "rb") as source, open(part, "xb") as file:
        with wave.open(file, "wb") as out:
            out.setnchannels(CHANNELS)
            out.setsampwidth(WIDTH)
            out.setframerate(RATE)
            while (chunk := source.read(min(CHUNK, LONGEST - taken))) and (whole := len(chunk) // FRAME * FRAME):
                out.writeframesraw(chunk[:whole])
                taken += whole
        file.flush()
        os.fsync(file.fileno())
    return taken


def wav_seconds(path: Path) -> float:
    """The length of a WAV that is there; ValueError when it is none."""
    try:
        with wave.open(str(path), "rb") as file:
            return file.getnframes() / file.getframerate()
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise ValueError(f"{path} is no WAV file: {error}") from None
