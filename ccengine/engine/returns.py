"""Who waits in a queue is taken up again after a death of the engine, and who came meanwhile: one after the other."""

import time

from gevent.event import Event as Wake

from ccengine.model.ids import CallId, Seconds

RATE = 100.0
"""Callers a second.  With it 1 time on record was off of 9 410, without it 7 of 8 875 (docs/performance.md)."""


class Returns:
    """The switch asks for all sessions at once.  Who waits hears his music meanwhile, and is in no hurry until somebody
    has to tell him something: two hundred at once left no core to those who were just being answered."""

    def __init__(self, rate: float = RATE) -> None:
        self._apart: Seconds = 1 / rate
        self._next: Seconds = 0.0
        self._here: dict[CallId, Wake] = {}

    def wait(self, call: CallId) -> None:
        """Until it is this call's turn, or somebody hurries it."""
        now = time.monotonic()
        self._next = max(now, self._next + self._apart)
        if self._next <= now:
            return
        self._here[call] = hurried = Wake()
        hurried.wait(self._next - now)
        if self._here.get(call) is hurried:  # else it has called again meanwhile
            del self._here[call]

    def hurry(self, call: CallId) -> None:
        """It is taken up now, if it waits for that."""
        if (hurried := self._here.get(call)) is not None:
            hurried.set()
