"""The files of a journal folder, and what is done about the end of the last one when it is opened for writing."""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ccengine.wire.journal import MAX_RECORD, Damaged, Decoder, Record, Vocabulary

_NAME = re.compile(r"(\d{8,})\.log")
MODE = 0o640
"""Records hold callers' numbers: not for everybody."""


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    first: int  # number of the first record it was opened for
    path: Path


def segment_path(folder: Path, first: int) -> Path:
    return folder / f"{first:08d}.log"


def segments(folder: Path) -> list[Segment]:
    """In order.  A folder that does not exist has none."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    return sorted(Segment(int(m[1]), folder / name) for name in names if (m := _NAME.fullmatch(name)))


def cut_torn_tail(segment: Segment) -> int:
    """Cut bytes after the last newline, left by a crash in the middle of a write; keep them aside in `.torn`, for
    whoever asks what was lost.  Returns how many."""
    with open(segment.path, "rb+") as file:
        size = file.seek(0, os.SEEK_END)
        keep = _after_last_newline(file.fileno(), size)
        if keep == size:
            return 0
        torn = os.pread(file.fileno(), min(size - keep, 1 << 20), keep)
        with suppress(OSError), open(segment.path.with_suffix(".torn"), "ab") as aside:  # a disk may be full
            aside.write(torn + b"\n")
        file.truncate(keep)
        os.fsync(file.fileno())
    return size - keep


def _after_last_newline(fd: int, size: int) -> int:
    end = size
    while end > 0:
        start = max(0, end - 65536)
        at = os.pread(fd, end - start, start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        end = start
    return 0


NEAR_ENOUGH = MAX_RECORD
"""Bytes before a record that may be read in vain: some four hundred records."""


def place_of(segment: Segment, n: int, vocabulary: Vocabulary) -> int:
    """Where to begin to read the records from number n on: the offset of a line that is not behind them, and mostly
    NEAR_ENOUGH.  A start need not decode the 50 000 records of a segment to drop them."""
    low = 0
    with open(segment.path, "rb") as file:
        high = file.seek(0, os.SEEK_END)
        while high - low > NEAR_ENOUGH:
            middle = (low + high) // 2
            found = _first_after(file.fileno(), middle, vocabulary)
            if found and found[1] <= n:
                low = found[0]
            else:
                high = middle
    return low


def _first_after(fd: int, offset: int, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """Offset and number of the first whole record behind the next newline, if it is near."""
    data = os.pread(fd, 2 * MAX_RECORD, offset)
    at = data.find(b"\n") + 1
    while at and (end := data.find(b"\n", at) + 1):
        for found in Decoder(vocabulary).feed(data[at:end]):
            if isinstance(found, Record):
                return offset + at, found.n
        at = end
    return None


def last_number(segment: Segment, vocabulary: Vocabulary) -> int:
    """The number of its last record.  Damaged lines after the last good one are counted as records, so that their
    numbers are not given again."""
    damaged = 0
    for line in reversed(segment.path.read_bytes().splitlines(keepends=True)):
        for found in Decoder(vocabulary).feed(line):
            if isinstance(found, Record):
                return found.n + damaged
            assert isinstance(found, Damaged)
            damaged += 1
    return segment.first - 1 + damaged


def sync_folder(folder: Path) -> None:
    """Make created, renamed and removed names durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
