"""The engine looks into itself when an operator asks: objects, greenlets, descriptors, memory, tables."""

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import asdict
from typing import Any

import gevent
from gevent.lock import BoundedSemaphore

from ccengine.engine.control import Args, Refused
from ccengine.inside import look

ENDED = "(ended)"
"""The kind of greenlets that are over and that somebody keeps."""


class Insight:
    """`root`: where the tables begin.  Unlike the other verbs of the control socket this one spans many turns, so its
    parts are not of one moment."""

    def __init__(self, root: object, greenlets: Callable[[], Collection[Any]]) -> None:
        self._root = root
        self._greenlets = greenlets
        self._turn = BoundedSemaphore(1)

    def verb(self, args: Args) -> dict[str, Any]:
        if not self._turn.acquire(blocking=False):
            raise Refused("busy", "somebody looks inside already; ask again in a moment")
        try:
            looking = look(self._root, args.get("collect") is True)
            while True:
                try:
                    next(looking)
                except StopIteration as over:
                    return {**asdict(over.value), "greenlets": by_kind(list(self._greenlets()))}
                gevent.sleep(0)
        finally:
            self._turn.release()


def by_kind(greenlets: Collection[Any]) -> dict[str, int]:
    """By the first word of the name, or by the function that runs: never by call, which would be a kind each."""
    return dict(Counter(ENDED if each.dead else _kind(each) for each in greenlets))


def _kind(greenlet: Any) -> str:
    name = str(greenlet.name)
    if not re.fullmatch(r"Greenlet-\d+", name):  # which is what nobody has named
        return re.split(r"[ :-]", name)[0]
    run = getattr(greenlet, "_run", None)
    return str(getattr(run, "__qualname__", None) or type(greenlet).__name__)
