"""One supervised process: started, watched, started again with growing patience."""

import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

from ccengine.app.procs import Held
from ccengine.app.trouble import Trouble

log = logging.getLogger("ccengine.supervisor")

PATIENCE = (0.0, 0.5, 1.0, 2.0, 5.0)
"""Seconds before the first restart, the second ...; the last for all that follow: callers wait for it."""

STABLE = 2.0
"""Seconds of being ready after which a death counts as the first again: pauses are for what dies of its own start.  One
that serves for so long, dies and is back at once serves more of the time than one that is kept away."""

START_LIMIT = 60.0  # seconds until ready; then it is killed and started again
ASK_EVERY = 5.0  # seconds between two questions to one that is ready
SILENT = 6
"""Questions in a row that it does not answer; then it hangs, and is killed.  Counted in questions: a machine that
slept, or a supervisor that got no core, asks none."""


@dataclass(slots=True)
class Child:
    """`launch` starts it and returns its pid, or raises Trouble; `ready` asks it once, and so does `alive`, when it is
    ready: does it still answer?"""

    name: str
    launch: Callable[[], int]
    ready: Callable[[], bool]
    died: Callable[[], object] = lambda: None  # told at once
    alive: Callable[[], bool] | None = None
    settled: Callable[[], object] = lambda: None  # told when it has been ready for STABLE seconds
    state: str = "stopped"  # stopped, starting, ready, waiting
    why: str = ""  # of the last end
    restarts: int = 0
    since: float = 0.0  # of the state; monotonic seconds
    held: Held | None = None
    due: float = 0.0  # when waiting: the time to start
    _failures: int = field(default=0)
    _settled: bool = False
    _silent: int = 0  # questions in a row without an answer
    _asked: float = 0.0

    @property
    def pid(self) -> int | None:
        return self.held.pid if self.held else None

    def start(self, now: float) -> None:
        try:
            self._take(self.launch(), now, "starting")
        except (Trouble, OSError) as trouble:
            self._wait(str(trouble), now)

    def adopt(self, pid: int, now: float) -> None:
        """Watch one that a supervisor before us started."""
        self._take(pid, now, "starting")

    def _take(self, pid: int, now: float, state: str) -> None:
        self.held = Held(pid)
        self.state, self.since = state, now
        log.info("%s starts, pid %d", self.name, pid)

    def look(self, now: float) -> None:
        """Notice a death, a readiness, a time to start."""
        if self.held and self.held.ended():
            self._ended(now)
        if self.state == "waiting" and now >= self.due:
            self.restarts += 1
            self.start(now)
        elif self.state == "starting":
            self._starting(now)
        elif self.state == "ready":
            self._ready(now)

    def _ready(self, now: float) -> None:
        if not self._settled and now - self.since >= STABLE:
            self._settled = True
            try:
                self.settled()
            except OSError as error:
                log.warning("%s: %s", self.name, error)
        if self.alive is not None and now - self._asked >= ASK_EVERY:
            self._asked = now
            self._ask(self.alive)

    def _ask(self, alive: Callable[[], bool]) -> None:
        """A process that hangs is worse than one that is dead: nobody else starts it again."""
        self._silent = 0 if alive() else self._silent + 1
        if self._silent >= SILENT and self.held:
            log.error("%s has not answered %d times in a row: it is killed", self.name, self._silent)
            self._silent = 0
            self.held.signal(signal.SIGKILL)

    def _starting(self, now: float) -> None:
        if self.ready():
            log.info("%s is ready after %.1f s", self.name, now - self.since)
            self.state, self.since = "ready", now
            self._asked, self._silent, self._settled = now, 0, False
        elif self.held and now - self.since > START_LIMIT:
            log.error("%s is not ready after %.0f s: it is killed", self.name, START_LIMIT)
            self.held.stop(5.0)

    def _ended(self, now: float) -> None:
        how = self._reap()
        self.died()
        if self.state == "ready" and now - self.since > STABLE:
            self._failures = 0
        self._wait(how, now)

    def _reap(self) -> str:
        assert self.held
        pid = self.held.pid
        self.held.close()
        self.held = None
        try:
            status = os.waitpid(pid, 0)[1]
        except ChildProcessError:  # adopted, or its own Popen was quicker
            return "it ended"
        code = os.waitstatus_to_exitcode(status)
        return f"it ended with code {code}" if code >= 0 else f"it was killed by signal {-code}"

    def _wait(self, why: str, now: float) -> None:
        pause = PATIENCE[min(self._failures, len(PATIENCE) - 1)]
        self._failures += 1
        self.state, self.why, self.since, self.due = "waiting", why, now, now + pause
        log.warning("%s: %s; starts again in %.1f s", self.name, why, pause)

    def stop(self, limit: float) -> None:
        if self.held:
            if not self.held.stop(limit):
                log.error("%s did not stop within %.0f s and was killed", self.name, limit)
            self._reap()
        self.state = "stopped"
        log.info("%s is stopped", self.name)

    def shown(self) -> dict[str, object]:
        return {"pid": self.pid, "state": self.state, "restarts": self.restarts, "why": self.why}
