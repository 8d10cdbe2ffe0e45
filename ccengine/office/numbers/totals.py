"""What became of every call on record, by queue: counters that only grow, for Prometheus.

A scrape comes every few seconds and must not read all waits there ever were.  What ended before `_upto` is kept as
sums; only what ended since is read.  A turn's records have one time, and the next batch may hold more of the last
turn: so `_upto` itself is always read again."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from ccengine.office.numbers.parts import count_of
from ccengine.office.numbers.queues import HALF_MS, Thresholds
from ccengine.office.schema import JournalPosition, QueueVisit
from ccengine.office.words import ABANDONED, CONNECTED

EDGES = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0, 1800.0)
"""Upper bounds of the histograms of waits, in seconds."""

ANSWERED, OTHER, WAITING = "answered", "other", "waiting"
"""Outcomes, beside ABANDONED: of any other exit, and of none yet."""


@dataclass(slots=True)
class Waits:
    """Of one queue and one outcome."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(EDGES) + 1))  # each bucket for itself
    seconds: float = 0.0
    within: int = 0  # the threshold of the service level
    short: int = 0

    @property
    def count(self) -> int:
        return sum(self.counts)

    def add(self, bucket: int, count: int, seconds: float, within: int, short: int) -> None:
        self.counts[bucket] += count
        self.seconds += seconds
        self.within += within
        self.short += short

    def copy(self) -> "Waits":
        return Waits(list(self.counts), self.seconds, self.within, self.short)


Totals = dict[tuple[str, str], Waits]
"""By queue and outcome."""


class QueueTotals:
    def __init__(self, thresholds: Thresholds) -> None:
        self.thresholds = thresholds
        self._upto = 0.0
        self._kept: Totals = defaultdict(Waits)

    def read(self, session: Session) -> Totals:
        """To be asked by one at a time."""
        position = session.get(JournalPosition, 1)
        upto = max(position.at if position else 0.0, self._upto)
        ended = and_(QueueVisit.left >= self._upto, QueueVisit.left < upto)
        final = session.execute(self._question(ended)).all()
        # What changes is one question, so that a call that leaves meanwhile is counted once: a counter never falls.
        recent = session.execute(self._question(or_(QueueVisit.left >= upto, QueueVisit.left.is_(None)))).all()
        _add(self._kept, final)
        self._upto = upto
        found: Totals = defaultdict(Waits, {key: waits.copy() for key, waits in self._kept.items()})
        _add(found, recent)
        return dict(found)

    def _question(self, which: ColumnElement[bool]) -> Any:
        visit, wait = QueueVisit, QueueVisit.left - QueueVisit.entered
        outcome = case(
            (visit.left.is_(None), WAITING),
            (visit.exit == CONNECTED, ANSWERED),
            (visit.exit == ABANDONED, ABANDONED),
            else_=OTHER,
        )
        bucket = case(*((wait <= edge + HALF_MS, n) for n, edge in enumerate(EDGES)), else_=len(EDGES))
        named = case(dict(self.thresholds.within), value=visit.queue, else_=self.thresholds.otherwise)
        within = wait <= (named if self.thresholds.within else self.thresholds.otherwise) + HALF_MS
        short = and_(visit.exit == ABANDONED, wait < self.thresholds.short - HALF_MS)
        counted = select(visit.queue, outcome.label("outcome"), bucket.label("bucket"), func.count())
        counted = counted.add_columns(func.coalesce(func.sum(wait), 0.0), count_of(within), count_of(short))
        return counted.where(which).group_by(visit.queue, "outcome", "bucket")


def _add(totals: Totals, rows: Iterable[Any]) -> None:
    for queue, outcome, bucket, count, seconds, within, short in rows:
        totals[queue, outcome].add(bucket, count, seconds, within, short)
