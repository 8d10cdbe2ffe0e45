"""Calls, agents, queues and events as they are now: asked from the engine."""

import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Path
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ccengine.office.api import answers
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED, ApiError
from ccengine.office.engine_link import EngineAway

Id = Annotated[str, Path(min_length=1, max_length=150, pattern=r"^[!-~]+$")]
"""Of a call or an agent: printable ASCII without blanks, as the switch and the settings make them."""

A = TypeVar("A", bound=answers.Answer)


class Longer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    seconds: float = Field(gt=0, le=3600, allow_inf_nan=False)


class Reason(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    reason: str = Field(default="", max_length=64, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$")


def read(kind: type[A], got: object) -> A:
    """The engine's answer in the shape that is promised."""
    try:
        return kind.model_validate(got)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise ApiError(502, "engine-strange", f"the engine's answer is not understood ({where})") from None


def router(context: Context) -> APIRouter:
    link = context.link
    routes = APIRouter(tags=["live"], responses={s: DECLARED[s] for s in (401, 404, 409, 422, 503)})

    @routes.get("/calls")
    async def calls() -> answers.LiveCalls:
        return read(answers.LiveCalls, {"calls": await link.ask("calls")})

    @routes.get("/agents")
    async def agents() -> answers.Agents:
        return read(answers.Agents, {"agents": await link.ask("agents")})

    @routes.get("/queues")
    async def queues() -> answers.Queues:
        return read(answers.Queues, {"queues": await link.ask("queues")})

    @routes.get("/callbacks")
    async def callbacks() -> answers.Callbacks:
        return read(answers.Callbacks, {"callbacks": await link.ask("callbacks")})

    @routes.post("/callbacks/{callback}/cancel")
    async def cancel_callback(callback: Id) -> answers.Done:
        await link.ask("callback_cancel", callback=callback)
        return answers.Done()

    @routes.post("/calls/{call}/hangup")
    async def hangup(call: Id) -> answers.Done:
        await link.ask("hangup", call=call)
        return answers.Done()

    @routes.post("/agents/{agent}/login")
    async def login(agent: Id) -> answers.Done:
        return await act(agent, "login")

    @routes.post("/agents/{agent}/logout")
    async def logout(agent: Id) -> answers.Done:
        return await act(agent, "logout")

    @routes.post("/agents/{agent}/ready")
    async def ready(agent: Id) -> answers.Done:
        return await act(agent, "ready")

    @routes.post("/agents/{agent}/not-ready")
    async def not_ready(agent: Id, body: Reason | None = None) -> answers.Done:
        return await act(agent, "not_ready", body.reason if body else "")

    @routes.post("/agents/{agent}/wrap-up")
    async def wrap_up(agent: Id, body: Longer) -> answers.Done:
        """The wrap-up that goes on lasts so much longer."""
        await link.ask("agent", agent=agent, action="longer", seconds=body.seconds)
        return answers.Done()

    async def act(agent: str, action: str, reason: str = "") -> answers.Done:
        await link.ask("agent", agent=agent, action=action, reason=reason)
        return answers.Done()

    @routes.get("/agents/{agent}")
    async def one_agent(agent: Id) -> answers.Agent:
        for found in read(answers.Agents, {"agents": await link.ask("agents")}).agents:
            if found.agent == agent:
                return found
        raise ApiError(404, "no-such-agent", f"there is no agent {agent}", "GET /v1/agents lists them")

    @routes.get("/events", response_class=StreamingResponse, responses=EVENTS)
    async def events() -> StreamingResponse:
        """What happens from now on, one JSON object a line, without end: the journal's records as they are made."""
        manager = link.events()
        stream = await manager.__aenter__()  # before the answer begins: an engine that is away is a 503

        async def lines() -> AsyncIterator[bytes]:
            try:
                async for event in stream:
                    yield json.dumps(event).encode() + b"\n"
            except EngineAway as error:
                yield json.dumps({"error": vars_of(error)}).encode() + b"\n"
            finally:
                await manager.__aexit__(None, None, None)

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    return routes


def vars_of(error: EngineAway) -> dict[str, str]:
    return {"code": error.problem.code, "text": error.problem.text, "remedy": error.problem.remedy}


EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Newline-delimited JSON; the last line may be an error in the usual shape",
        "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
    }
}
