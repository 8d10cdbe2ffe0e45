"""Parts of the questions, in SQL."""

from typing import Any

from sqlalchemy import ColumnElement, case, func, literal_column, select

from ccengine.office.schema import AgentInterval, Offer, QueueVisit


def count_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def sum_of(value: ColumnElement[Any], condition: ColumnElement[bool]) -> ColumnElement[float]:
    return func.coalesce(func.sum(case((condition, value), else_=0.0)), 0.0)


def wrap_up_of(offer: Any) -> Any:
    """Seconds of wrap-up that followed the talk of an offer; NULL when there was none, or it is not over."""
    # As it stands in the index, which is found only so: not a value that is bound later.
    # As it stands in the index, which is found only so: not a value that is bound later.
    there: ColumnElement[bool] = literal_column("agent_intervals.state = 'wrap_up'")
    lasted = func.sum(AgentInterval.until - AgentInterval.since)
    return select(lasted).where(AgentInterval.offer == offer, there).correlate(QueueVisit, Offer).scalar_subquery()
