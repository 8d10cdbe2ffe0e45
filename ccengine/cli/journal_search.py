"""Looking into a journal: which of its records are asked for, and what it says of itself.

The records are taken as they are written, without the program's own kinds: a journal of another version is shown as
well, and nothing of the engine is imported."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ccengine.journal import read
from ccengine.journal.segments import segments
from ccengine.wire.journal import Damaged, Gap, Record, Unknown, Vocabulary

_ANY = Vocabulary(())

CORRECTED, BROKEN, STARTED, STOPPED = "Corrected", "InvariantBroken", "EngineStarted", "EngineStopped"
TIME = "TimeFound"
OF_NOTE = frozenset((CORRECTED, TIME, BROKEN, STARTED, STOPPED, "Gap", "SwitchUp", "SwitchDown"))
"""What tells of crashes and of what was made good after them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record; or damage, which has no number and the time of the record before."""

    n: int
    at: float  # seconds since the epoch
    kind: str
    fields: Mapping[str, object]

    @property
    def doubtful(self) -> bool:
        return self.kind in OF_NOTE or self.n == 0 or self.fields.get("estimated") is True


@dataclass(frozen=True, slots=True)
class Asked:
    """`kinds`, `call` and `agent` are taken together; with none of them, and not `all`, what is of note."""

    all: bool = False
    call: str = ""
    agent: str = ""
    kinds: frozenset[str] = frozenset()
    since: float | None = None
    until: float | None = None


@dataclass(slots=True)
class Search:
    """`entries` gives what is asked for; the counts are of all that was read, and true when it has ended."""

    asked: Asked
    read: int = 0
    first: float | None = None
    last: float | None = None
    crashes: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    _open: bool = False  # an engine began and has not ended
    _offers: set[str] = field(default_factory=set)  # rung for the call, or at the agent, that is asked for

    def entries(self, folder: Path) -> Iterator[Entry]:
        asked = self.asked
        for entry in _entries(folder, asked.since):
            if asked.since is not None and entry.at < asked.since:
                self._notice_run(entry)
                continue
            if asked.until is not None and entry.at >= asked.until:
                continue
            self._count(entry)
            if self._wanted(entry):
                yield entry

    def _count(self, entry: Entry) -> None:
        self.read += entry.n > 0
        self.first = entry.at if self.first is None else self.first
        self.last = max(self.last or 0.0, entry.at)
        self.counts[entry.kind] += 1
        self.counts["estimated"] += entry.fields.get("estimated") is True
        if entry.kind == STARTED and self._open:
            self.crashes += 1
        self._notice_run(entry)

    def _notice_run(self, entry: Entry) -> None:
        if entry.kind in (STARTED, STOPPED):
            self._open = entry.kind == STARTED

    def _wanted(self, entry: Entry) -> bool:
        asked = self.asked
        named = bool(asked.call or asked.agent)
        if named and not self._of(entry):
            return False
        if asked.kinds:
            return entry.kind in asked.kinds
        return named or asked.all or entry.doubtful

    def _of(self, entry: Entry) -> bool:
        """Of the call, or of the agent: by name, or by an offer that was made to him."""
        fields, asked = entry.fields, self.asked
        named = (not asked.call or fields.get("call") == asked.call) and (
            not asked.agent or fields.get("agent") == asked.agent
        )
        offer = fields.get("offer")
        if named and isinstance(offer, str):
            self._offers.add(offer)
        return named or offer in self._offers


def _entries(folder: Path, since: float | None) -> Iterator[Entry]:
    at = 0.0
    for found in read(folder, _ANY, _before(folder, since)):
        if isinstance(found, Damaged):
            yield Entry(0, at, "damaged", {"where": f"{Path(found.file).name}, byte {found.offset}", "why": found.why})
        else:
            at = found.t
            yield _entry(found)


def _entry(record: Record) -> Entry:
    match record.body:
        case Unknown(kind=kind, fields=fields):
            return Entry(record.n, record.t, kind, fields)
        case Gap(first=first, last=last):
            return Entry(record.n, record.t, "Gap", {"first": first, "last": last})
        case body:  # a vocabulary without kinds gives no others
            raise TypeError(type(body).__name__)


def _before(folder: Path, since: float | None) -> int:
    """The number of the record before those to read: nothing is so late before the last segment that began earlier."""
    there = segments(folder)
    after = there[0].first - 1 if there else 0
    if since is None:
        return after
    for segment in there:
        began = next((each.t for each in read(folder, _ANY, segment.first - 1) if isinstance(each, Record)), since)
        if began >= since:
            break
        after = segment.first - 1
    return after
