"""Surveys: what callers were asked, and what they answered; from the database."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from ccengine.office.api import survey_answers as shapes
from ccengine.office.api.books import ask
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED, ApiError
from ccengine.office.api.times import Moment, period_of
from ccengine.office.numbers import surveys as numbers
from ccengine.office.numbers.period import Period
from ccengine.office.numbers.surveys import Wanted

LIMIT = 20.0  # seconds for one question
Name = Annotated[str | None, Query(min_length=1, max_length=150)]
SurveyName = Annotated[str, Path(max_length=64, description="Empty: marks of before surveys had names.")]


def router(context: Context) -> APIRouter:
    routes = APIRouter(tags=["surveys"], prefix="/surveys", responses={s: DECLARED[s] for s in (401, 404, 422, 503)})
    zone = context.rules.zone

    @routes.get("")
    async def surveys(since: Moment = None, until: Moment = None) -> shapes.Surveys:
        """Those that were asked.  Without `since` from midnight on, without `until` up to now."""
        period = period_of(since, until, None, zone)
        found = await ask(context.reads, lambda session: numbers.of_surveys(session, period), LIMIT)
        rows = [shapes.Survey.model_validate(row) for row in found]
        return shapes.Surveys(since=period.since, until=period.until, surveys=rows)

    @routes.get("/answers")
    async def answers(
        survey: Name = None,
        agent: Name = None,
        queue: Name = None,
        since: Moment = None,
        until: Moment = None,
        after: Annotated[int, Query(ge=0, le=2**62)] = 0,
        limit: Annotated[int, Query(ge=1, le=2000)] = 1000,
    ) -> shapes.All:
        """Each question that was asked, the oldest first."""
        period, wanted = period_of(since, until, None, zone), Wanted(survey, agent, queue)
        found = await ask(
            context.reads, lambda session: numbers.answers(session, period, wanted, after, limit + 1), LIMIT
        )
        rows = [shapes.One.model_validate(row) for row in found[:limit]]
        following = rows[-1].n if len(found) > limit else None
        return shapes.All(since=period.since, until=period.until, answers=rows, next=following)

    @routes.get("/of/{survey:path}")
    async def survey_numbers(
        survey: SurveyName,
        agent: Name = None,
        queue: Name = None,
        by_agent: bool = False,
        since: Moment = None,
        until: Moment = None,
    ) -> shapes.Questions:
        """Each question: asked, answered, how often each mark was given, their mean; with `by_agent` of each agent."""
        period, wanted = period_of(since, until, None, zone), Wanted(survey, agent, queue)
        found = await ask(context.reads, lambda session: numbers.of_questions(session, period, wanted, by_agent), LIMIT)
        if not found and agent is None and queue is None:
            await _known(survey, period)
        rows = [shapes.Question.model_validate(row) for row in found]
        return shapes.Questions(since=period.since, until=period.until, questions=rows)

    async def _known(survey: str, period: Period) -> None:
        """A name that was mistyped looks like a survey that nobody was asked."""
        ever = Period(0.0, period.until)
        there = await ask(context.reads, lambda session: numbers.of_surveys(session, ever), LIMIT)
        names = [row["survey"] for row in there]
        if survey not in names:
            listed = ", ".join(filter(None, names[:20])) or "none"
            raise ApiError(404, "no-such-survey", f"nobody was ever asked a survey {survey!r}", f"there is: {listed}")

    return routes
