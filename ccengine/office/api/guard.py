"""Who may ask, and how much: around the whole application, before anything of a request is read."""

import asyncio
import hmac

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ccengine.model.secret import Secret
from ccengine.office.api.errors import answer
from ccengine.office.problems import Problem

LARGEST_BODY = 16 * 1024
"""Bytes.  The largest request that means something is a reason of a few words."""


BODY_TIME = 10.0
"""Seconds for it to arrive."""
REQUESTS = 64
"""At once, streams of events included."""


class AtOnce:
    """No more requests than can be served: the next one is told so."""

    def __init__(self, app: ASGIApp, most: int = REQUESTS) -> None:
        self._app = app
        self._most = most
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._now >= self._most:
            problem = Problem("busy", f"{self._most} requests are served already", "try again in a moment")
            return await answer(503, problem)(scope, receive, send)
        self._now += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._now -= 1


class BodyLimit:
    """The body is taken whole before the application sees the request, or the request is refused."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        try:
            async with asyncio.timeout(BODY_TIME):
                body = await _whole(receive)
        except TimeoutError:
            problem = Problem("too-slow", f"the request did not arrive within {BODY_TIME:g} s")
            return await answer(408, problem)(scope, receive, send)
        except ValueError:
            problem = Problem("too-large", f"a request has at most {LARGEST_BODY} bytes")
            return await answer(413, problem)(scope, receive, send)
        if body is None:
            return None
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)


async def _whole(receive: Receive) -> bytes | None:
    """None: the client went away.  ValueError: it is too large."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += bytes(message.get("body", b""))
        if len(body) > LARGEST_BODY:
            raise ValueError
        if not message.get("more_body", False):
            return body


class Token:
    """For the loopback port, which every user of the machine can reach: `Authorization: Bearer <token>`."""

    def __init__(self, app: ASGIApp, token: Secret) -> None:
        self._app = app
        self._expected = b"Bearer " + token.reveal().encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._known(scope):
            problem = Problem(
                "no-token",
                "the token is missing or wrong",
                "send `Authorization: Bearer TOKEN`; it is `http_token` in runtime.json of the home",
            )
            return await answer(401, problem)(scope, receive, send)
        await self._app(scope, receive, send)

    def _known(self, scope: Scope) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        return len(given) == 1 and hmac.compare_digest(given[0], self._expected)
