"""Who connects to the control API and asks nothing keeps nobody out."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from ccengine.office import connection, process

LIMIT = 20.0
ASK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@contextlib.asynccontextmanager
async def server() -> AsyncIterator[int]:
    """Its port."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        one: uvicorn.Server = process._server(PlainTextResponse("here"))
        serving = asyncio.create_task(one.serve([door]))
        yield door.getsockname()[1]
        one.should_exit = True
        await serving


async def asked(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(ASK)
    return await asyncio.wait_for(reader.readuntil(b"here"), LIMIT)


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nX: "])
async def test_who_asks_nothing_goes(monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    monkeypatch.setattr(connection, "HEAD_TIME", 0.05)
    async with server() as port:
        silent, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        assert await asyncio.wait_for(silent.read(), LIMIT) == b""
        monkeypatch.setattr(connection, "HEAD_TIME", LIMIT)  # who has no core to be read in time is not silent
        after, again = await asyncio.open_connection("127.0.0.1", port)
        assert b"200 OK" in await asked(after, again)
        monkeypatch.setattr(connection, "HEAD_TIME", 0.05)
        again.write(begun or b"G")  # the second time
        assert await asyncio.wait_for(after.read(), LIMIT) == b""
        for each in (writer, again):
            each.close()


async def test_the_silent_ones_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "SILENT", 3)
    async with server() as port:
        crowd = [await asyncio.open_connection("127.0.0.1", port) for _ in range(6)]
        for reader, _ in crowd[:3]:
            assert await asyncio.wait_for(reader.read(), LIMIT) == b""
        assert b"200 OK" in await asked(*crowd[5])
        for _, writer in crowd:
            writer.close()
