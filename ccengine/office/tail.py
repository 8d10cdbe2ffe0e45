"""Follows the journal and books what it tells.  When the database is away it waits, tells so once, and catches up."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ccengine.acd.commands import COMMANDS
from ccengine.acd.dial.commands import DIAL_COMMANDS
from ccengine.acd.dial.events import DIAL_EVENTS
from ccengine.acd.events import EVENTS
from ccengine.journal import Tail
from ccengine.model.facts import BOOK
from ccengine.office.database import away
from ccengine.office.problems import Problem
from ccengine.office.records import Books, Found, Moved, Position, position
from ccengine.office.threads import DatabaseAway, Worker, reason
from ccengine.wire.journal import Record, Vocabulary

log = logging.getLogger("ccengine.office")
alarm = logging.getLogger("ccengine.alarm")

VOCABULARY = Vocabulary((*BOOK, *EVENTS, *COMMANDS, *DIAL_EVENTS, *DIAL_COMMANDS))


@dataclass(frozen=True, slots=True)
class Pace:
    """Times in seconds."""

    poll: float = 0.2  # between two looks at a journal that had little that was new
    many: int = 500  # records: it has more to catch up with.  Ten at a time cost five times as much for each
    most: int = 500  # of one batch: memory that a larger one takes once stays with the process
    first: float = 0.5  # wait after the first failure; doubled each time
    longest: float = 15.0
    batch: float = 60.0  # one batch in the database
    migration: float = 900.0


class WrongJournal(Exception):
    """The books were written from another journal than this one."""


class Bookkeeper:
    """`booked` is called after every batch, with the position."""

    def __init__(
        self,
        journal: Path,
        worker: Worker,
        booked: Callable[[Position], None] = lambda position: None,
        pace: Pace = Pace(),
    ) -> None:
        self._journal = journal
        self._worker = worker
        self._booked = booked
        self._pace = pace
        self._wait = pace.first
        self._closing = asyncio.Event()
        self._pending: list[Found] = []
        self.position = Position()
        self.ready = False  # the tables are there and the position is known
        self.tried = asyncio.Event()  # it is known whether they are, or why not
        self.problem: Problem | None = None

    @property
    def shown(self) -> str:
        """The database's URL, without the password."""
        return self._worker.database.shown

    @property
    def oldest(self) -> float | None:
        """Time of the oldest record that was read and is not booked yet."""
        return next((each.t for each in self._pending if isinstance(each, Record)), None)

    async def run(self) -> None:
        """Until cancelled, or closed: then what the journal has is booked first, if the database is there."""
        while not self._closing.is_set():
            try:
                await self._follow()
            except Exception as error:
                self._failed(error)
                await self._pause(self._wait)
                self._wait = min(2 * self._wait, self._pace.longest)

    def close(self) -> None:
        """The engine has stopped: book its last records and end."""
        self._closing.set()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)

    async def _follow(self) -> None:
        database = self._worker.database
        await self._worker.run(database.migrate, self._pace.migration)
        self.position = await self._worker.run(lambda: position(database), self._pace.batch)
        self.ready, self._pending = True, []
        self.tried.set()
        # From the last booked record on, which must be the same: journal and books belong together.
        tail = Tail(self._journal, VOCABULARY, max(0, self.position.n - 1))
        books = Books(database)
        begun = self.position.n == 0
        while True:
            last = self._closing.is_set()
            found = await asyncio.to_thread(tail.poll_all)
            if not begun:
                begun, found = self._continued(found)
            if found:
                await self._book(books, found)
            else:
                self._well()
                if last:
                    return
            if len(found) < self._pace.many:
                await self._pause(self._pace.poll)

    async def _book(self, books: Books, found: list[Found]) -> None:
        for at in range(0, len(found), self._pace.most):
            self._pending = found[at:]
            apply = partial(books.apply, self._pending[: self._pace.most], self.position)
            self.position = await self._worker.run(apply, self._pace.batch)
            self._booked(self.position)
        self._pending = []
        self._well()

    def _continued(self, found: list[Found]) -> tuple[bool, list[Found]]:
        """Whether the last booked record was passed, and what follows it."""
        if not found:
            raise WrongJournal(f"the database has record {self.position.n}, {self._journal} ends before it")
        first = next(((i, each) for i, each in enumerate(found) if isinstance(each, Record)), None)
        if first is None:
            return False, []  # damage before that record: booked long ago
        index, record = first
        if record.n != self.position.n:
            return True, found
        if record.t != self.position.at:
            raise WrongJournal(
                f"record {record.n} of {self._journal} is of {record.t:.3f}, "
                f"the one that the database has under this number is of {self.position.at:.3f}"
            )
        return True, found[index + 1 :]

    def _well(self) -> None:
        if self.problem is not None:
            alarm.warning("the books are written again, from record %d", self.position.n)
        self.problem, self._wait = None, self._pace.first

    def _failed(self, error: Exception) -> None:
        self.ready = False
        problem = self._explained(error)
        if self.problem is None or self.problem.code != problem.code:
            alarm.error("%s; %s", problem.text, problem.remedy)
            if problem.code == "books-fault":
                log.error("the books cannot be written", exc_info=error)
        self.problem = problem
        self.tried.set()

    def _explained(self, error: Exception) -> Problem:
        database = self._worker.database
        if isinstance(error, WrongJournal | Moved):
            return Problem("wrong-journal", str(error), "give this home a database of its own (setting `database`)")
        if isinstance(error, DatabaseAway) or away(error):
            return Problem(
                "database-away",
                f"database {database.shown}: {reason(error)}",
                "calls go on, records follow when it is back: check that it runs, may be written and has space",
            )
        return Problem("books-fault", f"the books cannot be written: {reason(error)}", "see the office's log")
