"""Records on disk: an append-only log that outlives the engine.

    segment    NNNNNNNN.log, named by its first record's number; torn tails        segments.py
    writer     one write() a turn, fsync elsewhere, a full disk survived            writer.py
    disk       where the writer's bytes go: the open segment, rotation              disk.py
    snapshot   the state as of record n, so that recovery need not read all         snapshots.py
    reader     read() all after n; Tail follows a journal that grows                reader.py

One process writes (the engine), any number read (recovery, the office).  No gevent here: what takes time is handed to
a function that the engine provides."""

from ccengine.journal.reader import Tail, read
from ccengine.journal.snapshots import latest_snapshot, write_snapshot
from ccengine.journal.writer import JournalBusy, JournalFull, Writer

__all__ = ["JournalBusy", "JournalFull", "Tail", "Writer", "latest_snapshot", "read", "write_snapshot"]
