"""Checks and compiles flows for the engine, which must not be held by it: see workers/versions.

It runs nobody's code, and yields the processor to those who talk with callers."""

from pathlib import Path
from typing import Any

from ccengine.flow.versions import NotAVersion
from ccengine.model.diagnostics import BadInput, Diagnostic
from ccengine.model.home import Home
from ccengine.model.ids import VersionId
from ccengine.model.sources import rights_from_data
from ccengine.scheduling import give_way
from ccengine.workers.child.channel import Channel
from ccengine.workers.frames import Message
from ccengine.workers.versions import ready
from ccengine.workers.versions.store import Changed, Store
from ccengine.workers.versions.workshop import NoSuchPort, Wanted, Workshop

NICE = 10
MOST = 1000  # diagnostics that are told


class Compiler:
    """One worker process serves one home, and remembers what it has read."""

    def __init__(self) -> None:
        give_way(NICE)
        self._workshops: dict[str, Workshop] = {}

    def __call__(self, task: Message, engine: Channel) -> Message:
        try:
            match task["do"]:
                case "prepare":
                    return self._prepare(task, engine)
                case "open":
                    ready.open_again(Store(Home(Path(task["home"])).versions), VersionId(task["version"]))
                    return {}
                case "look":
                    return {"look": self._workshop(task).fingerprint()}
                case other:
                    return {"failed": f"unknown task {other!r}"}
        except (NotAVersion, Changed, OSError) as error:
            return {"failed": str(error)}

    def _workshop(self, task: Message) -> Workshop:
        home = task["home"]
        if home not in self._workshops:
            self._workshops[home] = Workshop(Home(Path(home)))
        return self._workshops[home]

    def _prepare(self, task: Message, engine: Channel) -> Message:
        workshop = self._workshop(task)
        mine, of = task["shard"]
        music = None if task["music"] is None else frozenset(task["music"])
        sources = rights_from_data(task["sources"])
        wanted = Wanted(frozenset(task["queues"]), task["tongue"], task["port"], (mine, of), music, sources)

        def done(flow: str, version: VersionId) -> None:
            engine.write({"flow": flow, "version": version})

        try:
            prepared = workshop.prepare(wanted, done)
        except BadInput as bad:
            return {"found": [told(each) for each in bad.found[:MOST]], "more": max(0, len(bad.found) - MOST)}
        except NoSuchPort as error:
            return {"no_port": error.known}
        ports = [port.as_data() for port in prepared.ports] if mine == 0 else []  # once is enough
        return {"ports": ports, "versions": prepared.versions, "apart": prepared.apart}


def told(found: Diagnostic) -> dict[str, Any]:
    """For a frame, and for who asked."""
    at, other = found.at, found.other
    return {
        "file": at.file, "line": at.line, "column": at.column,
        "text": found.text, "rule": found.rule, "remedy": found.remedy,
        "other": [other.file, other.line, other.column] if other else None,
    }  # fmt: skip
