"""Offers on record -> counts and times of each agent.  An offer belongs to the interval in which he was rung."""

from collections import defaultdict
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from ccengine.model.why import LegCause
from ccengine.office.numbers.grid import Span
from ccengine.office.numbers.parts import count_of, sum_of, wrap_up_of
from ccengine.office.numbers.period import Period
from ccengine.office.numbers.slots import slot
from ccengine.office.schema import Offer

HIS = (LegCause.NO_ANSWER, LegCause.REJECTED, LegCause.BUSY, LegCause.UNREACHABLE)
"""Why an offer came to nothing by the agent or his phone; otherwise the caller left, or another answered."""


@dataclass(slots=True)
class AgentSums:
    """Offers are counted; times are sums in seconds."""

    offered: int = 0
    answered: int = 0
    missed: int = 0
    handled: int = 0  # answered, and the talk is over
    talk: float = 0.0  # of the handled
    wrap_up: float = 0.0  # of the handled, as far as it is over

    def add(self, other: "AgentSums") -> None:
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


def agent_sums(session: Session, period: Period, agent: str | None = None) -> dict[tuple[str, Span], AgentSums]:
    """By agent and interval; none where he was not rung."""
    span = period.spans()
    found: dict[tuple[str, Span], AgentSums] = defaultdict(AgentSums)
    for who, quarter, *values in session.execute(_question(period, agent)):
        found[who, span(quarter)].add(AgentSums(*values))
    return dict(found)


def _question(period: Period, agent: str | None) -> Any:
    talked = Offer.connected.is_not(None)
    handled = talked & Offer.ended.is_not(None)
    columns = {
        "offered": func.count(),
        "answered": count_of(talked),
        "missed": count_of(~talked & Offer.cause.in_(HIS)),
        "handled": count_of(handled),
        "talk": sum_of(Offer.ended - Offer.connected, handled),
        "wrap_up": sum_of(func.coalesce(wrap_up_of(Offer.id), 0.0), handled),
    }
    quarter = slot(Offer.rung) if period.interval else literal_column("NULL")
    wanted = select(Offer.agent, quarter.label("quarter"), *(columns[f.name] for f in fields(AgentSums)))
    wanted = wanted.where(Offer.queue != "", Offer.rung >= period.since, Offer.rung < period.until)
    if agent is not None:
        wanted = wanted.where(Offer.agent == agent)
    return wanted.group_by(Offer.agent, "quarter") if period.interval else wanted.group_by(Offer.agent)
