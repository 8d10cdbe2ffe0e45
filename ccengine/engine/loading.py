"""Flows go into force while calls are here: load, promote, roll back.

A load reads, checks and compiles in workers; the engine takes ready versions one by one, and then sets the ports, each
with one record.  Whatever goes wrong before that has changed nothing."""

import json
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import gevent
from gevent.lock import RLock

from ccengine.engine.book import Book
from ccengine.engine.changes import back, conflict, loaded, promoted
from ccengine.engine.compiler import CannotCompile, Compiled, Compiler
from ccengine.engine.control import Refused
from ccengine.engine.library import Library, Unavailable
from ccengine.flow.ports import Port
from ccengine.model.facts import FlowsTaken, PortSet
from ccengine.model.ids import VersionId, short
from ccengine.model.reader import did_you_mean
from ccengine.model.settings import Settings

log = logging.getLogger("ccengine.engine")


class Loader:
    """One change at a time; whoever comes second waits."""

    def __init__(
        self,
        book: Book,
        settings: Settings,
        compiler: Compiler,
        library: Library,
        post: Callable[[object], None],
        written: Callable[[object], None],
        music: frozenset[str] | None = None,
    ) -> None:
        """`music`: the switch's classes; None: not known."""
        self._book = book
        self._settings = settings
        self._music = music if music is None else sorted(music)
        self._compiler = compiler
        self._library = library
        self._post = post
        self._written = written
        self._lock = RLock()

    # -- at the start

    def taken_by_up(self, file: Path) -> list[object]:
        """What `up` made ready, as facts; nothing when it is in force already."""
        try:
            data = json.loads(file.read_text("utf-8"))
        except FileNotFoundError:
            return []
        if data["stamp"] == self._book.ports.taken:
            return []
        ports = [Port.from_data(each) for each in data["ports"]]
        sets = loaded(self._book.ports, ports, data["versions"], "up", data["by"], 1.0, whole=True)
        return [*sets, FlowsTaken(data["stamp"])]

    def warm(self) -> None:
        """Open what calls are in, and what they may enter; calls that come earlier wait for theirs.  Then the text of
        each port for the first snapshot."""
        known = [known.version for known in self._book if known.version]
        for version in dict.fromkeys([*known, *sorted(self._book.ports.live())]):
            try:
                self._library.get(version)
            except Unavailable as why:
                log.error("a version cannot be opened: %s", why)
            gevent.sleep(0)
        for state in list(self._book.ports.states.values()):
            state.prepare()
            gevent.sleep(0)

    # -- changes

    def load(self, port: str = "", share: float = 1.0, by: str = "", how: str = "load") -> dict[str, Any]:
        """What was changed, or all that is wrong (`found`) and nothing changed.  Raises Refused."""
        with self._lock:
            self._library.begin()
            queues = [str(queue) for queue in self._settings.queues]
            try:
                got = self._compiler.prepare(queues, self._music, self._settings.language, port, self._take_in)
            except (CannotCompile, Unavailable) as error:
                self._forget()
                raise Refused("not-loaded", f"the flows could not be compiled: {error}") from None
            if got.no_port is not None:
                raise no_such_port(port, got.no_port)
            if got.found:
                self._forget()
                return {"changed": [], "found": got.found, "more": got.more}
            sets = loaded(self._book.ports, got.ports, got.versions, how, by, share, whole=not port)
            changed = self._set(sets, whole=not port)
            return {"changed": changed, "apart": got.apart, "found": [], "more": 0, "versions": short_of(got)}

    def promote(self, port: str = "", by: str = "") -> dict[str, Any]:
        """The canary's version for all calls."""
        with self._lock:
            states = self._book.ports.states
            keys = [self._key(port)] if port else [key for key, state in states.items() if state.canary]
            sets = promoted(self._book.ports, keys, by)
            if not sets:
                raise Refused("no-canary", "no version is being tried" + (f" at port {port}" if port else ""))
            return {"changed": self._set(sets)}

    def rollback(self, port: str = "", by: str = "") -> dict[str, Any]:
        """Back to the version before: of this port, or of all that the last load changed."""
        with self._lock:
            keys = [self._key(port)] if port else self._book.ports.last_changed()
            sets = back(self._book.ports, keys, by, off=not port)
            if not sets:
                raise Refused("nothing-before", "there is no version before this one" + (f" at {port}" if port else ""))
            return {"changed": self._set(sets)}

    def _key(self, port: str) -> str:
        if (key := self._book.ports.find(port)) is None:
            raise no_such_port(port, self._book.ports.states)
        return key

    def _take_in(self, version: VersionId) -> None:
        """In slices: the loop turns between two versions."""
        self._library.get(version)
        gevent.sleep(0)

    def _set(self, sets: list[PortSet], whole: bool = False) -> list[dict[str, Any]]:
        """`whole`: all ports, of one file, which was checked."""
        if not whole and (found := conflict(self._book.ports, sets)) is not None:
            name, one, other = found
            self._forget()
            text = f"{name} would belong to the ports {one} and {other}: change both at once (without a port)"
            raise Refused("port-conflict", text)
        try:
            for version in {each.version for each in sets if each.version}:
                self._take_in(version)
        except Unavailable as error:
            raise Refused("version-lost", str(error)) from None
        for each in sets[:-1]:
            self._post(each)
        if sets:
            self._written(sets[-1])
        self._forget()
        for each in sets:
            log.info("port %s: %s version %s by %s", each.port, each.how, short(each.version), each.by or "nobody")
        return [_told(each) for each in sets]

    def _forget(self) -> None:
        self._library.keep(self._book.ports.live() | {known.version for known in self._book})


def _told(each: PortSet) -> dict[str, Any]:
    flow = json.loads(each.settings)["flow"] if each.version else ""
    return {"port": each.port, "flow": flow, "version": each.version, "how": each.how, "share": each.share}


def short_of(got: Compiled) -> dict[str, str]:
    return {flow: short(version) for flow, version in got.versions.items()}


def no_such_port(port: str, known: Iterable[str]) -> Refused:
    names = list(known)
    hint = did_you_mean(port, names) or ("the ports are: " + ", ".join(names[:20]) if names else "there are none")
    return Refused("no-such-port", f"there is no port {port[:80]!r}; {hint}")
