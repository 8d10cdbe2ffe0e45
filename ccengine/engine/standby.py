"""An engine that stands by: it imports what it needs and waits for a word on its stdin
(docs/decisions/0219-a-spare-engine.md).

Plain Python, and nothing of the engine: this comes first."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

SPARE = "--spare"
"""The option of such a process.  Until it is told to begin, its role is "spare"."""

WORD = b"go\n"
BETWEEN = 0.005  # seconds between two modules of some six hundred, as long as nobody waits for it


class _Slow:
    """A finder that finds nothing, and takes its time."""

    def __init__(self, select: Callable[..., tuple[list[int], ...]]) -> None:
        self._select = select

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if self._select([0], [], [], BETWEEN)[0] and self in sys.meta_path:
            sys.meta_path.remove(self)


def import_slowly(select: Callable[..., tuple[list[int], ...]]) -> None:
    """In the process itself: leave the cores to calls between two modules, until the word comes.  `select`: that of the
    system, not gevent's."""
    sys.meta_path.insert(0, _Slow(select))


def stand_by(role: str) -> bool:
    """In the process itself, when its imports are done: wait for the word.  False: there is nobody left to say it."""
    told = os.read(0, len(WORD)) == WORD
    if told:
        Path("/proc/self/comm").write_text(role)  # by which it is known from now on
    return told
