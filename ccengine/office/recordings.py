"""Which recordings are due, and what became of them.

A recording is due when its talk is over (the books say so); its length, or why there is no file yet, goes back into
the books.  What cannot be done now is tried again with growing pauses; nothing else waits for it."""

import asyncio
import logging
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import bindparam, select, update

from ccengine.office.problems import Problem
from ccengine.office.recording_files import SETTLED, BadPath, NotYet, files_of, finish, orphans
from ccengine.office.schema import Recording
from ccengine.office.threads import Worker, reason
from ccengine.office.words import RecordingState

log = logging.getLogger("ccengine.office")
alarm = logging.getLogger("ccengine.alarm")

DAY = 86400.0
TOGETHER = 20
"""Recordings that are made before the books are told of them, in one transaction."""

_RECORDINGS = Recording.metadata.tables[Recording.__tablename__]
_NOTE = (
    update(_RECORDINGS)
    .where(_RECORDINGS.c.n == bindparam("of"))
    .values({name: bindparam(name) for name in ("state", "seconds", "problem")})
)


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
        self._noted: list[dict[str, object]] = []
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
        paths = dict(due)
        self._tries = {n: tried for n, tried in self._tries.items() if n in paths}
        for at in range(0, len(due), TOGETHER):
            await self._some(due[at : at + TOGETHER])
        if not due:
            self.problem = None

    async def _some(self, due: list[tuple[int, str]]) -> None:
        """What became of them goes into the books together: what a crash, or a database that is away, takes of that is
        found again by the next round."""
        for n, path in due:
            now = time.monotonic()
            tried = self._tries.setdefault(n, Try(now, now, self._patience.first))
            if now >= tried.next:
                await self._try(n, path, tried)
        noted, self._noted = self._noted, []
        if noted:
            await self._worker.run(partial(self._write, noted), self._patience.database)

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
                self._note(n, RecordingState.FAILED, problem=str(why))
        except (BadPath, ValueError) as error:
            log.error("recording %d: %s", n, error)
            self._note(n, RecordingState.FAILED, problem=str(error))
        except OSError as error:
            self._postpone(n, tried, files.wav, error)
        else:
            self._note(n, RecordingState.READY, length)
            if self.problem is not None:
                alarm.warning("recordings can be written again: %s", files.wav)
            self.problem = None

    def _postpone(self, n: int, tried: Try, wav: Path, error: OSError) -> None:
        text = f"recording {wav} cannot be written: {error.strerror or error}"
        problem = Problem("recordings", text, "free space there, or make the folder writable; it is tried again")
        if self.problem is None:
            alarm.error("%s; %s", problem.text, problem.remedy)
        self.problem = problem
        tried.next = time.monotonic() + tried.wait
        tried.wait = min(2 * tried.wait, self._patience.longest)
        self._note(n, RecordingState.DUE, problem=text)

    def _note(self, n: int, state: RecordingState, length: float | None = None, problem: str = "") -> None:
        self._noted.append({"of": n, "state": state.value, "seconds": length, "problem": problem})

    def _write(self, noted: list[dict[str, object]]) -> None:
        with self._worker.database.writing() as session:
            session.connection().execute(_NOTE, noted)

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
