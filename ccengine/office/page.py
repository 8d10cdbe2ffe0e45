"""The rows that a batch of records touches: each is read once, changed in place and written with the others.

Records come in thousands a second when the tail catches up, so a row that this batch made is not asked for again; and
those of calls that go on are kept for the next batch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from ccengine.office.schema import (
    AgentInterval,
    Base,
    Call,
    ListEntry,
    Mark,
    Offer,
    QueueVisit,
    Recording,
    Stage,
    defaults,
)
from ccengine.office.text import storable

T = TypeVar("T", bound=Base)

_STAGES = Stage.metadata.tables[Stage.__tablename__]
_STAGE = defaults(Stage)

KEPT = 10_000
"""Calls that go on; more are none, but a journal that never tells of their ends."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Of the record being booked: its number and time."""

    n: int
    at: float


class Page:
    """`session` must not flush by itself: what was added is found here, not in the database.  `empty`: nothing is in
    the books yet, so that nothing has to be asked for."""

    def __init__(self, session: Session, empty: bool = False) -> None:
        self.session = session
        self._empty = empty
        self._calls: dict[str, Call] = {}
        self._unknown: set[str] = set()  # calls that are not in the books, as was found when this batch began
        self._offers: dict[str, Offer | None] = {}
        self._offers_of: dict[str, list[Offer]] = {}
        self._visits: dict[str, list[QueueVisit]] = {}
        self._recordings: dict[str, list[Recording]] = {}
        self._marks: dict[str, list[Mark]] = {}
        self._intervals: dict[str, AgentInterval | None] = {}
        self._listed: dict[str, ListEntry | None] = {}
        self._new: list[Base] = []
        self._stages: list[dict[str, object]] = []

    def add(self, row: T) -> T:
        self._new.append(row)
        return row

    def write(self) -> None:
        """Rows that others refer to go first."""
        for kinds in ((Call,), (Offer,), (Base,)):
            self.session.add_all(row for row in self._new if isinstance(row, kinds))
            self.session.flush()
        self._new.clear()
        if self._stages:  # two of three rows are stages, and nothing changes them: not made into objects first
            self.session.connection().execute(insert(_STAGES), self._stages)
        self._stages.clear()

    def turn(self) -> None:
        """To a new page, after the commit: only what is of calls that go on, and the agents' states, is taken along.
        Of recordings, too: their files' maker writes those that are due, booking only those that are not."""
        going = {call for call, row in self._calls.items() if row.ended is None}
        if len(going) > KEPT:
            going.clear()
        self._calls = {call: row for call, row in self._calls.items() if call in going}
        self._visits = {call: rows for call, rows in self._visits.items() if call in going}
        self._offers_of = {call: rows for call, rows in self._offers_of.items() if call in going}
        self._offers = {offer.id: offer for offers in self._offers_of.values() for offer in offers}
        self._recordings = {call: rows for call, rows in self._recordings.items() if call in going}
        self._marks = {call: rows for call, rows in self._marks.items() if call in going}
        self._listed.clear()
        self._unknown.clear()
        self._empty = False

    def new_call(self, call: Call) -> Call:
        """A call of which nothing else can be in the database yet."""
        self._calls[call.id] = self.add(call)
        self._visits[call.id] = []
        self._recordings[call.id] = []
        self._marks[call.id] = []
        self._offers_of[call.id] = []
        return call

    def expect(self, calls: Iterable[str], offers: Iterable[str]) -> None:
        """The batch begins these: whether any is in the books already is asked once for all of them."""
        if self._empty:
            return
        wanted = {storable(call): call for call in calls if call not in self._calls}
        if wanted:
            there = self.session.scalars(select(Call).where(Call.id.in_(wanted)))
            self._calls |= {wanted[row.id]: row for row in there}
        self._unknown = set(wanted.values()) - self._calls.keys()
        rung = {storable(offer): offer for offer in offers if offer not in self._offers}
        if rung:
            self._offers |= dict.fromkeys(rung.values())
            self._offers |= {rung[row.id]: row for row in self.session.scalars(select(Offer).where(Offer.id.in_(rung)))}

    def known_call(self, call: str) -> Call | None:
        asked = self._empty or call in self._calls or call in self._unknown
        if not asked and (found := self.session.get(Call, call)):
            self._calls[call] = found
        return self._calls.get(call)

    def call(self, call: str, entry: Entry) -> Call:
        """The call; one whose beginning is not in the journal that was given to us begins here."""
        return self.known_call(call) or self.new_call(Call(id=call, arrived=entry.at, estimated=True))

    def offer(self, offer: str) -> Offer | None:
        if offer not in self._offers:
            self._offers[offer] = None if self._empty else self.session.get(Offer, offer)
        return self._offers[offer]

    def new_offer(self, offer: Offer) -> None:
        self._offers[offer.id] = self.add(offer)
        self.offers_of(offer.call).append(offer)

    def offers_of(self, call: str) -> list[Offer]:
        """In the order they were made."""
        if call not in self._offers_of:
            self._offers_of[call] = self._all(Offer, Offer.call == call, Offer.n)
            for offer in self._offers_of[call]:
                self._offers[offer.id] = offer
        return self._offers_of[call]

    def visits(self, call: str) -> list[QueueVisit]:
        if call not in self._visits:
            self._visits[call] = self._all(QueueVisit, QueueVisit.call == call, QueueVisit.n)
        return self._visits[call]

    def waiting(self, call: str) -> QueueVisit | None:
        """The wait that goes on."""
        visits = self.visits(call)
        return visits[-1] if visits and visits[-1].left is None else None

    def recordings(self, call: str) -> list[Recording]:
        if call not in self._recordings:
            self._recordings[call] = self._all(Recording, Recording.call == call, Recording.n, populate_existing=True)
        return self._recordings[call]

    def marks(self, call: str) -> list[Mark]:
        if call not in self._marks:
            self._marks[call] = self._all(Mark, Mark.call == call, Mark.n)
        return self._marks[call]

    def listed(self, id: str) -> ListEntry | None:
        """An entry of a list of callers."""
        if id not in self._listed:
            self._listed[id] = None if self._empty else self.session.get(ListEntry, id)
        return self._listed[id]

    def new_listed(self, row: ListEntry) -> ListEntry:
        self._listed[row.id] = self.add(row)
        return row

    def interval(self, agent: str) -> AgentInterval | None:
        """The agent's present state."""
        if agent not in self._intervals:
            open_ = (AgentInterval.agent == agent) & AgentInterval.until.is_(None)
            found = self._all(AgentInterval, open_, AgentInterval.n)
            self._intervals[agent] = found[-1] if found else None
        return self._intervals[agent]

    def begin(self, interval: AgentInterval) -> None:
        """The present one ends where this begins: not before its own begin, also when what ended it is told by the
        switch as of earlier than what began it was told by the engine."""
        if before := self.interval(interval.agent):
            interval.since = max(interval.since, before.since)
            before.until = interval.since
        self._intervals[interval.agent] = self.add(interval)

    def stage(self, call: Call, entry: Entry, stage: str, **what: str | float | None) -> None:
        call.stages += 1
        row = {**_STAGE, "call": call.id, "seq": call.stages, "at": entry.at, "stage": stage, "n": entry.n, **what}
        if len(row) != len(_STAGE):
            raise TypeError(f"a stage has no {sorted(row.keys() - _STAGE)}")
        self._stages.append(row)

    def move_stages(
        self, call: Call, stages: Sequence[str], was: float | None, to: float, offer: Offer | None = None
    ) -> None:
        """Of these kinds (and of this offer), those that are told to have been at `was`."""
        if self._stages:
            self.write()
        where = [Stage.call == call.id, Stage.stage.in_(stages), Stage.at == was]
        where += [Stage.offer == offer.id] if offer else []
        self.session.execute(
            update(Stage).where(*where).values(at=to), execution_options={"synchronize_session": False}
        )

    def _all(
        self, kind: type[T], where: ColumnElement[bool], order: InstrumentedAttribute[int], **options: bool
    ) -> list[T]:
        if self._empty:
            return []
        return list(self.session.scalars(select(kind).where(where).order_by(order), execution_options=options))
