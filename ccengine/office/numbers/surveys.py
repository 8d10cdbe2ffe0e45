"""Surveys: how many were asked, how many answered, which marks they gave, to whom."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from ccengine.office.numbers.period import Period
from ccengine.office.schema import Mark, Offer

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """None: any.  `agent` and `queue` are those of the talk before the survey."""

    survey: str | None = None
    agent: str | None = None
    queue: str | None = None


@dataclass(slots=True)
class _Sums:
    """Of one question."""

    asked: int = 0
    answered: int = 0
    comments: int = 0
    first: int = 0  # the number of its first row: questions are shown in the order in which they were asked first
    counts: dict[str, int] = field(default_factory=dict)  # by key
    last: dict[str, int] = field(default_factory=dict)  # by key: the row that says best what it means


def of_surveys(session: Session, period: Period) -> list[Row]:
    """One row a survey: calls that were asked, and that answered something."""
    did = case((Mark.answered.is_not(None), Mark.call))
    columns = (
        Mark.survey,
        func.count(Mark.call.distinct()),
        func.count(did.distinct()),
        func.count(case((Mark.key != "", 1))),
        func.count(case((Mark.path != "", 1))),
        func.max(Mark.at),
    )
    found = session.execute(select(*columns).where(*_within(period)).group_by(Mark.survey).order_by(Mark.survey))
    return [
        {
            "survey": survey, "calls": calls, "answered": answered, "rate": _share(answered, calls), "marks": marks,
            "comments": comments, "last": last,
        }
        for survey, calls, answered, marks, comments, last in found
    ]  # fmt: skip


def of_questions(session: Session, period: Period, wanted: Wanted, by_agent: bool = False) -> list[Row]:
    """One row for each question, and with `by_agent` for each agent, "" where nobody had talked to the caller."""
    agent = func.coalesce(Offer.agent, "") if by_agent else None
    groups: list[Any] = [Mark.survey, Mark.question, Mark.key, *([agent] if agent is not None else ())]
    counted = (
        func.count(),
        func.count(Mark.answered),
        func.count(case((Mark.path != "", 1))),
        func.min(Mark.n),
        func.max(Mark.n),
    )
    sums: dict[tuple[str, str, str], _Sums] = defaultdict(_Sums)
    for survey, question, key, *of, asked, answered, comments, first, last in session.execute(
        _of(select(*groups, *counted), period, wanted).group_by(*groups)
    ):
        one = sums[survey, of[0] if of else "", question]
        one.asked += asked
        one.answered += answered
        one.comments += comments
        one.first = min(one.first or first, first)
        if key:
            one.counts[key] = asked
            one.last[key] = last
    grades = _grades(session, {n for one in sums.values() for n in one.last.values()})
    in_order = sorted(sums.items(), key=lambda each: (each[0][0], each[0][1], each[1].first))
    return [
        {"survey": survey, "question": question, **({"agent": of} if by_agent else {}), **_figures(one, grades)}
        for (survey, of, question), one in in_order
    ]


def answers(session: Session, period: Period, wanted: Wanted, after: int, limit: int) -> list[Row]:
    """Question by question, in the order of the journal, from behind record `after`."""
    columns: tuple[Any, ...] = (
        Mark.n, Mark.at, Mark.call, Mark.survey, Mark.question, Mark.key, Mark.grade, Mark.answered, Mark.path,
        Mark.seconds, func.coalesce(Offer.agent, "").label("agent"), func.coalesce(Offer.queue, "").label("queue"),
    )  # fmt: skip
    asked = _of(select(*columns), period, wanted).where(Mark.n > after).order_by(Mark.n).limit(limit)
    return [
        {
            **row._mapping,
            "grade": _grade(row.grade),
            "asked_at": _local(row.at, period.zone),
            "answered_at": _local(row.answered, period.zone) if row.answered is not None else "",
        }
        for row in session.execute(asked)
    ]


def _local(at: float, zone: tzinfo | None) -> str:
    return datetime.fromtimestamp(at, zone).astimezone(zone).isoformat(timespec="seconds")


def _of(asked: Select[Any], period: Period, wanted: Wanted) -> Select[Any]:
    joined = asked.select_from(Mark).outerjoin(Offer, and_(Offer.id == Mark.offer, Mark.offer != ""))
    pairs = ((Mark.survey, wanted.survey), (Offer.agent, wanted.agent), (Offer.queue, wanted.queue))
    return joined.where(*_within(period), *(column == value for column, value in pairs if value is not None))


def _within(period: Period) -> Iterator[ColumnElement[bool]]:
    yield Mark.at >= period.since
    yield Mark.at < period.until


def _figures(one: _Sums, grades: dict[int, dict[str, str]]) -> Row:
    given = sum(one.counts.values())
    mean = sum(int(key) * count for key, count in one.counts.items()) / given if given else None
    return {
        "asked": one.asked,
        "answered": one.answered,
        "rate": _share(one.answered, one.asked),
        "mean": mean,
        "comments": one.comments,
        "marks": [
            {"key": key, "count": one.counts[key], "share": one.counts[key] / given, "grade": grades[one.last[key]]}
            for key in sorted(one.counts)
        ],
    }


def _grades(session: Session, rows: set[int]) -> dict[int, dict[str, str]]:
    """What marks meant when they were given last."""
    found: dict[int, dict[str, str]] = {}
    for some in _in_parts(sorted(rows)):
        for n, grade in session.execute(select(Mark.n, Mark.grade).where(Mark.n.in_(some))):
            found[n] = _grade(grade)
    return found


def _in_parts(rows: Sequence[int], most: int = 500) -> Iterator[Sequence[int]]:
    for first in range(0, len(rows), most):
        yield rows[first : first + most]


def _grade(text: str) -> dict[str, str]:
    """By language; "" for all of them."""
    found: dict[str, str] = json.loads(text) if text else {}
    return found


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
