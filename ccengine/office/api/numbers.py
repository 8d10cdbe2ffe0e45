"""The numbers of queues and agents, computed from the books when they are asked."""

from collections.abc import Collection
from dataclasses import replace
from difflib import get_close_matches
from typing import Annotated, Any

from fastapi import APIRouter, Query

from ccengine.model.service_level import LETTERS, Formula
from ccengine.office.api import number_answers as shapes
from ccengine.office.api.books import ask
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED, ApiError
from ccengine.office.api.times import Moment, period_of
from ccengine.office.numbers import rows
from ccengine.office.numbers.grid import Interval
from ccengine.office.numbers.period import Period
from ccengine.office.numbers.queues import Thresholds

MOST_ROWS = 20_000
LIMIT = 20.0
"""Seconds for one question: a million calls of all queues are some 6 to 10."""
Name = Annotated[str | None, Query(min_length=1, max_length=150)]
Length = Annotated[Interval | None, Query(description="None: all of it as one.")]
Seconds = Annotated[float | None, Query(ge=0, le=86400, allow_inf_nan=False)]


def router(context: Context) -> APIRouter:
    routes = APIRouter(tags=["numbers"], prefix="/numbers", responses={s: DECLARED[s] for s in (401, 404, 422, 503)})
    rules = context.rules

    @routes.get("/queues")
    async def queue_numbers(
        queue: Name = None,
        since: Moment = None,
        until: Moment = None,
        interval: Length = None,
        formula: Formula | None = None,
        threshold: Seconds = None,
        short_abandon: Seconds = None,
    ) -> shapes.QueuesNumbers:
        """Without `since` from midnight on, without `until` up to now.  A queue has no row where nobody entered it."""
        period = period_of(since, until, interval, rules.zone)
        by = formula or rules.formula
        named = _thresholds(rules.thresholds, threshold, short_abandon)
        found = await ask(context.reads, lambda session: rows.of_queues(session, period, named, by, queue), LIMIT)
        if not found:
            _known("queue", queue, rules.thresholds.within)
        return shapes.QueuesNumbers(
            **_asked(period),
            formula=by,
            definition=by.definition,
            letters=LETTERS,
            short_abandon=named.short,
            rows=[shapes.QueueNumbers.model_validate(row) for row in _bounded(found)],
        )

    @routes.get("/agents")
    async def agent_numbers(
        agent: Name = None, since: Moment = None, until: Moment = None, interval: Length = None
    ) -> shapes.AgentsNumbers:
        """Without `since` from midnight on, without `until` up to now.  No row where he was not logged in."""
        period = period_of(since, until, interval, rules.zone)
        found = await ask(context.reads, lambda session: rows.of_agents(session, period, agent), LIMIT)
        if not found:
            _known("agent", agent, rules.agents)
        return shapes.AgentsNumbers(
            **_asked(period), rows=[shapes.AgentNumbers.model_validate(row) for row in _bounded(found)]
        )

    return routes


def _known(what: str, name: str | None, names: Collection[str]) -> None:
    """A name that was mistyped looks like a day without calls.  One that left the settings still has its past."""
    if name is not None and name not in names:
        near = get_close_matches(name, names, 1) or sorted(names)[:10]
        text = f"no {what} {name!r} in settings.yaml, and none on record in this time"
        raise ApiError(404, f"no-such-{what}", text, f"there is: {', '.join(near)}")


def _thresholds(named: Thresholds, threshold: float | None, short: float | None) -> Thresholds:
    if threshold is not None:
        named = Thresholds({}, otherwise=threshold, short=named.short)
    return named if short is None else replace(named, short=short)


def _asked(period: Period) -> dict[str, Any]:
    zone = getattr(period.zone, "key", "")
    interval = period.interval.value if period.interval else None
    return {"since": period.since, "until": period.until, "interval": interval, "zone": zone}


def _bounded(found: list[rows.Row]) -> list[rows.Row]:
    if len(found) > MOST_ROWS:
        text = f"{len(found)} rows, {MOST_ROWS} are the most"
        raise ApiError(422, "too-many", text, "ask for a shorter time, a longer interval, or one queue or agent")
    return found
