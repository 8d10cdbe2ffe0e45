"""Which recordings are due, and what became of them.

A recording is due when its talk is over (the books say so); its length, or why there is no file yet, goes back into
the books.  What cannot be done now is tried again with growing pauses; nothing else waits for it."""

import asyncio
import logging
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import select, update

from ccengine.office.problems import Problem
from ccengine.office.recording_files import SETTLED, BadPath, NotYet, files_of, finish, orphans
from ccengine.office.schema import Recording
from ccengine.office.threads import Worker, reason
from ccengine.office.words import RecordingState

log = logging.getLogger("ccengine.office")
alarm = logging.getLogger("ccengine.alarm")

DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds."""

    settled: float = SETTLED
    look: float = 2.0  # between two looks at what is due
    first: float = 5.0  # before a second try; doubled each time
    longest: float = 300.0
    missing: float = 60.0  # a file that is not there after so long never will be
    database: float = 30.0


@dataclass(slots=True)
class Try:
    since: float
    next: float
    wait: float


class Recordings:
    def __init__(self, root: Path, worker: Worker, patience: Patience = Patience()) -> None:
        self._root = root
        self._worker = worker
        self._patience = patience
        self._tries: dict[int, Try] = {}
        self.due = 0
        self.problem: Problem | None = None

    async def run(self) -> None:
        """Until cancelled."""
        swept = False
        while True:
            try:
                if not swept:
                    await self._sweep()
                    swept = True
                await self._round()
            except Exception as error:  # the database is away: the tail tells so
                log.debug("recordings wait: %s", reason(error))
            await asyncio.sleep(self._patience.look)

    async def _round(self) -> None:
        due = await self._worker.run(self._list, self._patience.database)
        self.due = len(due)
        self._tries = {n: tried for n, tried in self._tries.items() if n in dict(due)}
        for n, path in due:
            now = time.monotonic()
            tried = self._tries.setdefault(n, Try(now, now, self._patience.first))
            if now >= tried.next:
                await self._try(n, path, tried)
        if not due:
            self.problem = None

    def _list(self) -> list[tuple[int, str]]:
        with self._worker.database.reading() as session:
            rows = session.execute(
                select(Recording.n, Recording.path)
                .where(Recording.state == RecordingState.DUE)
                .order_by(Recording.n)
                .limit(200)
            )
            return [(n, path) for n, path in rows]

    async def _try(self, n: int, path: str, tried: Try) -> None:
        patience = self._patience
        try:
            files = files_of(self._root, path)
            length = await asyncio.to_thread(finish, files, patience.settled)
        except NotYet as why:
            tried.next = time.monotonic() + patience.look
            if time.monotonic() - tried.since >= patience.missing:
                await self._note(n, RecordingState.FAILED, problem=str(why))
        except (BadPath, ValueError) as error:
            log.error("recording %d: %s", n, error)
            await self._note(n, RecordingState.FAILED, problem=str(error))
        except OSError as error:
            await self._postpone(n, tried, files.wav, error)
        else:
            await self._note(n, RecordingState.READY, length)
            if self.problem is not None:
                alarm.warning("recordings can be written again: %s", files.wav)
            self.problem = None

    async def _postpone(self, n: int, tried: Try, wav: Path, error: OSError) -> None:
        text = f"recording {wav} cannot be written: {error.strerror or error}"
        problem = Problem("recordings", text, "free space there, or make the folder writable; it is tried again")
        if self.problem is None:
            alarm.error("%s; %s", problem.text, problem.remedy)
        self.problem = problem
        tried.next = time.monotonic() + tried.wait
        tried.wait = min(2 * tried.wait, self._patience.longest)
        await self._note(n, RecordingState.DUE, problem=text)

    async def _note(self, n: int, state: RecordingState, length: float | None = None, problem: str = "") -> None:
        def write() -> None:
            with self._worker.database.writing() as session:
                values = {"state": state.value, "seconds": length, "problem": problem}
                session.execute(update(Recording).where(Recording.n == n).values(values))

        await self._worker.run(write, self._patience.database)

    async def _sweep(self) -> None:
        """Raw files of long ago that the books do not know (a database of its own was lost): made into WAVs too."""
        for path in await asyncio.to_thread(orphans, self._root, DAY):
            if await self._worker.run(partial(self._known, path), self._patience.database):
                continue
            try:
                await asyncio.to_thread(finish, files_of(self._root, path))
                log.info("recording %s, which no record names, is finished", path)
            except (BadPath, NotYet, ValueError, OSError) as error:
                log.warning("recording %s, which no record names: %s", path, error)

    def _known(self, path: str) -> bool:
        with self._worker.database.reading() as session:
            return session.scalar(select(Recording.n).where(Recording.path == path).limit(1)) is not None
