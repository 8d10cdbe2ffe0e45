"""How late the loop is, and who made it late.

Lateness is measured by a beat: a greenlet that wants to wake every `BEAT` seconds notes how much later it does.  The
cause comes from greenlet's own trace hook, which sees every switch: the greenlet that kept the loop longest.  Whether
that one worked, waited for a core that others had, or for a disk is told by the kernel (schedstat)."""

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import gevent
import greenlet

from ccengine.model.lateness import Histogram

log = logging.getLogger("ccengine.engine")

BEAT = 0.05  # each costs 0.2 ms of CPU time on a machine that does nothing else
WARN = 0.2
NOTABLE = 0.001
"""Seconds: who held the loop for less is not asked for his name."""


class Spent:
    """Of this thread's time: what it ran, and what it could have run but waited for a core."""

    def __init__(self) -> None:
        try:
            self._file = os.open(f"/proc/self/task/{threading.get_native_id()}/schedstat", os.O_RDONLY)
        except OSError:  # a kernel without
            self._file = -1
        self._last = self._read()

    def _read(self) -> tuple[float, float]:
        """Seconds so far."""
        if self._file < 0:
            return 0.0, 0.0
        ran, waited, _ = os.pread(self._file, 100, 0).split()
        return int(ran) / 1e9, int(waited) / 1e9

    def since(self) -> tuple[float, float]:
        """Seconds since this was asked last."""
        (ran, waited), last = self._read(), self._last
        self._last = ran, waited
        return ran - last[0], waited - last[1]


class Lateness(Histogram):
    """A histogram of the loop's lateness in seconds, with the cause of the longest.

    `doing`: what a greenlet of this name does at the moment, when it can tell."""

    def __init__(self, doing: Mapping[str, Callable[[], str]] = {}) -> None:
        super().__init__()
        self._doing = doing
        self._longest = NOTABLE
        self._longest_cause = ""
        self._switched = time.perf_counter()
        self._running: object = None

    def install(self) -> None:
        greenlet.settrace(self._trace)

    def _trace(self, event: str, args: tuple[Any, Any]) -> None:
        now = time.perf_counter()
        origin, self._running = args
        held = now - self._switched
        self._switched = now
        if held > self._longest and not isinstance(origin, gevent.hub.Hub):
            self._longest = held
            name = str(getattr(origin, "name", None) or type(origin).__name__)
            doing = self._doing[name]() if name in self._doing else ""
            self._longest_cause = f"{name}: {doing}" if doing else name

    def beat_forever(self) -> None:
        spent = Spent()
        while True:
            due = time.perf_counter() + BEAT
            gevent.sleep(BEAT)
            self.note(time.perf_counter() - due, *spent.since())

    def note(self, late: float, ran: float = 0.0, waited: float = 0.0) -> None:
        """`ran`, `waited` for a core: seconds of this thread since the last beat."""
        late = max(0.0, late)
        self.add(late)
        if late > self.max:
            self.max, self.max_cause = late, self._cause(ran, waited)
        if late > WARN:
            log.warning("the loop was %.0f ms late (%s)", late * 1000, self._cause(ran, waited))
        self._longest, self._longest_cause = NOTABLE, ""

    def _cause(self, ran: float, waited: float) -> str:
        held = f"{self._longest_cause or 'nobody'} held {self._longest * 1000:.1f} ms"
        return f"{held}; of all, {ran * 1000:.0f} ms were work and {waited * 1000:.0f} ms waiting for a core"
