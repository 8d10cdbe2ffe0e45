"""The versions that calls are in, or may enter, in memory.

A version is some thousand objects, and a full collection of garbage walks over all that live: 300 ms for 220 flows of
60 nodes, with the loop held.  So what was taken in is frozen (gc.freeze): versions have no cycles, and go when nobody
holds them."""

import gc
from collections.abc import Callable, Set
from pathlib import Path
from typing import cast

import gevent
from gevent.event import AsyncResult

from ccengine.model.ids import VersionId, short
from ccengine.workers.versions import ready
from ccengine.workers.versions.ready import Ready


class Unavailable(Exception):
    """This version cannot be had; the text says why."""


class Library:
    """`make_ready` has a worker prepare a version that was loaded before, and raises Unavailable."""

    def __init__(self, root: Path, make_ready: Callable[[VersionId], None]) -> None:
        self._root = root
        self._make_ready = make_ready
        self._open: dict[VersionId, AsyncResult[Ready]] = {}

    def get(self, version: VersionId) -> Ready:
        """At once when it is in memory, else when a worker has made it ready.  Raises Unavailable."""
        known = self._open.get(version)
        if known is not None:
            return cast(Ready, known.get())
        result = self._open[version] = AsyncResult()
        try:
            result.set(self._read(version))
        except BaseException as error:
            del self._open[version]
            why = error if isinstance(error, Unavailable) else Unavailable(f"{error!r}")
            result.set_exception(why)
            if isinstance(error, Exception):  # whoever asks is told by Unavailable alone; GreenletExit goes through
                raise why from error
            raise
        return cast(Ready, result.get())

    def known(self, version: VersionId) -> Ready | None:
        """When it is in memory."""
        result = self._open.get(version)
        return cast(Ready, result.get()) if result is not None and result.ready() and result.successful() else None

    def _read(self, version: VersionId) -> Ready:
        if (found := take_in(self._root, version)) is None:
            self._make_ready(version)
            found = take_in(self._root, version)
        if found is None:
            raise Unavailable(f"version {short(version)} is not there")
        return found

    def begin(self) -> None:
        """Before many are taken in: garbage that is there now must not be frozen with them."""
        gc.collect()

    def keep(self, wanted: Set[VersionId]) -> None:
        """Forget the others, in slices.  Calls that are in one hold it themselves."""
        for version in [each for each, result in self._open.items() if each not in wanted and result.ready()]:
            self._open.pop(version, None)
            gevent.sleep(0)

    def __len__(self) -> int:
        return len(self._open)


def take_in(root: Path, version: VersionId) -> Ready | None:
    """One slice of work: 5 ms for 60 nodes."""
    gc.disable()
    try:
        return ready.read(root, version)
    finally:
        gc.freeze()
        gc.enable()
