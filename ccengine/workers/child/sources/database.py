"""The connections to one database: one that is kept for lookups, and a new one for each store.

A store comes seldom, and must not be sent on a connection that died meanwhile: whether it came about would be
unknown."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ccengine.workers.child.sources import dialects
from ccengine.workers.child.sources.errors import CannotConnect, reason
from ccengine.workers.child.sources.kinds import Kind
from ccengine.workers.frames import Message

DRIVERS = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql", "sqlite": "sqlite"}
REMEMBERED = 300.0  # seconds that the kinds of columns are believed
IDLE = 60.0
"""Seconds after which a connection that nobody used is not used again: a firewall may have forgotten it, and would let
a caller wait for nothing."""


class Database:
    def __init__(self, setup: Message) -> None:
        self._setup = setup
        self.until = 0.0  # of the present task, by the monotonic clock
        self.zone = ZoneInfo(setup["zone"]) if setup["zone"] else None
        self._reading: sa.Connection | None = None
        self._used = 0.0
        self.reached = False  # in the present task: the database itself
        self.sent = False  # in the present task: something that may have come about
        self._engines: dict[bool, tuple[sa.URL, sa.Engine]] = {}
        self._kinds: dict[str, tuple[float, dict[str, Kind]]] = {}

    def begin(self, seconds: float) -> None:
        """A task."""
        self.until, self.sent, self.reached = time.monotonic() + seconds, False, self.connected

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.until

    @property
    def connected(self) -> bool:
        return self._reading is not None

    def reading(self) -> sa.Connection:
        """Raises CannotConnect."""
        now = time.monotonic()
        if self._reading is not None and now - self._used > IDLE:
            self.drop()
        if self._reading is None:
            self._reading = self._connect(read_only=True)
        self._used = now
        return self._reading

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Raises CannotConnect."""
        connection = self._connect(read_only=False)
        try:
            yield connection
        finally:
            with suppress(Exception):
                connection.close()

    def drop(self) -> None:
        """After anything that went wrong: what is connected next knows nothing of it."""
        self._kinds.clear()
        connection, self._reading = self._reading, None
        if connection is not None:
            with suppress(Exception):
                connection.invalidate()
            with suppress(Exception):
                connection.close()

    def kinds(self, connection: sa.Connection, table: str) -> dict[str, Kind]:
        """What its columns hold; empty when there is no such table."""
        at, known = self._kinds.get(table, (-REMEMBERED, {}))
        now = time.monotonic()
        if not known or now - at > REMEMBERED:
            known = dialects.kinds(connection, table)
            self._kinds[table] = now, known
        return known

    def _connect(self, read_only: bool) -> sa.Connection:
        try:
            connection = self._engine(read_only).connect()
            self.reached = True
            return connection
        except Exception as error:  # drivers raise anything when they are told garbage
            raise CannotConnect(reason(error)) from None

    def _engine(self, read_only: bool) -> sa.Engine:
        """It remembers what it found out about the server; with another password it is another one."""
        url = self._url()
        known = self._engines.get(read_only)
        if known is None or known[0] != url:
            opening = dialects.Opening(url, self._setup["seconds"], lambda: self.over)
            known = self._engines[read_only] = url, dialects.engine(opening, read_only)
        return known[1]

    def _url(self) -> sa.URL:
        """Its password is read anew each time: it may have been changed."""
        url = sa.make_url(self._setup["url"])
        url = url.set(drivername=DRIVERS[url.drivername])
        if file := self._setup["password_file"]:
            return url.set(password=Path(file).read_text("utf-8").strip("\r\n"))
        return url.set(password=self._setup["password"]) if self._setup["password"] else url
