"""One worker process, seen from the engine.  Nothing here blocks the loop: its socket is gevent's, its end a pidfd."""

import os
import select
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import gevent
from gevent import socket

from ccengine.model.ids import Seconds
from ccengine.workers.frames import FrameError, FrameReader, Message, pack
from ccengine.workers.settings import WorkerSettings

CHUNK = 65536
LINGER: Seconds = 5.0
FD = 3  # of the socket, in the worker
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "PYTHONPATH",
        "CCENGINE_RUNS", "COVERAGE_PROCESS_START", "COVERAGE_FILE")  # fmt: skip
"""Of the engine's environment.  The mark of the home (CCENGINE_RUNS) lets the supervisor find what is left over."""


class Lost(Exception):
    """The worker ended in the middle.  `begun`: it may have taken the task; if not, nothing was asked of anybody."""

    def __init__(self, begun: bool) -> None:
        super().__init__("the worker process ended")
        self.begun = begun


class Late(Exception):
    """No answer within the time."""


def environment() -> dict[str, str]:
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    path = f"{os.path.dirname(sys.executable)}:{kept.get('PATH', '/usr/bin:/bin')}"
    return {**kept, "PATH": path, "PYTHONUTF8": "1"}


class Worker:
    """Started at once.  Raises OSError when no process can be had."""

    def __init__(self, kind: str, settings: WorkerSettings, more: Mapping[str, Any] | None = None) -> None:
        self.folder = ""  # that its runner is bound to
        self.busy = False
        self._begun = False
        self._ended = False
        self._reader = FrameReader()
        self._sock, theirs = socket.socketpair()
        try:
            self.pid = _spawn(kind, theirs.fileno())
        except OSError:
            self._sock.close()
            raise
        finally:
            theirs.close()
        self._pidfd = os.pidfd_open(self.pid)
        self._sock.sendall(pack({**_setup(settings), **(more or {})}))

    @property
    def alive(self) -> bool:
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return not poll.poll(0)

    def begin(self, task: Mapping[str, Any]) -> None:
        """Give it the task.  Raises Lost."""
        self.busy, self._begun = True, False
        self.tell({"task": task})

    def tell(self, message: Mapping[str, Any]) -> None:
        """Raises Lost."""
        try:
            self._sock.sendall(pack(message))
        except OSError:
            raise self._lost() from None

    def _lost(self) -> Lost:
        """That it had begun may stand unread in a socket which we closed ourselves."""
        return Lost(self._begun or self._ended)

    def hear(self, until: Seconds) -> Message:
        """The next message of the task; `until` by the monotonic clock.  Raises Lost, Late."""
        while True:
            try:
                message = self._reader.take() or self._receive(until)
            except (OSError, FrameError):
                raise self._lost() from None
            if "answer" in message:
                self.busy = False
            if "begun" not in message:
                return message
            self._begun = True

    def _receive(self, until: Seconds) -> Message:
        while (message := self._reader.take()) is None:
            left = until - time.monotonic()
            if left <= 0:
                raise Late
            self._sock.settimeout(left)
            try:
                data = self._sock.recv(CHUNK)
            except TimeoutError:
                raise Late from None
            if not data:
                raise self._lost()
            self._reader.feed(data)
        return message

    def end(self) -> None:
        """Let it end what it started, and itself; kill it with all of its group when it has not after LINGER seconds.
        Does not wait.  Twice is once."""
        if self._ended:
            return
        self._ended = True
        self._sock.close()
        gevent.spawn(self._reap)

    def _reap(self) -> None:
        try:
            socket.wait_read(self._pidfd, LINGER, TimeoutError())
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            socket.wait_read(self._pidfd)
        os.close(self._pidfd)
        with suppress(ChildProcessError):  # another's SIGCHLD handler was quicker
            os.waitpid(self.pid, os.WNOHANG)


def _setup(settings: WorkerSettings) -> Message:
    names = ("memory", "file_size", "files", "processes", "tasks")
    return {**{name: getattr(settings, name) for name in names}, "forbidden": list(settings.forbidden)}


def _spawn(kind: str, fd: int) -> int:
    """posix_spawn: no copy of the engine's memory is made, and nothing of ours runs between fork and exec."""
    argv = [sys.executable, "-P", "-m", "ccengine.workers.child", kind, str(FD), str(os.getpid())]
    return os.posix_spawn(
        sys.executable,
        argv,
        environment(),
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_DUP2, 2, 1),
            (os.POSIX_SPAWN_DUP2, fd, FD),
        ],
        setpgroup=0,
        setsigmask=[],
        setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE, signal.SIGCHLD],
    )
