"""Engine and office at one glance.  Always answers 200: this is what one looks at when something is down."""

import os
import time
from collections.abc import Iterator

from fastapi import APIRouter
from pydantic import ValidationError

from ccengine.office.api import answers
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED
from ccengine.office.engine_link import EngineAway, EngineRefused
from ccengine.office.problems import Problem

PATIENCE = 0.8
"""Seconds that the engine has: the supervisor, who asks whether the office is up, waits one second."""


def router(context: Context) -> APIRouter:
    routes = APIRouter(tags=["status"], responses={401: DECLARED[401]})

    @routes.get("/status")
    async def status() -> answers.Status:
        engine, problems = await _engine(context)
        office = _office(context, engine)
        problems += [p for p in (context.bookkeeper.problem, context.recordings.problem) if p is not None]
        return answers.Status(
            ready=engine is not None and engine.switch.up,
            engine=engine,
            office=office,
            problems=[answers.ErrorBody.model_validate(problem) for problem in problems],
        )

    return routes


async def _engine(context: Context) -> tuple[answers.Engine | None, list[Problem]]:
    try:
        engine = answers.Engine.model_validate(await context.link.ask("status", within=PATIENCE))
    except EngineAway as error:
        return None, [error.problem]
    except EngineRefused as error:
        return None, [Problem(error.code, f"the engine gives no status: {error.text}")]
    except ValidationError:
        return None, [Problem("engine-strange", "the engine's status is not understood", "restart both: `ccengine up`")]
    return engine, [*_switch_away(engine), *_journal_full(engine), *_calendars(engine)]


def _switch_away(engine: answers.Engine) -> Iterator[Problem]:
    if not engine.switch.up:
        text = f"the switch is away: {engine.switch.why}" if engine.switch.why else "the switch is away"
        yield Problem("switch-away", text, "calls cannot come in; the engine connects again by itself")


def _journal_full(engine: answers.Engine) -> Iterator[Problem]:
    if engine.journal.in_memory:
        text = f"the journal cannot be written: {engine.journal.in_memory} records are in the engine's memory only"
        yield Problem(
            "journal-full", text, "free space on its disk; calls go on meanwhile, as long as the engine lives"
        )


def _calendars(engine: answers.Engine) -> Iterator[Problem]:
    for each in engine.hours.missing:
        yield Problem("no-calendar-year", each.text, each.remedy)


def loop_lateness(context: Context) -> answers.Lateness:
    """Without the last bucket, whose bound is infinite: JSON has no such number, and `count` says the same."""
    told = context.lateness.as_dict()
    return answers.Lateness.model_validate(told | {"buckets": told["buckets"][:-1]})


def _office(context: Context, engine: answers.Engine | None) -> answers.Office:
    keeper = context.bookkeeper
    books = answers.Books(
        database=keeper.shown,
        ready=keeper.ready,
        position=keeper.position.n,
        behind_records=max(0, engine.journal.n - keeper.position.n) if engine else None,
        behind_seconds=max(0.0, time.time() - keeper.oldest) if keeper.oldest is not None else 0.0,
    )
    return answers.Office(
        version=context.version,
        pid=os.getpid(),
        started=context.started,
        books=books,
        recordings=answers.RecordingsHealth(due=context.recordings.due),
        loop_lateness=loop_lateness(context),
    )
