"""The office put together: settings in, tasks running, until a signal ends it."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import uvicorn
from sqlalchemy import URL
from starlette.types import ASGIApp

import ccengine
from ccengine.model.home import Home
from ccengine.model.runtime import Runtime
from ccengine.model.settings import Settings
from ccengine.office.api.app import make_app
from ccengine.office.api.context import Context
from ccengine.office.api.guard import AtOnce, BodyLimit, Token
from ccengine.office.connection import Connection
from ccengine.office.database import Database, parse_url
from ccengine.office.engine_link import EngineLink
from ccengine.office.lateness import Lateness
from ccengine.office.numbers.rules import NumberRules
from ccengine.office.recordings import Recordings
from ccengine.office.sockets import loopback_socket, unix_socket
from ccengine.office.tail import Bookkeeper
from ccengine.office.threads import Worker

log = logging.getLogger("ccengine.office")

QUESTIONS_AT_ONCE = 3
CONNECTIONS = 512
LAST_WORDS = 2
"""Seconds that open requests (streams of events) get at the end."""

FIRST_TABLES = 5
"""Seconds that questions wait at the door for a new home's tables; a long migration is not waited for."""

LAST_BOOKING = 5
"""Seconds for the engine's last records."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Listening before anything else starts: what cannot be had is told at once."""

    unix: socket.socket
    tcp: socket.socket | None

    @classmethod
    def open(cls, home: Home, settings: Settings) -> "Doors":
        unix = unix_socket(home.control_socket)
        try:
            return cls(unix, loopback_socket(*settings.http) if settings.http else None)
        except BaseException:
            unix.close()
            home.control_socket.unlink(missing_ok=True)
            raise


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the office's, not one server's: there may be two."""
        yield


def _server(app: ASGIApp) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            http=Connection,
            ws="none",
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=LAST_WORDS,
        )
    )


def database_url(home: Home, settings: Settings) -> URL:
    """Raises BadDatabase."""
    return parse_url(settings.database) if settings.database else URL.create("sqlite", database=str(home.database))


async def serve(home: Home, settings: Settings, runtime: Runtime, doors: Doors) -> None:
    """Until SIGTERM or SIGINT."""
    url = database_url(home, settings)
    workers = [
        Worker(Database(url), "books"),
        Worker(Database(url), "recordings"),
        Worker(Database(url), "questions", QUESTIONS_AT_ONCE),
    ]
    recordings = Recordings(home.recordings, workers[1])
    bookkeeper = Bookkeeper(home.journal, workers[0])
    context = Context(
        ccengine.__version__,
        time.time(),
        EngineLink(home.engine_socket),
        workers[2],
        bookkeeper,
        recordings,
        NumberRules.of(settings),
        Lateness(),
        settings.numbering,
    )
    app = AtOnce(BodyLimit(make_app(context)))
    servers = [(_server(app), doors.unix)]
    if doors.tcp is not None:
        servers.append((_server(Token(app, runtime.http_token)), doors.tcp))
    try:
        await _until_signal(context, servers)
    finally:
        home.control_socket.unlink(missing_ok=True)
        await asyncio.gather(*(asyncio.to_thread(worker.close) for worker in workers))


async def _until(one: asyncio.Event, other: asyncio.Event, limit: float) -> None:
    """Until one of them is set, or so many seconds have passed."""
    waits = [asyncio.create_task(event.wait()) for event in (one, other)]
    await asyncio.wait(waits, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()


async def _until_signal(context: Context, servers: Sequence[tuple[_Server, socket.socket]]) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    booking = asyncio.create_task(context.bookkeeper.run())
    working = [booking, *(asyncio.create_task(each) for each in (context.recordings.run(), context.lateness.beat()))]
    await _until(context.bookkeeper.tried, stop, FIRST_TABLES)
    serving = [asyncio.create_task(server.serve([door])) for server, door in servers]
    log.info("the office is open, pid %d", os.getpid())
    ended = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([ended, *working, *serving], return_when=asyncio.FIRST_COMPLETED)
    context.link.close()  # streams of events end by themselves
    context.bookkeeper.close()
    for server, _door in servers:
        server.should_exit = True
    await asyncio.gather(*serving, return_exceptions=True)
    await asyncio.wait([booking], timeout=LAST_BOOKING)
    for task in (ended, *working):
        task.cancel()
    await asyncio.gather(ended, *working, return_exceptions=True)
    for task in done - {ended}:
        raise RuntimeError("a part of the office ended that should not") from task.exception()
