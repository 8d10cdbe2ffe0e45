"""The lists of callers: blacklist, allow list, classes.

Pure: changed by records of the journal alone, live and in recovery.  A look-up costs a few dictionary look-ups for each
length of prefix that there is, and a match for each pattern; it does not grow with the number of entries."""

import re
from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from heapq import heapify, heappop, heappush
from typing import Any

from ccengine.journal.snapshots import Encoded, encode
from ccengine.model import facts
from ccengine.model.ids import Seconds
from ccengine.model.lists import (
    EVERYBODY,
    WITHHELD,
    Entry,
    Kind,
    compiled,
    entry_id,
    fixed,
    is_pattern,
    is_prefix,
)

FIELDS = tuple(each.name for each in fields(Entry))
RANK = {Kind.ALLOW: 0, Kind.BLACKLIST: 1, Kind.CLASS: 2}


@dataclass(slots=True, eq=False)
class Row:
    """An entry, how often it decided, and its JSON until it changes (docs/decisions/0128)."""

    entry: Entry
    hits: int = 0
    last: Seconds = 0.0
    text: str = field(default="", repr=False)

    def changed(self) -> None:
        self.text = encode([*(getattr(self.entry, name) for name in FIELDS), self.hits, self.last]) + ","


@dataclass(frozen=True, slots=True)
class Who:
    """Who calls, as lists see him."""

    form: str  # "" for nobody knows who
    home: str  # the form as it is dialled at home
    withheld: bool = False


class ListBook:
    def __init__(self) -> None:
        self._rows: dict[str, Row] = {}
        self._at: dict[str, tuple[Row, ...]] = {}  # what is named -> by whom, the first that holds decides
        self._lengths: Counter[int] = Counter()  # of prefixes
        self._patterns: list[tuple[int, str, re.Pattern[str]]] = []  # those that say the most at the end
        self._ends: list[tuple[Seconds, str]] = []  # a heap; also of entries that are gone

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, id: str) -> Row | None:
        return self._rows.get(id)

    @property
    def patterns(self) -> int:
        return len(self._patterns)

    def knows(self, what: str) -> bool:
        return what in self._at

    # -- who is named

    def find(self, who: Who, port: str, at: Seconds, kinds: Iterable[Kind]) -> Row | None:
        """The entry that decides: the one that says the most of the number, then one of this port, then allow."""
        if not self._rows:
            return None
        for row in self.naming(who):
            entry = row.entry
            if entry.kind in kinds and entry.port in ("", port) and entry.holds(at):
                return row
        return None

    def naming(self, who: Who) -> Iterator[Row]:
        """All entries that name him, what says the most first: also of other ports, and those whose time is over."""
        for what in self._named(who):
            yield from self._at.get(what, ())

    def _named(self, who: Who) -> Iterator[str]:
        """All that names him, what says the most first."""
        if who.form:
            yield who.form
            prefixes = [length for length in self._lengths if length <= len(who.home)]
            found = [(length, who.home[:length] + "*") for length in prefixes]
            found += [(said, what) for said, what, pattern in self._patterns if pattern.fullmatch(who.home)]
            for _, what in sorted(found, key=lambda each: -each[0]):
                yield what
        if who.withheld:
            yield WITHHELD
        yield EVERYBODY

    # -- records

    def apply(self, body: facts.CallerListed | facts.CallerUnlisted, at: Seconds) -> None:
        if isinstance(body, facts.CallerUnlisted):
            self._remove(entry_id(body.kind, body.what, body.port))
            return
        kind = Kind(body.kind)
        entry = Entry(kind, body.what, body.port, body.caller_class, body.reason, body.until, body.by, at)
        before = self._rows.get(entry.id)
        self._put(Row(entry, before.hits, before.last) if before else Row(entry))

    def decided(self, ids: Iterable[str], at: Seconds) -> None:
        """These entries were met by a call."""
        for id in ids:
            if (row := self._rows.get(id)) is not None:
                row.hits, row.last = row.hits + 1, at
                row.changed()

    def over(self, at: Seconds) -> list[Entry]:
        """Those whose time was over at that moment, up to a hundred."""
        found: list[Entry] = []
        while self._ends and self._ends[0][0] < at and len(found) < 100:
            until, id = self._ends[0]
            row = self._rows.get(id)
            if row is None or row.entry.until != until or row.entry in found:
                heappop(self._ends)
                continue
            found.append(row.entry)
            heappop(self._ends)
        return found

    def _put(self, row: Row) -> None:
        id = row.entry.id
        self._remove(id)
        row.changed()
        self._rows[id] = row
        what = row.entry.what
        if what not in self._at:
            self._index(what)
        rows = (*self._at.get(what, ()), row)
        self._at[what] = tuple(sorted(rows, key=lambda each: (not each.entry.port, RANK[each.entry.kind])))
        if row.entry.until:
            heappush(self._ends, (row.entry.until, id))
        if len(self._ends) > 2 * len(self._rows) + 1000:  # entries that were given more time again and again
            self._ends = [(each.entry.until, name) for name, each in self._rows.items() if each.entry.until]
            heapify(self._ends)

    def _index(self, what: str) -> None:
        if is_pattern(what):
            insort(self._patterns, (fixed(what), what, compiled(what)), key=lambda each: each[:2])
        elif is_prefix(what) and what != EVERYBODY:
            self._lengths[len(what) - 1] += 1

    def _remove(self, id: str) -> None:
        row = self._rows.pop(id, None)
        if row is None:
            return
        what = row.entry.what
        if left := tuple(each for each in self._at[what] if each is not row):
            self._at[what] = left
            return
        del self._at[what]
        if is_pattern(what):
            self._patterns = [each for each in self._patterns if each[1] != what]
        elif is_prefix(what) and what != EVERYBODY:
            self._lengths[len(what) - 1] -= 1
            self._lengths += Counter()  # without those that are gone

    # -- snapshot

    def snapshot(self) -> Encoded:
        """To be written before anything changes."""
        return Encoded(["[", *[row.text for row in self._rows.values()], "null]"])

    @classmethod
    def restore(cls, data: list[Any]) -> "ListBook":
        book = cls()
        for each in data[:-1]:
            *values, hits, last = each
            book._put(Row(Entry(Kind(values[0]), *values[1:]), hits, last))
        heapify(book._ends)
        return book
