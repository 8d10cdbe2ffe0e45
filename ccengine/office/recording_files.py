"""The files of one recording: where they are, and the step from raw samples to a WAV."""

import time
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ccengine.office.wav import FRAME, make_wav, wav_seconds

SETTLED = 2.0
"""Seconds without a write after which a raw file counts as whole: MixMonitor closes it a moment after the talk."""


class BadPath(Exception):
    """A recording's path that does not lie under the recordings folder."""


class NotYet(Exception):
    """The raw file is still being written, or is not there yet."""


@dataclass(frozen=True, slots=True)
class Files:
    raw: Path
    wav: Path


def files_of(root: Path, path: str) -> Files:
    """`path` is that of the .wav, relative to the recordings folder `root`; the suffix may be missing."""
    pure = PurePosixPath(path.removesuffix(".wav"))
    if not pure.name or pure.is_absolute() or ".." in pure.parts or "\0" in path:
        raise BadPath(f"{path!r} is no path under the recordings folder")
    folder = root.joinpath(*pure.parts[:-1])
    files = Files(folder / f"{pure.name}.raw", folder / f"{pure.name}.wav")
    if not folder.resolve().is_relative_to(root.resolve()) or files.raw.is_symlink():
        raise BadPath(f"{path!r} leads out of the recordings folder")
    return files


def finish(files: Files, settled: float = SETTLED) -> float:
    """Make the WAV, remove the raw.  Returns the length in seconds.  Done before: the length of what is there.

    Raises NotYet; OSError (no space, not writable); ValueError (the WAV that is there is none)."""
    try:
        changed = files.raw.stat().st_mtime
    except FileNotFoundError:
        if files.wav.exists():
            return wav_seconds(files.wav)
        raise NotYet("no file was written") from None
    if abs(time.time() - changed) < settled:  # long after now: the clock was set back, and nobody wrote since
        raise NotYet("the file is still being written")
    length, taken = make_wav(files.raw, files.wav)
    if files.raw.stat().st_size - taken >= FRAME:
        raise NotYet("the file was written to while it was read")
    files.raw.unlink()
    return length


def orphans(root: Path, older: float) -> list[str]:
    """Paths (of the .wav, relative) of raw files that nobody wrote to for `older` seconds."""
    limit = time.time() - older
    raws = (raw for raw in root.glob("*/*.raw") if not raw.is_symlink())
    return sorted(str(raw.relative_to(root))[: -len(".raw")] + ".wav" for raw in raws if raw.stat().st_mtime < limit)
