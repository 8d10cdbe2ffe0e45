"""What is asked of the books: records of calls."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select, tuple_
from sqlalchemy.orm import Session

from ccengine.office.schema import Base, Call, Mark, Offer, QueueVisit, Recording, Stage


@dataclass(frozen=True, slots=True)
class Query:
    """None: any.  Times are seconds since the epoch, `since` included, `until` not."""

    caller: str | None = None
    called: str | None = None
    agent: str | None = None  # who talked with the caller
    since: float | None = None
    until: float | None = None
    after: tuple[float, str] | None = None  # (arrived, id) of the last one of the page before
    limit: int = 50
    spellings: tuple[str, ...] = ()  # of `caller`, its form first


@dataclass(frozen=True, slots=True)
class Found:
    call: Call
    agents: list[str]  # who talked with the caller, in order

    def shown(self) -> dict[str, object]:
        return {**_fields(self.call), "agents": self.agents}


@dataclass(frozen=True, slots=True)
class Whole(Found):
    rows: dict[str, Sequence[Base]]  # stages, waits, offers, recordings, marks

    def shown(self) -> dict[str, object]:
        parts = {name: [_fields(row) for row in rows] for name, rows in self.rows.items()}
        return {**_fields(self.call), "agents": self.agents, **parts}


def find(session: Session, query: Query) -> tuple[list[Found], tuple[float, str] | None]:
    """One page, the newest call first, and where the next page begins."""
    wanted = select(Call).where(*_conditions(query)).order_by(Call.arrived.desc(), Call.id.desc())
    calls = list(session.scalars(wanted.limit(query.limit + 1)))
    page = calls[: query.limit]
    agents = _agents(session, [call.id for call in page])
    following = (page[-1].arrived, page[-1].id) if len(calls) > len(page) else None
    return [Found(call, agents[call.id]) for call in page], following


def whole(session: Session, id: str) -> Whole | None:
    call = session.get(Call, id)
    if call is None:
        return None

    def rows(kind: Any, order: Any) -> Sequence[Base]:
        found: Sequence[Base] = session.scalars(select(kind).where(kind.call == call.id).order_by(order)).all()
        return found

    parts = {
        "stages": rows(Stage, Stage.seq),
        "waits": rows(QueueVisit, QueueVisit.n),
        "offers": rows(Offer, Offer.n),
        "recordings": rows(Recording, Recording.n),
        "marks": rows(Mark, Mark.n),
    }
    return Whole(call, _agents(session, [call.id])[call.id], parts)


def _conditions(query: Query) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.caller is not None:
        # Records of before there were forms have none.
        spelt = Call.caller.in_([query.caller, *query.spellings])
        found.append(or_(spelt, Call.caller_form == query.spellings[0]) if query.spellings else spelt)
    if query.called is not None:
        found.append(Call.called == query.called)
    if query.since is not None:
        found.append(Call.arrived >= query.since)
    if query.until is not None:
        found.append(Call.arrived < query.until)
    if query.agent is not None:
        talks = select(Offer.call).where(Offer.agent == query.agent, Offer.connected.is_not(None))
        found.append(Call.id.in_(talks))
    if query.after is not None:
        found.append(tuple_(Call.arrived, Call.id) < tuple_(*query.after))
    return found


def _agents(session: Session, calls: list[str]) -> dict[str, list[str]]:
    talks = select(Offer.call, Offer.agent).where(Offer.call.in_(calls), Offer.connected.is_not(None))
    found: dict[str, list[str]] = defaultdict(list)
    for call, agent in session.execute(talks.order_by(Offer.n)):
        found[call].append(agent)
    return found


def _fields(row: Base) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
