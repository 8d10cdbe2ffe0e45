"""Agents' intervals on record -> seconds in each state, cut at the ends of the period and of its intervals."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import CTE, ColumnElement, case, func, literal, or_, select, union_all
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
    cut = _cut(period, agent).cte("cut")
    c = cut.c
    if period.interval is None:
        total = select(c.agent, c.state, literal(None), func.sum(c.until - c.since)).group_by(c.agent, c.state)
        yield from session.execute(total)
        return
    yield from session.execute(_ends(cut))
    whole = select(c.agent, c.state, slot(c.since), slot(c.until)).where(slot(c.until) - slot(c.since) > 1)
    for who, state, first, last in session.execute(whole):
        for quarter in range(first + 1, last):
            yield who, state, quarter, SLOT


def _ends(cut: CTE) -> Any:
    """Seconds in the quarter where a state begins, and in the one where it ends if that is another."""
    c = cut.c
    inside = slot(c.since) == slot(c.until)
    head = case((inside, c.until - c.since), else_=(slot(c.since) + 1) * SLOT - c.since)
    quarter = slot(c.since).label("quarter")
    heads = select(c.agent, c.state, quarter, func.sum(head)).group_by(c.agent, c.state, "quarter")
    quarter = slot(c.until).label("quarter")
    tails = select(c.agent, c.state, quarter, func.sum(c.until - slot(c.until) * SLOT)).where(~inside)
    return union_all(heads, tails.group_by(c.agent, c.state, "quarter"))


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
