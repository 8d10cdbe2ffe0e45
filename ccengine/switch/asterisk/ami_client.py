"""The AMI connection: logs in, keeps itself alive, comes back.  Knows nothing of calls.

    request   an action and its Response, within a deadline                       (blocks the caller)
    listing   an action answered by a list of events                               (blocks the caller)
    tell      an action whose Response comes to a function, or nowhere             (never blocks)

What is sent leaves at once; what the socket does not take, by one writer, in its order.  Events go to `on_event` in the
reader's greenlet, in their order: it must not block.  A silent AMI is a dead one: it is pinged, and the connection is
dropped when nothing comes for `SILENCE`."""

import contextlib
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from socket import IPPROTO_TCP, TCP_NODELAY

import gevent
from gevent import socket
from gevent.event import AsyncResult, Event
from gevent.queue import Queue

from ccengine.model.secret import Secret
from ccengine.wire.agi import WireError
from ccengine.wire.ami import AmiReader, Banner, Headers, Response, encode
from ccengine.wire.ami import Event as AmiEvent

log = logging.getLogger("ccengine.ami")

CONNECT = 5.0  # seconds, also for the login
PING_AFTER = 2.0  # of silence
SILENCE = 6.0
BACK_OFF = (0.1, 0.2, 0.5, 1.0, 2.0)  # between tries to connect; the last one for ever
RECV = 16384  # some forty events: more at once would hold the loop for a list of all channels


class AmiAway(Exception):
    """There is no connection, or no answer in time."""


class AmiRefused(Exception):
    """Asterisk answered `Error`; the text is its message."""


@dataclass(slots=True)
class _Pending:
    done: Callable[[Response | None, list[AmiEvent]], None]
    listed: bool = False  # the answer is a list of events
    response: Response | None = None
    events: list[AmiEvent] = field(default_factory=list)


def _nobody(_response: Response | None, _events: list[AmiEvent]) -> None:
    pass


class AmiClient:
    def __init__(
        self,
        port: int,
        user: str,
        secret: Secret,
        on_event: Callable[[AmiEvent], None],
        on_up: Callable[[], None],
        on_down: Callable[[str], None],
    ) -> None:
        """`on_up` runs in a greenlet of its own after every login and may use `request`; the connection counts as `up`
        when it returned, and is dropped when it raises AmiAway or AmiRefused."""
        self._address = ("127.0.0.1", port)
        self._user = user
        self._secret = secret
        self._on_event = on_event
        self._on_up = on_up
        self._on_down = on_down
        self._left: Queue[bytes] = Queue()  # of what is to be sent; all of it, while there is any
        self._pending: dict[str, _Pending] = {}
        self._count = 0
        self._sock: socket.socket | None = None
        self._booted = Event()
        self._ended: Exception | None = None  # why we end this connection; gevent tells its reader EBADF only
        self._heard = False
        self._stopping = False
        self._main: gevent.Greenlet[[], None] | None = None
        self.up = False

    # -- any greenlet

    def start(self) -> None:
        self._main = gevent.spawn(self._run)

    def stop(self) -> None:
        self._stopping = True
        if self._main is not None:
            self._main.kill()
        self._lost("stopped")

    def tell(
        self,
        action: str,
        headers: Headers,
        done: Callable[[Response | None, list[AmiEvent]], None] = _nobody,
        listed: bool = False,
        action_id: str = "",
    ) -> None:
        """Send an action.  `done` gets its Response (and list), or None when the connection is or goes away.  An
        `action_id` of one's own must be new, and not begin with `cc`."""
        if self._sock is None:
            done(None, [])
            return
        self._count += 1
        action_id = action_id or f"cc{self._count}"
        data = encode(action, action_id, headers)
        self._pending[action_id] = _Pending(done, listed)
        self._send(self._sock, data)

    def request(self, action: str, headers: Headers, limit: float = CONNECT) -> Response:
        """Raises AmiAway, AmiRefused."""
        return self._ask(action, headers, False, limit)[0]

    def listing(self, action: str, headers: Headers, limit: float = CONNECT) -> list[AmiEvent]:
        """Raises AmiAway, AmiRefused."""
        return self._ask(action, headers, True, limit)[1]

    def _ask(self, action: str, headers: Headers, listed: bool, limit: float) -> tuple[Response, list[AmiEvent]]:
        result: AsyncResult[tuple[Response | None, list[AmiEvent]]] = AsyncResult()
        self.tell(action, headers, lambda response, events: result.set((response, events)), listed)
        try:
            response, events = result.get(timeout=limit) or (None, [])
        except gevent.Timeout:
            raise AmiAway(f"no answer to {action} in {limit:g} s") from None
        if response is None:
            raise AmiAway(f"the connection went away before {action} was answered")
        if not response.ok:
            raise AmiRefused(f"{action}: {response.text}")
        return response, events

    # -- the connection's life

    def _run(self) -> None:
        tries = 0
        said = ""
        while not self._stopping:
            why = "connection closed"
            try:
                was_up = self._connection()
            except (OSError, WireError, AmiAway, AmiRefused) as error:
                was_up, why = self.up, str(error)
            self._lost(why)
            if not was_up and why != said:
                said = why
                log.warning("AMI at %s:%d cannot be used: %s; tried again until it can", *self._address, why)
            tries = 0 if was_up else tries + 1
            gevent.sleep(BACK_OFF[min(tries, len(BACK_OFF) - 1)])

    def _connection(self) -> bool:
        """One connection, until it ends; was it up?"""
        self._booted.clear()
        self._ended = None
        self._sock = socket.create_connection(self._address, timeout=CONNECT)
        self._sock.settimeout(None)
        self._sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)  # the second of two orders waits for no ACK of the first
        self._left = Queue()
        login = gevent.spawn(self._greet)
        writer = gevent.spawn(self._write, self._sock, self._left)
        watch = gevent.spawn(self._watch)
        try:
            self._read(self._sock, AmiReader())
        except OSError as error:
            self._ended = self._ended or error
        finally:
            gevent.killall([login, writer, watch])
        if self._ended is not None:
            raise self._ended
        return self.up

    def _greet(self) -> None:
        try:
            self.request("Login", {"Username": self._user, "Secret": self._secret.reveal(), "Events": "on"})
            if not self._booted.wait(30.0):
                raise AmiAway("Asterisk does not finish its start")
            self._on_up()
            self.up = True
        except (AmiAway, AmiRefused) as why:
            self._drop(why)

    def _read(self, sock: socket.socket, reader: AmiReader) -> None:
        while data := sock.recv(RECV):
            self._heard = True
            for message in reader.feed(data):
                if isinstance(message, Response):
                    self._answered(message)
                elif isinstance(message, AmiEvent):
                    self._event(message)
                elif not isinstance(message, Banner):
                    log.warning("an AMI message of no known kind: %.80r", message.headers[0])
            if len(data) == RECV:
                gevent.sleep(0)  # there is more, and recv would not wait

    def _send(self, sock: socket.socket, data: bytes) -> None:
        """At once, as far as the socket takes it: an order to ring does not wait for other greenlets' turns."""
        if self._left.empty():
            try:
                data = data[os.write(sock.fileno(), data) :]
            except BlockingIOError:
                pass
            except OSError as error:
                self._drop(error)
                return
        if data:
            self._left.put(data)

    def _write(self, sock: socket.socket, left: "Queue[bytes]") -> None:
        """What the socket did not take."""
        try:
            while True:
                sock.sendall(left.peek())
                left.get()
        except OSError as error:
            self._drop(error)

    def _watch(self) -> None:
        """Drop a connection that says nothing, not even to a ping."""
        silent = 0.0
        while silent < SILENCE:
            self._heard = False
            gevent.sleep(PING_AFTER)
            silent = 0.0 if self._heard else silent + PING_AFTER
            if silent:
                self.tell("Ping", {})
        log.warning("AMI said nothing for %g s and is taken for dead", silent)
        self._drop(AmiAway(f"it said nothing for {silent:g} s"))

    def _drop(self, why: Exception) -> None:
        self._ended = self._ended or why
        if self._sock is not None:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)

    def _lost(self, why: str) -> None:
        was_up, self.up = self.up, False
        sock, self._sock = self._sock, None
        if sock is not None:
            sock.close()
        pending, self._pending = self._pending, {}
        for each in pending.values():
            each.done(None, [])
        if was_up and not self._stopping:
            self._on_down(why)

    # -- messages

    def _answered(self, response: Response) -> None:
        pending = self._pending.get(response.action_id)
        if pending is None:
            return
        if pending.listed and response.ok:
            pending.response = response
            return
        del self._pending[response.action_id]
        pending.done(response, [])

    def _event(self, event: AmiEvent) -> None:
        if event.name == "FullyBooted":
            self._booted.set()
        pending = self._pending.get(event.action_id) if event.action_id else None
        if pending is None or not pending.listed:
            self._on_event(event)
        elif event.ends_list:
            del self._pending[event.action_id]
            pending.done(pending.response, pending.events)
        else:
            pending.events.append(event)
