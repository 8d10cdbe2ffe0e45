"""One FastAGI connection: the socket, its reader, and what came of it.  Knows nothing of calls.

The flow's greenlet is the only one that writes.  The reader greenlet parses and wakes it by `wake`.

Asterisk reads commands through stdio but waits on the socket: two commands that arrive in one packet leave the second
in its buffer, unseen until more bytes come (docs/asterisk-notes.md).  So a command is written only when the one before
is answered.  Two exceptions: the marker that cuts a command is repeated until it comes back, and the last command is
followed by the end of the stream, which makes all before it seen."""

import logging
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from socket import IPPROTO_TCP, SHUT_WR, TCP_NODELAY, TCP_QUICKACK

import gevent
from gevent import socket
from gevent.event import Event

from ccengine.wire.agi import AgiReader, Environment, HangupLine, Noise, Reply, WireError, encode

log = logging.getLogger("ccengine.agi")

ENVIRONMENT_LIMIT = 5.0  # seconds for the environment to be complete
RECV = 65536


class NotAgi(Exception):
    """The far side did not begin as AGI does, or passed a limit."""


def _nobody() -> None:
    """Is woken by a session that is closed."""


class AgiSession:
    """`replies` holds what came and nobody took; `hung` says that Asterisk called the channel dead or gone, `closed`
    that the connection ended."""

    def __init__(self, sock: socket.socket, wake: Callable[[], None]) -> None:
        self._sock = sock
        self._wake = wake
        self._reader = AgiReader()
        self._marks = 0
        self._nonce = secrets.token_hex(4)
        self.replies: deque[Reply] = deque()
        self.environment: Environment | None = None
        self._trouble = ""
        self.hung = False
        self.closed = False
        self._greeted = Event()
        sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        self._greenlet: gevent.Greenlet[..., None] | None = gevent.spawn(self._read)

    @property
    def ended(self) -> bool:
        return self.hung or self.closed

    def open(self) -> Environment:
        """Wait for the environment block.  Raises NotAgi."""
        self._greeted.wait(ENVIRONMENT_LIMIT)
        if self.environment is None:
            raise NotAgi(self._trouble or ("closed at once" if self.closed else "no environment in time"))
        return self.environment

    def write(self, *words: str) -> None:
        """Send a command.  A socket that is gone shows itself by `closed`, not here."""
        self._send(encode(*words))

    def mark(self) -> str:
        """Write the marker: it cuts the command that runs, and its reply shows that nothing older is to come."""
        self._marks += 1
        token = f"TOK{self._nonce}{self._marks}"
        self._send(encode("GET", "FULL", "VARIABLE", token))
        return token

    def leave(self, *words: str) -> None:
        """Send the last command, and that no other comes.  Asterisk obeys it and ends the session, by which it is
        `closed`."""
        self._send(encode(*words))
        with suppress(OSError):
            self._sock.shutdown(SHUT_WR)

    def close(self) -> None:
        """Also lets go of who is woken, and of the reader with its last words (a traceback, when it is killed): in a
        cycle the session and its line would stay for some hundred calls, until the next full garbage collection."""
        self.closed = True
        if (reader := self._greenlet) is not None:
            self._greenlet = None
            reader.kill(block=False)
        self._sock.close()
        self._greeted.set()
        self._wake()
        self._wake = _nobody

    def _send(self, data: bytes) -> None:
        try:
            self._sock.sendall(data)
        except OSError:
            self._lost()

    def _lost(self) -> None:
        self.closed = True
        self._greeted.set()
        self._wake()

    def _read(self) -> None:
        try:
            for data in self._chunks():
                for message in self._reader.feed(data):
                    self._take(message)
                self._wake()
                if self.hung:
                    break
        except WireError as why:
            self._trouble = str(why)
            if self.environment is not None:
                log.warning("an AGI connection is dropped: %s", why)
        except OSError:
            pass
        # Asterisk keeps a channel that hung up until its AGI session ends: AMI tells of the hang-up only then.
        self._sock.close()
        self._lost()

    def _chunks(self) -> Iterator[bytes]:
        while True:
            # Without it Asterisk's second small packet waits 40 ms for the delayed ACK of its first (Nagle); the
            # kernel forgets the wish, so it is renewed before every read.
            self._sock.setsockopt(IPPROTO_TCP, TCP_QUICKACK, 1)
            data = self._sock.recv(RECV)
            if not data:
                return
            yield data

    def _take(self, message: Environment | Reply | HangupLine | Noise) -> None:
        match message:
            case Environment():
                self.environment = message
                self._greeted.set()
            case Reply():
                self.hung = self.hung or message.dead
                self.replies.append(message)
            case HangupLine():
                self.hung = True
            case Noise():
                pass  # the rest of a value with a newline in it
