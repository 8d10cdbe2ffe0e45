"""Records of calls, from the database; and one call, live and on record."""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Path, Query
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ccengine.office import ledger
from ccengine.office.api import record_answers as shapes
from ccengine.office.api.answers import LiveCall, LiveCalls
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED, ApiError
from ccengine.office.api.live import Id, read
from ccengine.office.engine_link import EngineAway
from ccengine.office.threads import DatabaseAway, Worker, reason
from ccengine.office.ways import ways

LIMIT = 10.0
"""Seconds for one question to the books."""

LISTED = "`ccctl calls` lists those that are here, `ccctl records` those on record"
T = TypeVar("T")
Number = Annotated[str | None, Query(max_length=200)]
FlowName = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
Time = Annotated[float | None, Query(ge=0, le=1e11, allow_inf_nan=False)]


async def ask(worker: Worker, question: Callable[[Session], T], limit: float = LIMIT) -> T:
    """`limit` in seconds."""

    def work() -> T:
        with worker.database.reading() as session:
            return question(session)

    try:
        return await worker.run(work, limit)
    except SQLAlchemyError as error:
        raise DatabaseAway(f"database {worker.database.shown}: {reason(error)}") from error


def router(context: Context) -> APIRouter:
    routes = APIRouter(tags=["records"], responses={s: DECLARED[s] for s in (401, 404, 422, 503)})

    @routes.get("/records")
    async def records(
        caller: Number = None,
        called: Number = None,
        agent: Number = None,
        since: Time = None,
        until: Time = None,
        after: Annotated[str | None, Query(max_length=1000)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> shapes.Records:
        """Calls on record, the newest first.  `caller`: however it is written.  `agent`: who talked
        with him."""
        start = _cursor(after) if after is not None else None
        spellings = context.numbering.spellings(caller) if caller else ()
        query = ledger.Query(caller, called, agent, since, until, start, limit, spellings)
        found, following = await ask(context.reads, lambda session: ledger.find(session, query))
        return shapes.Records(
            records=[shapes.Record.model_validate(one.shown()) for one in found],
            next=_as_cursor(following) if following else None,
        )

    @routes.get("/flows/{flow}/counts")
    async def counts(flow: FlowName, since: Time = None, until: Time = None) -> shapes.FlowCounts:
        """How many calls went which way through a flow, of those that arrived within since..until."""
        found = await ask(context.reads, lambda session: ways(session, flow, since, until))
        return shapes.FlowCounts(
            begun=found.begun,
            nodes=[shapes.NodeCount(node=node, entered=count) for node, count in found.nodes],
            exits=[shapes.ExitCount(node=node, exit=exit, count=count) for node, exit, count in found.exits],
        )

    @routes.get("/calls/{call}")
    async def one_call(call: Id) -> shapes.OneCall:
        """The call as it is now, as it is on record, or both.  What cannot be asked is named in `problems`."""
        problems: list[str] = []
        live: LiveCall | None = None
        record: shapes.FullRecord | None = None
        try:
            there = read(LiveCalls, {"calls": await context.link.ask("calls")}).calls
            live = next((one for one in there if one.call == call), None)
        except EngineAway as error:
            problems.append(error.problem.code)
        try:
            record = await ask(context.reads, lambda session: _full(ledger.whole(session, call)))
        except DatabaseAway:
            if live is None:
                raise
            problems.append("database-away")
        if live is None and record is None:
            raise ApiError(404, "no-such-call", f"call {call} is neither here nor on record", LISTED)
        return shapes.OneCall(live=live, record=record, problems=problems)

    return routes


def _full(found: ledger.Whole | None) -> shapes.FullRecord | None:
    return shapes.FullRecord.model_validate(found.shown()) if found else None


def _as_cursor(place: tuple[float, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _cursor(text: str) -> tuple[float, str]:
    try:
        match json.loads(base64.b64decode(text, altchars=b"-_", validate=True)):
            case [float(arrived), str(id)]:
                return arrived, id
    except (binascii.Error, ValueError, RecursionError):
        pass
    raise ApiError(422, "not-allowed", "`after` is not what a page gave as `next`")
