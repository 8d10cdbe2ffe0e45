"""The books' database: SQLite in the home, or PostgreSQL by URL.

Every wait has an end: connecting, a lock, a statement; and `abort` ends what a dead network would let hang.  What a
statement raises is told apart by `away`: the database cannot be had now (wait and try again), or a row is wrong."""

import contextlib
import os
import socket
import sqlite3
import threading
from collections.abc import Iterator
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    DisconnectionError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from ccengine.office import migrations
from ccengine.office.schema import Base

CONNECT = 5
"""Seconds to connect, or to wait for a lock."""
STATEMENT = 20
"""Seconds for one statement; PostgreSQL ends it."""
POOL = 5
_LOCK = 0x63636F66  # any number that no other program of the same database takes

_POSTGRES: dict[str, object] = {
    "connect_timeout": CONNECT,
    "application_name": "ccengine office",
    "options": f"-c statement_timeout={STATEMENT}s -c lock_timeout={CONNECT}s "
    "-c idle_in_transaction_session_timeout=60s -c timezone=UTC",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


class BadDatabase(Exception):
    """The setting `database` names none that can be used: text for people, without the password."""


def parse_url(text: str) -> URL:
    try:
        url = make_url(text)
    except ArgumentError:
        raise BadDatabase(
            "`database` is no URL; write postgresql://USER:PASSWORD@HOST/NAME, or leave it out for SQLite in the home"
        ) from None
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite":
        return url
    raise BadDatabase(f"`database`: {url.drivername} is not supported; use postgresql:// or sqlite://")


class Database:
    def __init__(self, url: URL) -> None:
        self.url = url
        self.shown = url.render_as_string(hide_password=True)
        self._open: set[Any] = set()
        self._guard = threading.Lock()
        self._sqlite = url.get_backend_name() == "sqlite"
        self.engine = self._create()

    def _create(self) -> Engine:
        sqlite: dict[str, object] = {"timeout": CONNECT, "check_same_thread": False}
        args = sqlite if self._sqlite else _POSTGRES
        engine = create_engine(self.url, connect_args=args, pool_pre_ping=True, pool_size=POOL, pool_timeout=CONNECT)
        if self._sqlite:
            event.listen(engine, "connect", _prepare_sqlite)
        # Of all connections, idle ones too: the pool's own ping comes before it says that one is taken.
        event.listen(engine, "connect", self._opened, insert=True)
        event.listen(engine, "close", self._closed)
        return engine

    def migrate(self) -> None:
        """Bring the tables to the shape this version knows; from nothing, too."""
        with self.engine.begin() as connection:
            self._lock(connection)
            if not migrations.is_newest(connection) and not migrations.create(connection, Base.metadata):
                migrations.upgrade(connection)

    def lasting(self) -> Session:
        """For one transaction of `writing` after the other: the rows of one are still there in the next."""
        return Session(self.engine, autoflush=False, expire_on_commit=False)

    @contextlib.contextmanager
    def writing(self, lasting: Session | None = None) -> Iterator[Session]:
        """One transaction, the only one that writes; flushed by hand."""
        once = Session(self.engine, autoflush=False) if lasting is None else contextlib.nullcontext(lasting)
        with once as session, session.begin():
            self._lock(session.connection())
            yield session

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.engine) as session:
            yield session

    def _lock(self, connection: Connection) -> None:
        # Python's sqlite3 begins by itself, but too late (at the first change) and never for DDL.
        lock = "BEGIN IMMEDIATE" if self._sqlite else f"SELECT pg_advisory_xact_lock({_LOCK})"
        connection.exec_driver_sql(lock)

    def abort(self) -> None:
        """End every statement that runs now, from another thread."""
        with self._guard:
            for connection in self._open:
                with contextlib.suppress(Exception):  # it may be closing by itself
                    _cut(connection)

    def close(self) -> None:
        self.engine.dispose()

    def _opened(self, connection: Any, entry: ConnectionPoolEntry) -> None:
        with self._guard:
            self._open.add(connection)

    def _closed(self, connection: Any, entry: ConnectionPoolEntry) -> None:
        with self._guard:
            self._open.discard(connection)


def away(error: BaseException) -> bool:
    """The database cannot be had, or cannot write, now.  Not: this row is wrong."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    # A bare DatabaseError is what SQLite says of a damaged or foreign file.
    return isinstance(error, _AWAY) or type(error) is DatabaseError


_AWAY = (OperationalError, InterfaceError, InternalError, PoolTimeout, DisconnectionError, OSError)


def _prepare_sqlite(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
    # NORMAL loses the last transactions in a power cut, never part of one: the tail reads those records again.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _cut(connection: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.interrupt()
    else:  # psycopg: the thread that waits on the socket sees its end
        with socket.socket(fileno=os.dup(connection.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)
