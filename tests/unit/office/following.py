"""A bookkeeper at work on a real journal, for tests that wait for what it does."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

from ccengine.journal import Writer
from ccengine.office.database import Database, parse_url
from ccengine.office.problems import Problem
from ccengine.office.records import Position
from ccengine.office.tail import VOCABULARY, Bookkeeper, Pace
from ccengine.office.threads import Worker
from ccengine.wire.journal import Record

QUICK = Pace(poll=0.02, first=0.02, longest=0.1, batch=2.0)


def write(folder: Path, *bodies: object, t: float = 1000.0) -> int:
    """Append them as the engine does; the number of the last."""
    writer = Writer(folder, VOCABULARY, lambda job: job())
    for body in bodies:
        writer.append(t + writer.n + 1, body)
    writer.flush()
    writer.close()
    return writer.n


def write_records(folder: Path, records: Iterable[Record]) -> None:
    """With the times that they have; the journal numbers them."""
    writer = Writer(folder, VOCABULARY, lambda job: job())
    for record in records:
        writer.append(record.t, record.body)
    writer.flush()
    writer.close()


class Following:
    def __init__(self, folder: Path, url: str, pace: Pace = QUICK) -> None:
        self.booked: list[int] = []  # after each batch: the last record's number
        self.worker = Worker(Database(parse_url(url)), "books")
        self.keeper = Bookkeeper(folder, self.worker, self._booked, pace)
        self._news = asyncio.Event()
        self.task: asyncio.Task[None]

    def _booked(self, position: Position) -> None:
        self.booked.append(position.n)
        self._news.set()

    async def until(self, n: int) -> None:
        """Booked up to record `n`."""
        await self.see(lambda: self.keeper.position.n >= n)

    async def ended(self) -> None:
        """The keeper ended by itself."""
        await self.task

    async def problem(self) -> Problem:
        await self.see(lambda: self.keeper.problem)
        assert self.keeper.problem is not None
        return self.keeper.problem

    async def see(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(60):  # a test that hangs says where
            while not holds():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.02)
                self._news.clear()


@contextlib.asynccontextmanager
async def following(folder: Path, url: str, pace: Pace = QUICK) -> AsyncIterator[Following]:
    one = Following(folder, url, pace)
    one.task = task = asyncio.create_task(one.keeper.run())
    try:
        yield one
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.to_thread(one.worker.close)
