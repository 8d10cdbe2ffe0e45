"""The data sources, seen from the engine: one worker process each, so that one that hangs holds up nobody else's.

A source that is away costs a caller its time limit at most: what waits for its turn waits within the same limit, and
beyond `queue` nobody waits."""

import os
import time
from collections.abc import Mapping
from typing import Any

import gevent

from ccengine.model.ids import Seconds
from ccengine.model.services import (
    DETAIL,
    Effect,
    LookupAnswer,
    LookupRequest,
    Outcome,
    StoreAnswer,
    StoreRequest,
)
from ccengine.model.sources import NotAllowed, SourceSettings, allowed, rights_of, table_of
from ccengine.workers.errand import errand
from ccengine.workers.errand import told as told_as
from ccengine.workers.frames import Message
from ccengine.workers.pool import Pool
from ccengine.workers.rowcache import RowCache
from ccengine.workers.settings import WorkerSettings

START: Seconds = 60.0  # for a worker to start, on a machine that has a lot to do


class Sources:
    """Methods block for the request's time and a grace at most, and never raise."""

    def __init__(self, sources: Mapping[str, SourceSettings], workers: WorkerSettings, zone: str = "") -> None:
        self.rights = rights_of(sources)
        self._sources = {name: Source(settings, workers, zone) for name, settings in sources.items()}

    def lookup(self, request: LookupRequest, fresh: bool = False) -> LookupAnswer:
        """`fresh`: not from memory."""
        try:
            rights = table_of(self.rights, request.source, request.table)
            allowed(request.fields, rights.read, "read")
            allowed((name.removeprefix("-") for name in request.order), rights.read, "read")
            allowed(request.where, rights.where, "where")
            if not request.where:
                raise NotAllowed("a lookup without a condition")
        except NotAllowed as why:
            return LookupAnswer(Outcome.REFUSED, detail=str(why))
        return self._sources[request.source].lookup(request, fresh)

    def store(self, request: StoreRequest) -> StoreAnswer:
        try:
            rights = table_of(self.rights, request.source, request.table)
            allowed(request.values, rights.write, "write")
            if request.effect is not Effect.ONCE and not rights.key:
                raise NotAllowed("the table keeps no key by which a repeat is known (settings: key)")
        except NotAllowed as why:
            return StoreAnswer(Outcome.REFUSED, detail=str(why))
        return self._sources[request.source].store(request)

    def test(self, name: str) -> Message:
        """`outcome`, `detail`, and of one that is there `server` and what was `found` to be wrong.  Raises KeyError."""
        return self._sources[name].ask({"do": "test"}, Effect.PURE, None)[0]

    def state(self) -> list[dict[str, Any]]:
        return [source.state() for source in self._sources.values()]

    def warm(self) -> None:
        """Start every source's worker and connect it, so that no caller waits for that."""
        gevent.joinall([gevent.spawn(source.warm) for source in self._sources.values()])

    def close(self) -> None:
        for source in self._sources.values():
            source.pool.close()

    def pids(self) -> list[int]:
        return [pid for source in self._sources.values() for pid in source.pool.pids]


class Source:
    def __init__(self, settings: SourceSettings, workers: WorkerSettings, zone: str) -> None:
        self._settings = settings
        self._cache = RowCache(settings.cache)
        self._asking = 0  # those that wait, and the one that is served
        self._last: Message = {}
        self.pool = Pool("source", 1, workers, {"source": _setup(settings, zone)})

    def lookup(self, request: LookupRequest, fresh: bool) -> LookupAnswer:
        most = self._settings.rows
        task = {
            "do": "lookup", "table": request.table, "fields": list(request.fields), "where": dict(request.where),
            "order": list(request.order), "limit": request.most or most + 1, "rows": max(request.most, most),
        }  # fmt: skip
        if request.most > max(most, 2):
            return LookupAnswer(
                Outcome.REFUSED, detail=f"{request.most} rows are wanted; at most {most} (settings: rows)"
            )
        if not fresh and (kept := self._cache.get(task, time.monotonic())) is not None:
            return kept
        answer, seconds = self.ask(task, Effect.PURE, request.timeout)
        outcome, rows = Outcome(answer["outcome"]), answer.get("rows", [])
        made = LookupAnswer(outcome, rows, answer["detail"][-DETAIL:], seconds)
        if outcome is Outcome.DONE:
            self._cache.put(task, made, answer.get("bytes", 0), time.monotonic())
        return made

    def store(self, request: StoreRequest) -> StoreAnswer:
        task = {"do": "store", "table": request.table, "values": dict(request.values), "key": request.key}
        answer, seconds = self.ask(task, request.effect, request.timeout)
        self._cache.forget(request.table)
        return StoreAnswer(Outcome(answer["outcome"]), answer.get("value"), answer["detail"][-DETAIL:], seconds)

    def ask(self, task: Mapping[str, Any], effect: Effect, timeout: Seconds | None) -> tuple[Message, Seconds]:
        if self._asking > self._settings.queue:
            return told_as(Outcome.BUSY, f"{self._settings.queue} requests wait for it (settings: queue)"), 0.0
        self._asking += 1
        try:
            longest = self._settings.timeout
            answer, seconds = errand(self.pool, task, min(timeout or longest, longest), effect)
        finally:
            self._asking -= 1
        if not self.pool.pids:  # it was killed
            gevent.spawn(self._start)
        self._last = {"outcome": answer["outcome"], "detail": answer["detail"], "seconds": seconds}
        return answer, seconds

    def warm(self) -> None:
        self._start()
        self.ask({"do": "test"}, Effect.PURE, None)

    def _start(self) -> None:
        """A worker, without anybody's task: one that starts slower than a request may take would be killed again and
        again."""
        errand(self.pool, {"do": "nothing"}, START, Effect.PURE)

    def state(self) -> dict[str, Any]:
        """Its last answer, and how many wait: for operators."""
        settings = self._settings
        return {
            "source": settings.name, "kind": settings.kind, "place": settings.place, "tables": sorted(settings.tables),
            "asking": self._asking, "cached": len(self._cache), "last": self._last.get("outcome", ""),
            "detail": self._last.get("detail", ""), "seconds": round(self._last.get("seconds", 0.0), 3),
        }  # fmt: skip


def _setup(settings: SourceSettings, zone: str) -> dict[str, Any]:
    """For the worker: by its socket, which nobody else reads."""
    return {
        "url": settings.url.reveal(),
        "password_file": settings.password_file,
        "password": os.environ.get(settings.password_env, "") if settings.password_env else "",
        "seconds": settings.timeout,
        "zone": zone,
        "tables": {name: rights.as_data() for name, rights in settings.tables.items()},
    }
