"""Database work in threads, each piece with an end.

A piece that is still at it when its time is over has its statements cut (a network that swallows everything answers
no statement time-out), and is awaited: no two pieces of a single worker ever run together."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ccengine.office.database import Database

T = TypeVar("T")
log = logging.getLogger("ccengine.office")


class DatabaseAway(Exception):
    """The database cannot be had now; the text says why, for people."""


class Worker:
    def __init__(self, database: Database, name: str, threads: int = 1) -> None:
        self.database = database
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def run(self, work: Callable[[], T], limit: float) -> T:
        """What `work` returns or raises.  `limit` in seconds."""
        task = asyncio.get_running_loop().run_in_executor(self._pool, work)
        task.add_done_callback(_retrieved)  # who asked may be gone by then: at the office's end its statements are cut
        cut = False
        while True:
            try:
                return await asyncio.wait_for(asyncio.shield(task), limit)
            except TimeoutError:
                if task.done():
                    raise
                log.warning("database work is not done after %g s; its statements are cut", limit)
                self.database.abort()
                limit, cut = 5.0, True
            except Exception as error:
                if cut:
                    raise DatabaseAway(f"no answer from {self.database.shown} in time") from error
                raise

    def close(self) -> None:
        self.database.abort()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self.database.close()


def _retrieved(task: asyncio.Future[T]) -> None:
    if not task.cancelled():
        task.exception()


def reason(error: BaseException) -> str:
    """One line of why a database cannot be had.  SQLAlchemy's own text adds the statement and a link."""
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().partition("\n")[0] or type(cause).__name__
