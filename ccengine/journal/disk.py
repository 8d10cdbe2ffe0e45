"""Where the writer's bytes go: the open segment of a folder that nobody else writes to."""

import fcntl
import os
from pathlib import Path

from ccengine.journal.segments import MODE, cut_torn_tail, last_number, segment_path, segments, sync_folder
from ccengine.journal.snapshots import last_snapshot_number
from ccengine.wire.journal import Vocabulary

CLOSED = "closed\n"

SPENT = 100_000
"""Numbers skipped after a power failure.  Readers may have read, and kept, records that the failure took from us
because they were not synced yet; were their numbers given again, such a reader would take the new ones for known."""


class JournalBusy(Exception):
    """Another process writes to this journal."""


class Unsynced:
    """Files whose last bytes may be in memory only.  `sync` belongs to any thread, and is called once."""

    def __init__(self, files: list[int], folder: Path | None) -> None:
        self._files = files
        self._folder = folder

    def sync(self) -> None:
        try:
            for fd in self._files:
                os.fdatasync(fd)
            if self._folder:
                sync_folder(self._folder)
        finally:
            for fd in self._files:
                os.close(fd)


class Disk:
    """Opens the folder for writing: takes its lock, cuts a torn tail, and finds the last number given (`last`)."""

    def __init__(self, folder: Path, vocabulary: Vocabulary) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = Lock(folder / "writer.lock")
        self._fd = -1
        self._retired: list[int] = []  # segments that were left since the last sync
        self._new_names = False
        self.size = 0  # of the open segment, bytes
        self.torn = 0  # bytes cut at opening
        try:
            self.last = self._open_last(vocabulary)
        except BaseException:
            self._lock.release()
            raise

    def _open_last(self, vocabulary: Vocabulary) -> int:
        last = last_snapshot_number(self._folder)
        existing = segments(self._folder)
        if existing:
            self.torn = cut_torn_tail(existing[-1])
            # A snapshot may know of records that a power failure took from the log: their numbers are spent.
            last = max(last, last_number(existing[-1], vocabulary))
            self._open(existing[-1].path)
        return last + SPENT if last and self._lock.power_failed else last

    def _open(self, path: Path) -> None:
        # Not through a buffer: what write() has taken survives our death.
        fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, MODE)
        if self._fd >= 0:
            self._retired.append(self._fd)
        self._fd = fd
        self.size = os.fstat(fd).st_size

    @property
    def open(self) -> bool:
        return self._fd >= 0

    def rotate(self, first: int) -> None:
        """Go on in a new segment, whose first record has this number."""
        self._open(segment_path(self._folder, first))
        self._new_names = True

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """How many bytes were taken, as os.write tells: on a disk that fills up, fewer than given."""
        taken = os.write(self._fd, data)
        self.size += taken
        return taken

    def to_sync(self) -> Unsynced:
        """All that was written since the last call.  Later writes and rotations do not disturb it."""
        files = [os.dup(self._fd)] if self._fd >= 0 else []
        files, self._retired = self._retired + files, []
        names, self._new_names = self._new_names, False
        return Unsynced(files, self._folder if names else None)

    def mark_closed(self) -> None:
        """All is written and synced: the next opening need not think of a power failure."""
        self._lock.write(CLOSED)

    def close(self) -> None:
        for fd in (*self._retired, self._fd):
            if fd >= 0:
                os.close(fd)
        self._retired, self._fd = [], -1
        self._lock.release()


class Lock:
    """Held by the writer.  Its file tells who that is, and in which boot of the machine."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT, MODE)
        said = os.pread(self._fd, 100, 0).decode("ascii", "replace").split()
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._fd)
            owner = said[0] if said else "unknown"
            raise JournalBusy(f"process {owner} writes to the journal {path.parent} already") from None
        boot = _boot_id()
        self.power_failed = len(said) == 2 and said[1] != boot
        """The last writer did not close, and the machine was started anew since."""
        self.write(f"{os.getpid()} {boot}\n")

    def write(self, text: str) -> None:
        os.pwrite(self._fd, text.encode("ascii"), 0)  # over what is there: a full disk has no page to give
        os.ftruncate(self._fd, len(text))
        os.fsync(self._fd)

    def release(self) -> None:
        os.close(self._fd)


def _boot_id() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
