"""The workers of one kind: started when they are needed, one task each, replaced when they were killed."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from gevent.lock import BoundedSemaphore

from ccengine.model.ids import Seconds
from ccengine.workers.process import Worker
from ccengine.workers.settings import WorkerSettings


class NoWorker(Exception):
    """None became free within the time, or no process can be started: the text says which."""


class Pool:
    def __init__(self, kind: str, size: int, settings: WorkerSettings, more: Mapping[str, Any] | None = None) -> None:
        """`more`: what its workers are told besides the settings."""
        self._kind = kind
        self._more = more or {}
        self.grace = settings.grace
        self._settings = settings
        self._free = BoundedSemaphore(size)
        self._idle: list[Worker] = []
        self._working: set[Worker] = set()
        self._closed = False

    @property
    def pids(self) -> list[int]:
        return [worker.pid for worker in (*self._idle, *self._working)]

    def warm(self) -> None:
        """One worker, ready.  Raises OSError."""
        if not (self._idle or self._working or self._closed):
            self._idle.append(Worker(self._kind, self._settings, self._more))

    @contextmanager
    def lease(self, until: Seconds, folder: str = "") -> Iterator[Worker]:
        """A worker for one task, `until` by the monotonic clock; rather one whose runner serves `folder` already.  One
        that is still at its task when the lease ends is killed.  Raises NoWorker."""
        if not self._free.acquire(timeout=max(0.0, until - time.monotonic())):
            raise NoWorker(f"all {self._kind} workers are at work (settings: workers)")
        try:
            worker = self._get(folder)
            self._working.add(worker)
            try:
                yield worker
            finally:
                self._working.discard(worker)
                self._put_back(worker)
        finally:
            self._free.release()

    def _get(self, folder: str) -> Worker:
        if self._closed:
            raise NoWorker("the engine stops")
        while self._idle:
            same = next((worker for worker in reversed(self._idle) if worker.folder == folder), self._idle[-1])
            self._idle.remove(same)
            if same.alive:
                return same
            same.end()
        try:
            return Worker(self._kind, self._settings, self._more)
        except OSError as error:
            raise NoWorker(f"no process for a {self._kind} worker: {error}") from error

    def _put_back(self, worker: Worker) -> None:
        if worker.busy or self._closed:
            worker.end()
        else:
            self._idle.append(worker)

    def close(self) -> None:
        """End all of them; whoever waits for an answer finds its worker lost."""
        self._closed = True
        for worker in (*self._idle, *self._working):
            worker.end()
        self._idle.clear()
