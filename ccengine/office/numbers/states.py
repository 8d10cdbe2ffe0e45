"""Agents' intervals on record -> seconds in each state, cut at the ends of the period and of its intervals."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import CTE, ColumnElement, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from ccengine.acd.state import AgentState
from ccengine.office.numbers.grid import Span
from ccengine.office.numbers.period import Period
from ccengine.office.numbers.slots import SLOT, slot
from ccengine.office.schema import AgentInterval

Times = dict[str, float]
"""Seconds by state."""


def state_times(session: Session, period: Period, agent: str | None = None) -> dict[tuple[str, Span], Times]:
    """By agent and interval: only the time logged in."""
    span = period.spans()
    found: dict[tuple[str, Span], Times] = defaultdict(lambda: defaultdict(float))
    for who, state, quarter, seconds in _parts(session, period, agent):
        if seconds > 0:  # not a state that ends just where a quarter begins
            found[who, span(quarter)][state] += seconds
    return {key: dict(times) for key, times in found.items()}


def _parts(session: Session, period: Period, agent: str | None) -> Iterator[tuple[str, str, int | None, float]]:
    """Seconds by agent, state and quarter; without intervals, of the whole."""
    c = _cut(period, agent).subquery("cut").c
    if period.interval is None:
        total = select(c.agent, c.state, func.sum(c.until - c.since)).group_by(c.agent, c.state)
        for who, state, seconds in session.execute(total):
            yield who, state, None, seconds
        return
    first, last = slot(c.since), slot(c.until)
    before, after = c.since - first * SLOT, c.until - last * SLOT  # seconds into the quarter
    sums = select(c.agent, c.state, first.label("first"), last.label("last"), func.count(), func.sum(before))
    grouped = sums.add_columns(func.sum(after)).group_by(c.agent, c.state, "first", "last")
    for who, state, begin, end, count, into, out in session.execute(grouped):
        if begin == end:
            yield who, state, begin, out - into
            continue
        yield who, state, begin, count * SLOT - into
        yield who, state, end, out
        for quarter in range(begin + 1, end):
            yield who, state, quarter, count * SLOT


def _cut(period: Period, agent: str | None) -> Any:
    """Every agent's intervals within the period, cut at its ends.

    His first one is the last that began before the period: so each is found by index (agent, since), however long ago
    it began and however many came before."""
    firsts = _firsts(period, agent)
    row = AgentInterval
    until = func.coalesce(row.until, period.until)
    wanted = select(
        row.agent,
        row.state,
        case((row.since < period.since, period.since), else_=row.since).label("since"),
        case((until > period.until, period.until), else_=until).label("until"),
    ).join(firsts, firsts.c.agent == row.agent)
    return wanted.where(
        row.since >= firsts.c.since,
        row.since < period.until,
        or_(row.until.is_(None), row.until > period.since),
        row.state != AgentState.LOGGED_OUT,
    )


def _firsts(period: Period, agent: str | None) -> Any:
    names = _agents().c.agent if agent is None else literal(agent)
    before = aliased(AgentInterval)
    chosen = select(names.label("agent")).where(names.is_not(None)).subquery("chosen")
    last = select(func.max(before.since)).where(before.agent == chosen.c.agent, before.since <= period.since)
    return select(chosen.c.agent, func.coalesce(last.scalar_subquery(), period.since).label("since")).cte("firsts")


def _agents() -> CTE:
    """Who is on record, from name to name by the index: not by reading all intervals."""
    row = aliased(AgentInterval)
    names = select(func.min(row.agent).label("agent")).cte("names", recursive=True)
    after = aliased(AgentInterval)
    following: ColumnElement[str] = (
        select(func.min(after.agent)).where(after.agent > names.c.agent).correlate(names).scalar_subquery()
    )
    return names.union_all(select(following).where(names.c.agent.is_not(None)))
