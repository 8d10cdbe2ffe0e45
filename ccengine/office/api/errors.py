"""Everything that goes wrong leaves in one shape: {"error": {"code", "text", "remedy"}}."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ccengine.office.api.answers import ErrorAnswer
from ccengine.office.engine_link import EngineAway, EngineRefused
from ccengine.office.problems import Problem
from ccengine.office.threads import DatabaseAway

log = logging.getLogger("ccengine.office")


class ApiError(Exception):
    def __init__(self, status: int, code: str, text: str, remedy: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.problem = Problem(code, text, remedy)


REFUSED: dict[str, int] = {
    "no-such-agent": 404,
    "no-such-call": 404,
    "no-such-queue": 404,
    "no-such-port": 404,
    "not-listed": 404,
    "no-such-source": 404,
}
"""Codes of the engine that are no conflict (409)."""

DECLARED: dict[int | str, dict[str, object]] = {
    status: {"model": ErrorAnswer, "description": what}
    for status, what in {
        400: "Malformed",
        401: "The token is missing or wrong (loopback port only)",
        404: "There is none",
        409: "The engine refused",
        413: "The request is too large",
        422: "A value is not allowed",
        503: "Engine or database away",
    }.items()
}
"""For the description of every route."""


def answer(status: int, problem: Problem) -> JSONResponse:
    body = {"error": {"code": problem.code, "text": problem.text, "remedy": problem.remedy}}
    return JSONResponse(body, status, headers={"WWW-Authenticate": "Bearer"} if status == 401 else None)


def install(app: FastAPI) -> None:
    @app.exception_handler(ApiError)
    async def ours(request: Request, error: ApiError) -> JSONResponse:
        return answer(error.status, error.problem)

    @app.exception_handler(EngineAway)
    async def engine_away(request: Request, error: EngineAway) -> JSONResponse:
        return answer(503, error.problem)

    @app.exception_handler(EngineRefused)
    async def engine_refused(request: Request, error: EngineRefused) -> JSONResponse:
        return answer(REFUSED.get(error.code, 409), Problem(error.code, error.text))

    @app.exception_handler(DatabaseAway)
    async def database_away(request: Request, error: DatabaseAway) -> JSONResponse:
        return answer(503, Problem("database-away", str(error), "live calls are not touched; records follow later"))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        # Only where and what, never the value: it may be anything.
        said = sorted({f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()})
        return answer(422, Problem("not-allowed", "; ".join(said)[:1000], "see /v1/openapi.json"))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> JSONResponse:
        codes = {404: "no-such-path", 405: "no-such-method", 400: "malformed"}
        code = codes.get(error.status_code, "refused")
        return answer(error.status_code, Problem(code, str(error.detail), "see /v1/openapi.json"))

    @app.exception_handler(Exception)
    async def bug(request: Request, error: Exception) -> JSONResponse:
        log.error("%s %s failed", request.method, request.url.path)  # uvicorn logs the trace
        return answer(500, Problem("internal", "a bug in the office", "its log has the details; please report it"))
