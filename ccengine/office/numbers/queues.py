"""Waits on record -> counts and times of each queue.

A wait belongs to the interval in which it began, with all that came of it.  Waits are compared with thresholds to the
millisecond: a time since the epoch as a float is finer than that, but not exact."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import and_, case, func, literal_column, select
from sqlalchemy.orm import Session

from ccengine.model.why import QueueExit
from ccengine.office.numbers.grid import Span
from ccengine.office.numbers.parts import count_of, sum_of, wrap_up_of
from ccengine.office.numbers.period import Period
from ccengine.office.numbers.slots import slot
from ccengine.office.schema import Offer, QueueVisit
from ccengine.office.words import ABANDONED, CONNECTED

FLOWED_OUT = tuple(exit.value for exit in QueueExit if exit is not QueueExit.ANSWERED)
HALF_MS = 0.0005


@dataclass(frozen=True, slots=True)
class Thresholds:
    """In seconds."""

    within: Mapping[str, float]  # of the service level, by queue
    otherwise: float = 20.0  # of a queue that is not in there
    short: float = 5.0  # who leaves before that is counted apart

    def of(self, queue: str) -> float:
        return self.within.get(queue, self.otherwise)


@dataclass(slots=True)
class QueueSums:
    """Calls are counted; times are sums in seconds, `longest` a maximum."""

    offered: int = 0
    answered: int = 0
    abandoned: int = 0  # by callers who waited for the short threshold at least
    abandoned_short: int = 0
    flowed_out: int = 0  # by another exit of the queue node
    otherwise: int = 0  # ended by the flow, an operator, the switch; or nobody saw by whom
    waiting: int = 0  # now
    answered_within: int = 0
    abandoned_within: int = 0  # the short ones too, as far as they are
    handled: int = 0  # answered, and the talk is over
    wait_answered: float = 0.0
    wait_abandoned: float = 0.0  # without the short ones
    longest: float = 0.0  # wait of any outcome, also of those who still wait
    talk: float = 0.0  # of the handled
    wrap_up: float = 0.0  # of the handled, as far as it is over

    def add(self, other: "QueueSums") -> None:
        for name in _SUMMED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.longest = max(self.longest, other.longest)


_SUMMED = [field.name for field in fields(QueueSums) if field.name != "longest"]


def queue_sums(
    session: Session, period: Period, thresholds: Thresholds, queue: str | None = None
) -> dict[tuple[str, Span], QueueSums]:
    """By queue and interval; none where nobody came."""
    span = period.spans()
    found: dict[tuple[str, Span], QueueSums] = defaultdict(QueueSums)
    for name, quarter, *values in session.execute(_question(period, thresholds, queue)):
        found[name, span(quarter)].add(QueueSums(*values))
    return dict(found)


def _question(period: Period, thresholds: Thresholds, queue: str | None) -> Any:
    visit, wait = QueueVisit, QueueVisit.left - QueueVisit.entered
    connected, gave_up = visit.exit == CONNECTED, visit.exit == ABANDONED
    short = and_(gave_up, wait < thresholds.short - HALF_MS)
    gone = and_(gave_up, wait >= thresholds.short - HALF_MS)
    named = case(dict(thresholds.within), value=visit.queue, else_=thresholds.otherwise)
    within = wait <= (named if thresholds.within else thresholds.otherwise) + HALF_MS
    elsewhere = visit.exit.in_(FLOWED_OUT)
    other = and_(visit.left.is_not(None), ~connected, ~gave_up, ~elsewhere)
    handled = Offer.ended.is_not(None)
    columns = {
        "offered": func.count(),
        "answered": count_of(connected),
        "abandoned": count_of(gone),
        "abandoned_short": count_of(short),
        "flowed_out": count_of(elsewhere),
        "otherwise": count_of(other),
        "waiting": count_of(visit.left.is_(None)),
        "answered_within": count_of(and_(connected, within)),
        "abandoned_within": count_of(and_(gave_up, within)),
        "handled": count_of(handled),
        "wait_answered": sum_of(wait, connected),
        "wait_abandoned": sum_of(wait, gone),
        "longest": func.max(func.coalesce(visit.left, period.until) - visit.entered),
        "talk": sum_of(Offer.ended - Offer.connected, handled),
        "wrap_up": sum_of(func.coalesce(wrap_up_of(visit.offer), 0.0), handled),
    }
    quarter = slot(visit.entered) if period.interval else literal_column("NULL")
    wanted = select(visit.queue, quarter.label("quarter"), *(columns[f.name] for f in fields(QueueSums)))
    wanted = wanted.outerjoin(Offer, and_(Offer.id == visit.offer, Offer.connected.is_not(None)))
    wanted = wanted.where(visit.entered >= period.since, visit.entered < period.until)
    if queue is not None:
        wanted = wanted.where(visit.queue == queue)
    return wanted.group_by(visit.queue, "quarter") if period.interval else wanted.group_by(visit.queue)
