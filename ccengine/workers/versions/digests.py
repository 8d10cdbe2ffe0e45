"""A file's SHA-256, read again only when the file may have changed."""

import os
import stat
import time
from pathlib import Path

from ccengine.flow.versions import digest

SETTLED = 2_000_000_000
"""Nanoseconds.  A file that was written so shortly before it was read may be written again within the same tick of its
time stamp, and look unchanged: it is read each time until it is older (git's "racy" files)."""

_Stamp = tuple[int, int, int]


class Digests:
    def __init__(self) -> None:
        self._known: dict[str, tuple[_Stamp, bool, str]] = {}

    def of(self, path: str) -> str | None:
        """None for what is no file.  Raises OSError."""
        try:
            found = os.stat(path)
        except FileNotFoundError:
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        stamp = (found.st_size, found.st_mtime_ns, found.st_ino)
        known = self._known.get(path)
        if known and known[0] == stamp and known[1]:
            return known[2]
        got = digest(Path(path).read_bytes())
        self._known[path] = (stamp, time.time_ns() - found.st_mtime_ns > SETTLED, got)
        return got

    def unchanged(self, path: str) -> str | None:
        """Of a file that was read before and is the same by its stamp, without reading; None of any other."""
        known = self._known.get(path)
        if known is None or not known[1]:
            return None
        try:
            found = os.stat(path)
        except OSError:
            return None
        return known[2] if known[0] == (found.st_size, found.st_mtime_ns, found.st_ino) else None

    def below(self, folder: Path, pattern: str) -> dict[Path, str]:
        """Of the files that match, by path, in order."""
        found = {path: self.of(str(path)) for path in sorted(folder.glob(pattern))}
        return {path: got for path, got in found.items() if got is not None}
