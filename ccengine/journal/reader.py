"""Reading a journal: all of it after a number, or following it as it grows."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from ccengine.journal.segments import Segment, place_of, segments
from ccengine.wire.journal import Damaged, Decoder, Gap, Record, Vocabulary

CHUNK = 256 * 1024


def read(folder: Path, vocabulary: Vocabulary, after: int = 0) -> Iterator[Record | Damaged]:
    """Every record with a number over `after`, in order, each once; damage where it is found.  Ends at the end; the
    unfinished line of a writer at work is not yet there."""
    tail = Tail(folder, vocabulary, after)
    while found := tail.poll_all():
        yield from found


class Tail:
    """Follows a journal over rotations and over restarts of its writer.

    Every poll reads from the start of the first undecided line: a restarted writer cuts an unfinished line and writes
    another in its place, so nothing of such a line is remembered."""

    def __init__(
        self,
        folder: Path,
        vocabulary: Vocabulary,
        after: int = 0,
        damaged: Callable[[Damaged], None] = lambda damage: None,
    ) -> None:
        """The folder need not exist yet.  `damaged` is told of each damage once."""
        self._folder = folder
        self._vocabulary = vocabulary
        self._damaged = damaged
        self._segment: Segment | None = None
        self._decoder = Decoder(vocabulary)
        self._expected: int | None = after + 1  # the next number; None where none can be expected
        self.n = after
        """Number of the last record given."""

    def poll(self) -> list[Record]:
        """The next records, some thousands at most; none means all was read for now."""
        while found := self.poll_all():
            records = []
            for each in found:
                if isinstance(each, Record):
                    records.append(each)
                else:
                    self._damaged(each)
            if records:
                return records
        return []

    def poll_all(self) -> list[Record | Damaged]:
        """As `poll`, with the damage in its place."""
        while True:
            # In this order: a segment is complete if a later one was there before its end was read.
            later = self._later()
            data = self._chunk()
            found = self._new(self._decoder.feed(data)) if data else []
            if not found and len(data) < CHUNK and later:
                found = self._torn()
                self._begin(later)
            elif not found and not data:
                return []
            elif not found and len(data) < CHUNK:
                self._decoder.forget_pending()
                return []
            self._decoder.forget_pending()
            if found:
                return found

    def _begin(self, segment: Segment) -> None:
        """At the records that are wanted.  What is damaged before them is not looked at."""
        known = segment.first <= self.n
        self._decoder = Decoder(self._vocabulary, place_of(segment, self.n + 1, self._vocabulary) if known else 0)
        self._segment = segment

    def _later(self) -> Segment | None:
        """The segment to read after the present one, or to begin with."""
        there = segments(self._folder)
        if self._segment is not None:
            return next((s for s in there if s.first > self._segment.first), None)
        earlier = [s for s in there if s.first <= self.n + 1]
        if earlier:
            return earlier[-1]
        return there[0] if there else None

    def _chunk(self) -> bytes:
        if self._segment is None:
            return b""
        with open(self._segment.path, "rb") as file:
            file.seek(self._decoder.offset)
            return file.read(CHUNK)

    def _torn(self) -> list[Record | Damaged]:
        """The rest of a segment that is complete and yet ends in the middle of a line."""
        if self._segment is None or not self._decoder.pending:
            return []
        return [Damaged(self._decoder.offset, "the last line has no end", str(self._segment.path))]

    def _new(self, found: list[Record | Damaged]) -> list[Record | Damaged]:
        kept: list[Record | Damaged] = []
        for each in found:
            if isinstance(each, Damaged):
                kept.append(replace(each, file=self._file))
                self._expected = None
            elif each.n > self.n:
                kept.extend(self._missing(each))
                kept.append(each)
                self.n, self._expected = each.n, each.n + 1
        return kept

    @property
    def _file(self) -> str:
        return str(self._segment.path) if self._segment else ""

    def _missing(self, record: Record) -> list[Damaged]:
        expected = self._expected
        told = isinstance(record.body, Gap) and record.body.first <= (expected or 0) <= record.body.last + 1
        if expected is None or record.n == expected or told:
            return []
        return [Damaged(self._decoder.offset, f"records {expected} to {record.n - 1} are missing", self._file)]
