"""The one writer of a journal.

`append` numbers a record and puts its line in a buffer; `flush` gives the whole turn to the kernel with one write(),
which survives the death of this process.  What survives a power failure is what was synced, and that takes
milliseconds: it is handed to `sync`, a native thread of the caller's; one at a time, so that a slow disk makes it
rarer instead of piling it up (docs/decisions/0021-fsync.md).

A full or broken disk stops nobody: lines stay in the buffer, up to a bound, and go out when there is space again.
Beyond the bound new records are dropped, and a `Gap` record says which."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ccengine.journal.disk import Disk, JournalBusy, Unsynced
from ccengine.journal.snapshots import Encoded, encode_snapshot, store_snapshot
from ccengine.wire.journal import Gap, Vocabulary, encode_body

__all__ = ["JournalBusy", "JournalFull", "Sync", "Writer"]

Sync = Callable[[Callable[[], None]], None]
"""Runs the job in a native thread, or at once; must not wait for it.  The job never raises."""

SEGMENT_BYTES = 8 * 1024 * 1024
AT_ONCE = 1024 * 1024  # bytes of one write()
HELD_BYTES = 8 * 1024 * 1024
"""Kept in memory while the disk takes nothing: some 50,000 records."""


class JournalFull(Exception):
    """The journal cannot be written now (no space, a broken disk).  Nothing is lost yet; the next flush tries again.
    Raised by every flush that could not write all, and once after a sync in the background failed."""


class Writer:
    def __init__(
        self,
        folder: Path,
        vocabulary: Vocabulary,
        sync: Sync,
        segment_bytes: int = SEGMENT_BYTES,
        held_bytes: int = HELD_BYTES,
    ) -> None:
        """Creates the folder if need be.  Raises `JournalBusy`, or OSError with the path."""
        self._folder = folder
        self._vocabulary = vocabulary
        self._sync = sync
        self._segment_bytes = segment_bytes
        self._held_bytes = held_bytes
        self._disk = Disk(folder, vocabulary)
        self._out = bytearray()  # not yet written; starts in the middle of a line after a partial write
        self._line_start = True
        self._first_out = 0  # number of the first record in the buffer, where it starts with a whole line
        self._full = False
        self._lost: tuple[int, int] | None = None  # first and last dropped
        self._lost_at = 0.0
        self._snapshot: tuple[int, Encoded] | None = None  # waits for the next sync
        self.n = self._disk.last
        """Number of the last record appended."""
        self._written = self._synced = self.n
        self._syncing = False
        self._background = ""  # what went wrong in the syncing thread

    @property
    def torn(self) -> int:
        """Bytes of an unfinished record that the last run left, cut at opening."""
        return self._disk.torn

    @property
    def lost(self) -> tuple[int, int] | None:
        """First and last of the records that were dropped, until a `Gap` in the journal tells of them."""
        return self._lost

    @property
    def lag(self) -> int:
        """Records appended that a power failure would take: not written, or not yet synced."""
        return self.n - self._synced

    @property
    def unwritten(self) -> int:
        """Records appended that the death of this process would take."""
        return self.n - self._written

    def append(self, t: float, body: object) -> int:
        """Take a record; `t` is seconds since the epoch.  Its number.  What no record can hold raises TypeError or
        ValueError, and takes no number."""
        if body not in self._vocabulary:
            raise TypeError(f"{type(body).__name__} is no kind of this journal's vocabulary")
        line = encode_body(self.n + 1, t, body)
        self.n += 1
        if self._full and len(self._out) + len(line) > self._held_bytes:
            self._lost = (self._lost[0] if self._lost else self.n, self.n)
            self._lost_at = t
        else:
            self._put(line, self.n)
        return self.n

    def _put(self, line: bytes, n: int) -> None:
        if not self._out:
            self._first_out = n
        self._out += line

    def flush(self) -> None:
        """Write what was appended.  Raises `JournalFull`; the records are kept and the next flush tries again."""
        try:
            self._drain()
            if self._lost:
                self._tell_gap(*self._lost)
                self._drain()
        except OSError as error:
            self._full, self._background = True, ""
            raise JournalFull(f"{error.strerror or error}: {self._folder}") from error
        self._full = False
        self._written = self.n
        self._start_sync()
        if self._background:
            why, self._background = self._background, ""
            raise JournalFull(f"{why}: {self._folder}")

    def _tell_gap(self, first: int, last: int) -> None:
        self.n += 1
        self._put(encode_body(self.n, self._lost_at, Gap(first, last)), self.n)
        self._lost = None

    def _drain(self) -> None:
        while self._out:
            if self._line_start and (not self._disk.open or self._disk.size >= self._segment_bytes):
                self._disk.rotate(self._first_out)
            taken = self._disk.write(self._out) if len(self._out) <= AT_ONCE else self._write_some()
            self._line_start = taken == len(self._out)
            del self._out[:taken]

    def _write_some(self) -> int:
        with memoryview(self._out) as whole, whole[:AT_ONCE] as data:  # no copy: a full disk is tried every turn
            return self._disk.write(data)

    def snapshot(self, n: int, state: Mapping[str, object]) -> None:
        """Keep the state as of record n, which was flushed.  The state is encoded now; it is written by `sync`, after
        the log itself: at once, or with the first flush after a sync that is under way.  Raises TypeError or
        ValueError for what is no JSON; a full disk shows as a later flush's `JournalFull`."""
        self._snapshot = (n, encode_snapshot(n, state))
        self._start_sync()

    def _start_sync(self) -> None:
        if self._syncing or (self._synced == self._written and self._snapshot is None):
            return
        try:
            work = self._disk.to_sync()
        except OSError as error:
            self._background = f"not synced, {error.strerror or error}"
            return
        self._syncing = True
        snapshot, self._snapshot = self._snapshot, None
        upto = self._written
        self._sync(lambda: self._sync_job(work, upto, snapshot))

    def _sync_job(self, work: Unsynced, upto: int, snapshot: tuple[int, Encoded] | None) -> None:
        """In the syncing thread: touches nothing of ours but three plain attributes, the flag last."""
        try:
            work.sync()
            self._synced = upto
            if snapshot:
                store_snapshot(self._folder, *snapshot)
        except OSError as error:
            self._background = f"not synced, {error.strerror or error}"
        finally:
            self._syncing = False

    def close(self) -> None:
        """Write, sync and let go of the folder.  Raises `JournalFull` if the last records could not be written."""
        try:
            self.flush()
            self._disk.to_sync().sync()
            if self._snapshot:
                store_snapshot(self._folder, *self._snapshot)
            self._disk.mark_closed()
        finally:
            self._disk.close()
