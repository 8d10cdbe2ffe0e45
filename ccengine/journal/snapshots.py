"""Snapshots: the whole state as of record n, as one checksummed line of JSON in `snapshot-NNNNNNNN.json`.

Written beside and renamed, so that a crash leaves the old one; two are kept, so that a damaged one costs only time.

The loop's thread does as little of it as can be (docs/decisions/0128-snapshots-in-pieces.md): what changed is encoded
there, the rest is text from before, and all is put together, checksummed and written in the syncing thread."""

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from ccengine.journal.segments import MODE, sync_folder

KEPT = 2
_NAME = re.compile(r"snapshot-(\d{8,})\.json")
_JSON = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Encoded:
    """Part of a state that is JSON already, in pieces that are to be joined."""

    pieces: Sequence[str]

    def __str__(self) -> str:
        return "".join(self.pieces)

    def decoded(self) -> Any:
        return json.loads(str(self))


def encode(value: object) -> str:
    """Raises TypeError or ValueError for what is no JSON: a Secret, a NaN."""
    return _JSON.encode(value)


def encode_snapshot(n: int, state: Mapping[str, object]) -> Encoded:
    """As `encode`.  Each value of the state may be an `Encoded`."""
    pieces = [f'{{"n":{n},"state":{{']
    for number, (name, value) in enumerate(state.items()):
        pieces.append(f"{',' if number else ''}{encode(name)}:")
        pieces += value.pieces if isinstance(value, Encoded) else (encode(value),)
    return Encoded([*pieces, "}}"])


def write_snapshot(folder: Path, n: int, state: Mapping[str, object]) -> None:
    store_snapshot(folder, n, encode_snapshot(n, state))


def store_snapshot(folder: Path, n: int, snapshot: Encoded) -> None:
    """Raises OSError (no space), and leaves nothing behind then."""
    text = str(snapshot).encode("ascii")
    data = b"%08x %s\n" % (crc32(text), text)
    target = folder / f"snapshot-{n:08d}.json"
    beside = target.with_suffix(".tmp")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, MODE), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(folder)
    for _, old in _snapshots(folder)[KEPT:]:
        old.unlink(missing_ok=True)


def latest_snapshot(folder: Path) -> tuple[int, dict[str, object]] | None:
    """The newest that is whole: (number of the last record it holds, state)."""
    for n, path in _snapshots(folder):
        state = _load(path, n)
        if state is not None:
            return n, state
    return None


def last_snapshot_number(folder: Path) -> int:
    """Of the newest, whole or not; 0 without one."""
    return max((n for n, _ in _snapshots(folder)), default=0)


def _snapshots(folder: Path) -> list[tuple[int, Path]]:
    """Newest first."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    return sorted(((int(m[1]), folder / name) for name in names if (m := _NAME.fullmatch(name))), reverse=True)


def _load(path: Path, n: int) -> dict[str, object] | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    crc, text = data[:8], data[9:-1]
    if crc != b"%08x" % crc32(text) or data[8:9] != b" " or data[-1:] != b"\n":
        return None
    try:
        match json.loads(text):
            case {"n": int(number), "state": dict(state)} if number == n:
                return state
    except (ValueError, RecursionError):
        pass
    return None
