"""The engine's side of the workers that check and compile flows (workers/child/compile.py)."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gevent

from ccengine.engine.library import Unavailable
from ccengine.flow.ports import Port
from ccengine.model.ids import Seconds, VersionId
from ccengine.model.sources import Rights, rights_as_data
from ccengine.workers.frames import Message
from ccengine.workers.pool import NoWorker, Pool
from ccengine.workers.process import Late, Lost
from ccengine.workers.settings import WorkerSettings

LIMIT: Seconds = 120.0  # for one load
WORKERS = 2
ALONE = 40  # files of flows that one worker reads alone: sharing pays above


class CannotCompile(Exception):
    """No worker, or it ended; the text says why."""


@dataclass(slots=True)
class Compiled:
    ports: list[Port] = field(default_factory=list)
    versions: dict[str, VersionId] = field(default_factory=dict)  # by flow
    apart: list[str] = field(default_factory=list)  # flows that no port leads to: neither checked nor compiled
    found: list[Mapping[str, Any]] = field(default_factory=list)  # what is wrong; then nothing else counts
    more: int = 0  # that are not told
    no_port: list[str] | None = None  # the port that was wanted is none of these


class Compiler:
    def __init__(self, home: Path, settings: WorkerSettings | None = None, sources: Rights | None = None) -> None:
        """`sources`: what flows may ask of databases."""
        self._home = home
        self._sources = rights_as_data(sources or {})
        self._pool = Pool("compile", WORKERS, settings or WorkerSettings())

    def close(self) -> None:
        self._pool.close()

    def pids(self) -> list[int]:
        return self._pool.pids

    def prepare(
        self,
        queues: list[str],
        music: list[str] | None,
        tongue: str,
        port: str,
        taken: Callable[[VersionId], None],
    ) -> Compiled:
        """`music`: its classes, None when they are not known.  `taken` is told of each version as it gets ready, in a
        greenlet of its own.  Raises CannotCompile, and what `taken` raises."""
        files = sum(1 for _ in (self._home / "flows").glob("*.yaml"))
        shards = 1 if port or files <= ALONE else WORKERS
        task = {
            "do": "prepare", "queues": queues, "music": music, "tongue": tongue, "port": port, "sources": self._sources,
        }  # fmt: skip
        work = [gevent.spawn(self._ask, {**task, "shard": [n, shards]}, n, taken) for n in range(shards)]
        try:
            answers = [each.get() for each in work]
        finally:
            gevent.killall(work)
        return _together(answers)

    def make_ready(self, version: VersionId) -> None:
        """Raises Unavailable."""
        try:
            answer = self._ask({"do": "open", "version": version}, 0, lambda _version: None)
        except CannotCompile as error:
            raise Unavailable(str(error)) from None
        if "failed" in answer:
            raise Unavailable(answer["failed"])

    def look(self) -> str:
        """A fingerprint of all files that a load reads.  Raises CannotCompile."""
        answer = self._ask({"do": "look"}, 0, lambda _version: None)
        return str(answer.get("look", ""))

    def _ask(self, task: Mapping[str, Any], part: int, taken: Callable[[VersionId], None]) -> Message:
        """The part of the flows that a worker has read before goes to the same worker again."""
        until = time.monotonic() + LIMIT
        try:
            with self._pool.lease(until, str(part)) as worker:
                worker.folder = str(part)
                worker.begin({**task, "home": str(self._home)})
                while "answer" not in (message := worker.hear(until)):
                    taken(message["version"])
                answer: Message = message["answer"]
                return answer
        except (Lost, Late, NoWorker) as error:
            raise CannotCompile(str(error) or f"not over within {LIMIT:g} s") from None


def _together(answers: list[Message]) -> Compiled:
    whole = Compiled()
    apart: list[set[str]] = []
    for answer in answers:
        if "failed" in answer:
            raise CannotCompile(answer["failed"])
        if "no_port" in answer:
            return Compiled(no_port=answer["no_port"])
        whole.found += [each for each in answer.get("found", []) if each not in whole.found]
        whole.more += answer.get("more", 0)
        whole.ports += [Port.from_data(each) for each in answer.get("ports", [])]  # of one of them
        whole.versions |= answer.get("versions", {})
        apart.append(set(answer.get("apart", [])))
    whole.apart = sorted(set.intersection(*apart))
    whole.found.sort(key=lambda each: (each["file"], each["line"], each["column"], each["rule"]))
    return whole
