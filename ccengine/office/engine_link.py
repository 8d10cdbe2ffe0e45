"""Questions to the engine's control socket: JSON lines, one connection per question, each with a deadline.

{"id": 1, "do": "agent", "agent": "8001", "action": "ready"}  ->  {"id": 1, "ok": ...} or
                                                                  {"id": 1, "error": {"code": ..., "text": ...}}
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

from ccengine.office.problems import Problem

DEADLINE = 5.0
"""Seconds for one question."""
LONGEST = 16 * 1024 * 1024
"""Bytes of one answer: ten thousand calls take some three million."""
AT_ONCE = 16
SILENCE = 30.0
"""Seconds.  A stream of events in which nothing happens has a sign of life every five."""


class EngineAway(Exception):
    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.problem = Problem(
            "engine-away",
            f"the engine does not answer: {why}",
            "is it running? `ccengine up` starts it; if it was just restarted, try again in a moment",
        )


class EngineRefused(Exception):
    """The engine understood and said no."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


class EngineLink:
    def __init__(self, socket: Path, deadline: float = DEADLINE) -> None:
        self._socket = socket
        self._deadline = deadline
        self._places = asyncio.Semaphore(AT_ONCE)
        self._streams: set[asyncio.StreamWriter] = set()

    def close(self) -> None:
        """End the streams of events."""
        for writer in self._streams:
            writer.close()

    async def ask(self, do: str, within: float | None = None, **what: object) -> object:
        """The answer's `ok`.  `within` in seconds, instead of the usual deadline.  Raises EngineAway, EngineRefused."""
        async with self._within(within or self._deadline), self._places, self._connected() as (reader, writer):
            await _send(writer, do, what)
            return _ok(await reader.readline())

    @contextlib.asynccontextmanager
    async def events(self) -> AsyncIterator[AsyncIterator[object]]:
        """The stream of what happens from now on: each item is what stands under "event".  Ends with EngineAway."""
        async with contextlib.AsyncExitStack() as stack:
            async with self._within(self._deadline):
                reader, writer = await stack.enter_async_context(self._connected())
                await _send(writer, "events", {})
            self._streams.add(writer)
            stack.callback(self._streams.discard, writer)
            yield self._stream(reader)

    async def _stream(self, reader: asyncio.StreamReader) -> AsyncIterator[object]:
        while True:
            async with self._within(SILENCE):
                line = await reader.readline()
            got = _parse(line)
            if "event" in got:
                yield got["event"]
            elif got and "ok" not in got:  # an empty object is the engine's sign of life
                _ok(line)

    @contextlib.asynccontextmanager
    async def _within(self, limit: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(limit):
                yield
        except TimeoutError:
            raise EngineAway(f"no answer within {limit:g} s") from None
        except (OSError, ValueError) as error:
            raise EngineAway(_why(error)) from error

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        reader, writer = await asyncio.open_unix_connection(self._socket, limit=LONGEST)
        try:
            yield reader, writer
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def _send(writer: asyncio.StreamWriter, do: str, what: dict[str, object]) -> None:
    writer.write(json.dumps({"id": 1, "do": do, **what}).encode() + b"\n")
    await writer.drain()


def _parse(line: bytes) -> dict[str, object]:
    if not line.endswith(b"\n"):
        raise EngineAway("it closed the connection")
    try:
        got = json.loads(line)
    except (ValueError, RecursionError):
        got = None
    if not isinstance(got, dict):
        raise EngineAway("it answered something that is no JSON object")
    return got


def _ok(line: bytes) -> object:
    match _parse(line):
        case {"error": {"code": str(code), "text": str(text)}}:
            raise EngineRefused(code, text)
        case {"ok": ok}:
            return ok
    raise EngineAway("it answered neither `ok` nor `error`")


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "its control socket is not there"
    if isinstance(error, ConnectionRefusedError):
        return "nobody listens on its control socket"
    return str(error)
