"""The managed Asterisk: rendered, started, watched until it is ready, stopped.  Plain Python, no gevent needed."""

import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ccengine.app.amiping import fully_booted
from ccengine.app.checks import check_socket
from ccengine.app.console import says
from ccengine.app.logs import readable
from ccengine.app.ports import check_free
from ccengine.app.render import render, system_name
from ccengine.app.root import Root
from ccengine.app.trouble import Trouble
from ccengine.model.home import Home
from ccengine.model.runtime import Runtime
from ccengine.model.settings import Settings

BOOT_LIMIT = 30.0  # seconds until ready; 0.3 is usual
STOP_LIMIT = 10.0  # seconds for a clean stop; 2 is usual
NOTHING: Mapping[str, str] = MappingProxyType({})


class ManagedAsterisk:
    """One Asterisk per home.  `start`, then `ready`; `stop` at the end.  Not for two threads at once.

    `own`: files of its etc folder that are not ours, by name; they stand instead of rendered ones."""

    def __init__(
        self,
        settings: Settings,
        runtime: Runtime,
        home: Home,
        root: Root,
        own: Mapping[str, str] = NOTHING,
    ) -> None:
        self.settings = settings
        self.runtime = runtime
        self.home = Home(home.root.absolute())
        self.root = root
        self.own = own
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Of the running process (its name is the loader's), or None."""
        return self.process.pid if self.process and self.process.poll() is None else None

    @property
    def etc(self) -> Path:
        return self.home.asterisk / "etc"

    @property
    def _pid_file(self) -> Path:
        return self.home.asterisk / "run" / "asterisk.pid"

    @property
    def messages(self) -> Path:
        """Asterisk's own log."""
        return self.home.asterisk / "log" / "messages"

    def start(self) -> None:
        """Render and start.  Raises Trouble: a port in use, a value that cannot be rendered, a path too long."""
        if self.pid:
            return
        check_socket(self.home.asterisk_control)
        files = render(self.settings, self.runtime, self.home, self.root, system_name(self.home))
        self.stop_left_over()
        self._check_ports()
        self._write({**files, **self.own})
        for left in (self.home.asterisk_control, self._pid_file):  # by a killed Asterisk
            left.unlink(missing_ok=True)
        argv = self.root.argv("asterisk", "-f", "-n", "-C", str(self.etc / "asterisk.conf"))
        with (self.home.asterisk / "log" / "console").open("ab") as console:
            self.process = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                cwd=self.home.asterisk,
                start_new_session=True,  # an interrupt typed at the terminal is the supervisor's to handle
            )

    def ready(self, limit: float = BOOT_LIMIT) -> None:
        """Return when Asterisk is booted and its console knows its commands; Trouble when it died or `limit` seconds
        have passed."""
        end = time.monotonic() + limit
        user, secret = self.runtime.ami_user, self.runtime.ami_secret
        while time.monotonic() < end:
            if self.process is None or self.process.poll() is not None:
                code = self.process.returncode if self.process else None
                raise Trouble(
                    f"Asterisk ended at its start (code {code}):\n{self.last_words()}", f"see {self.messages}"
                )
            try:
                if fully_booted(self.runtime.ami_port, user, secret, timeout=2.0) and self._console_ready():
                    return
            except PermissionError as error:
                raise Trouble(str(error), "another program took the port: start again") from error
            time.sleep(0.02)
        raise Trouble(f"Asterisk is not ready after {limit:g} s:\n{self.last_words()}", f"see {self.messages}")

    def stop(self, limit: float = STOP_LIMIT) -> None:
        """SIGTERM, and SIGKILL when that does not end it within `limit` seconds.  Twice is once."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(limit)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()

    def cli(self, command: str) -> str:
        """What Asterisk's own console answers to `command`; nothing when there is no Asterisk.  OSError: no answer."""
        return says(self.home.asterisk_control, command)

    def _console_ready(self) -> bool:
        """AMI's FullyBooted comes before the last of the console's commands are registered (main/asterisk.c): 2 of 30
        starts on a busy machine then had "No such command" as their first answer."""
        return self.cli("core show version").startswith("Asterisk ")

    def last_words(self, lines: int = 8) -> str:
        """The end of Asterisk's log and console, for an error message."""
        said: list[str] = []
        for path in (self.messages, self.home.asterisk / "log" / "console"):
            if path.is_file():
                said += path.read_text("utf-8", "replace").splitlines()[-lines:]
        return "\n".join(f"    {readable(line)[:300]}" for line in said)

    def stop_left_over(self) -> None:
        """End an Asterisk of this home whose supervisor was killed: it holds the ports, and nobody watches it."""
        try:
            pid = int(self._pid_file.read_text("ascii").strip())
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return
        if str(self.etc / "asterisk.conf").encode() not in command or b"-f" not in command:
            return  # the number was given to another program meanwhile
        try:
            watch = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        try:
            for sign, limit in ((signal.SIGTERM, STOP_LIMIT), (signal.SIGKILL, STOP_LIMIT)):
                signal.pidfd_send_signal(watch, sign)
                if _ended(watch, limit):
                    return
        except ProcessLookupError:
            return
        finally:
            os.close(watch)

    def _check_ports(self) -> None:
        host, port = self.settings.sip
        for kind in ("udp", "tcp"):
            check_free(kind, host, port, "SIP", "or use another: --sip HOST:PORT")
        again = f"or remove {self.home.runtime}: other ports are chosen then"
        check_free("tcp", "127.0.0.1", self.runtime.ami_port, "Asterisk's manager interface", again)

    def _write(self, files: Mapping[str, str]) -> None:
        """The files hold passwords: only this user reads them."""
        for name in ("etc", "lib", "spool", "run", "log"):
            (self.home.asterisk / name).mkdir(parents=True, exist_ok=True)
        (self.home.asterisk / "log").chmod(0o750)  # callers' numbers: not for everybody
        (self.home.asterisk / "lib" / "keys").mkdir(exist_ok=True)
        self.home.recordings.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.etc)
        self.etc.mkdir(mode=0o700)
        for name, text in files.items():
            (self.etc / name).write_text(text, "utf-8")


def _ended(watch: int, limit: float) -> bool:
    """Wait for the end of the process, by its pidfd: /proc shows the first thread as dead while others, and with them
    the sockets, still live."""
    poll = select.poll()
    poll.register(watch, select.POLLIN)
    return bool(poll.poll(limit * 1000))
