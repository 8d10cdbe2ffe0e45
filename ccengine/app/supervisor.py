"""`python -m ccengine.app.supervisor --home DIR`: keeps Asterisk, engine and office running.

Each may die and is started again; none takes another with it.  If the supervisor itself is killed, they run on (a
hotline must not end because nobody watches it), and the next `up` starts a supervisor that adopts them; `down` ends
them with or without one (docs/decisions/0022-supervision.md)."""

import argparse
import logging
import os
import re
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from ccengine.app import logs, overrides, state
from ccengine.app.amiping import fully_booted
from ccengine.app.asterisk import ManagedAsterisk
from ccengine.app.cache import cache_folder
from ccengine.app.child import Child
from ccengine.app.descriptors import raise_limit
from ccengine.app.procs import of_home
from ccengine.app.ready import engine_ready, engine_status, office_ready
from ccengine.app.root import existing
from ccengine.app.silent import Silent
from ccengine.app.spare import Spare
from ccengine.app.spawn import exec_marked, spawn
from ccengine.app.trouble import Trouble
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home
from ccengine.model.runtime import Runtime
from ccengine.model.settings import Settings
from ccengine.workers.child.guard import die_with

log = logging.getLogger("ccengine.supervisor")

TICK = 0.05  # seconds between looks while something starts
IDLE = 1.0  # and otherwise; a death is noticed at once
LOGS_EVERY = 10.0
HANGUP_LIMIT = 3.0
STOP_LIMIT = 15.0  # seconds for each to stop by itself
SPARE_DECIDES = 20.0  # seconds; its imports take one
ASTERISK_STOPS = 5.0
"""It waits 15 s for channels that are not destroyed yet, and after a load it mostly has some that never will be
(docs/asterisk-notes.md).  The calls were ended before, and what it writes is on disk at once."""


class Supervisor:
    def __init__(self, home: Home, settings: Settings, runtime: Runtime) -> None:
        self.home = home
        self.settings = settings
        self.runtime = runtime
        self.asterisk: ManagedAsterisk | None = None
        self._silent: Silent | None = None
        own = []
        if settings.switch == "managed":
            self.asterisk = self._managed()
            own = [switch := Child("asterisk", self._start_asterisk, self._asterisk_ready)]
            self._silent = Silent(runtime.ami_port, home.asterisk_control, lambda: switch.pid)
        self._spare = Spare("ccengine.engine", home)
        self.children = [
            *own,
            Child(
                "engine",
                self._spare.take,
                lambda: engine_ready(home),
                died=home.engine_away.touch,
                alive=lambda: engine_status(home) is not None,
                settled=self._spare.prepare,
            ),
            Child("office", lambda: spawn("ccengine.office", home), lambda: office_ready(home)),
        ]
        self._sum = overrides.fingerprint(home)
        self._stopping = False
        self._shown: dict[str, object] = {}
        self._untold = False
        self._logs_due = 0.0
        self._wake = -1

    # -- the three

    def _managed(self) -> ManagedAsterisk:
        root = existing("asterisk", cache_folder(self.home.root))
        if root is None:
            raise Trouble("there is no Asterisk yet", "`ccengine up` fetches one")
        return ManagedAsterisk(self.settings, self.runtime, self.home, root)

    def _start_asterisk(self) -> int:
        assert self.asterisk
        self.asterisk.start()
        pid = self.asterisk.pid
        if pid is None:
            raise Trouble(
                f"Asterisk ended at its start:\n{self.asterisk.last_words()}", f"see {self.asterisk.messages}"
            )
        return pid

    def _asterisk_ready(self) -> bool:
        try:
            return fully_booted(self.runtime.ami_port, self.runtime.ami_user, self.runtime.ami_secret, timeout=1.0)
        except PermissionError as error:
            log.error("%s: is another program on that port?", error)
            return False

    # -- life

    def serve(self) -> None:
        """Until SIGTERM or SIGINT.  Then the children are stopped."""
        os.chdir(self.home.root)
        self._listen()
        self._begin()
        while not self._stopping:
            now = time.monotonic()
            for child in self.children:
                child.look(now)
            self._show()
            if self._silent:
                self._silent.look(now)
            if now >= self._logs_due:
                self._logs_due = now + LOGS_EVERY
                self._cut_logs()
            self._sleep()
        self._end()

    def _listen(self) -> None:
        self._wake, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def _on_stop(self, number: int, frame: object) -> None:
        self._stopping = True

    def _begin(self) -> None:
        running = self._running()
        now = time.monotonic()
        for child in self.children:
            if child.name in running:
                log.warning("%s runs already, left by a supervisor that died: adopted", child.name)
                child.adopt(running[child.name], now)
            else:
                child.start(now)

    def _running(self) -> dict[str, int]:
        """By role.  The spare of a supervisor that died goes when it is through with its imports, or it was told to
        work, and is the engine then."""
        end = time.monotonic() + SPARE_DECIDES
        while "spare" in (running := {each.role: each.pid for each in of_home(self.home.root)}):
            if time.monotonic() > end:
                break
            time.sleep(TICK)
        return running

    def _sleep(self) -> None:
        """Until something died, a signal came, or it is time to look."""
        busy = any(child.state in ("starting", "waiting") for child in self.children)
        poll = select.poll()
        poll.register(self._wake, select.POLLIN)
        for child in self.children:
            if child.held:
                poll.register(child.held.fileno(), select.POLLIN)
        poll.poll((TICK if busy else IDLE) * 1000)
        with suppress(BlockingIOError):
            os.read(self._wake, 4096)

    def _show(self) -> None:
        shown: dict[str, object] = {
            "pid": os.getpid(),
            "ready": all(child.state == "ready" for child in self.children),
            "sip": list(self.settings.sip),
            "trunk": list(self.settings.trunk),
            "settings": self._sum,
            "children": {child.name: child.shown() for child in self.children},
        }
        if shown != self._shown:
            try:
                state.write_state(self.home, shown)
            except OSError as error:  # a full disk must not end whoever starts again what dies
                if not self._untold:
                    log.error("the state cannot be written: %s", error)
                self._untold = True
            else:
                self._shown, self._untold = shown, False

    def _cut_logs(self) -> None:
        for bound in logs.bounds(self.home):
            if logs.cut(bound):
                log.info("%s was over %d bytes: moved to .1", bound.path, bound.size)

    def _end(self) -> None:
        log.info("stopping")
        self._spare.drop()
        self._let_go_of_calls()
        by_name = {child.name: child for child in self.children}
        for name in ("engine", "office", "asterisk"):
            if name in by_name:
                by_name[name].stop(ASTERISK_STOPS if name == "asterisk" else STOP_LIMIT)
        state.state_file(self.home).unlink(missing_ok=True)
        log.info("stopped")

    def _let_go_of_calls(self) -> None:
        """Calls that are here end while the engine still sees it, so that their records are true to the end."""
        try:
            if not self._channels():
                return
            log.info("ending the calls that are here")
            assert self.asterisk
            self.asterisk.cli("channel request hangup all")
            end = time.monotonic() + HANGUP_LIMIT
            while (self._channels() or self._calls()) and time.monotonic() < end:
                time.sleep(0.1)
        except OSError as error:
            log.warning("the calls could not be ended first: %s", error)

    def _calls(self) -> int:
        """That the engine still knows of: it hears of an end after Asterisk itself, and has to put it on record."""
        status = engine_status(self.home) or {}
        return int(status.get("calls", 0))

    def _channels(self) -> int:
        """That Asterisk has; 0 also when it does not answer."""
        told = self.asterisk.cli("core show channels count") if self.asterisk else ""
        found = re.search(r"^(\d+) active channel", told, re.MULTILINE)
        return int(found[1]) if found else 0


def main(folder: Path) -> int:
    """0: stopped; 1: Trouble; 2: bad settings; 3: this home has a supervisor already."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    home = Home(folder.resolve())
    raise_limit()
    os.umask(os.umask(0o027) | 0o027)  # Asterisk's socket, its passwords, the recordings: not for everybody
    lock = state.HomeLock(home, "supervisor")
    if not lock.take():
        log.error("process %s supervises %s already", lock.holder(), home.root)
        return 3
    try:
        settings = overrides.settings_of(home)
        runtime = Runtime.from_json(home.runtime.read_text("utf-8"))
        Supervisor(home, settings, runtime).serve()
    except BadInput as bad:
        log.error("settings:\n%s", bad)
        return 2
    except (Trouble, OSError) as trouble:
        log.error("%s", trouble)
        return 1
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="ccengine.app.supervisor")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--leash", type=int, default=0, metavar="PID", help="Stop when this process, our parent, ends.")
    asked = parser.parse_args()
    folder = asked.home
    exec_marked("ccengine.app.supervisor", Home(folder.resolve()))
    if asked.leash:
        die_with(asked.leash, signal.SIGTERM)
    sys.exit(main(folder))
