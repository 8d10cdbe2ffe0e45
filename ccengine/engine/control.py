"""The live control socket: one JSON object a line, in and out.

    {"id": 1, "do": "status"}                     -> {"id": 1, "ok": {...}}
    {"id": 2, "do": "agent", "agent": "8009"...}  -> {"id": 2, "error": {"code": "no-such-agent", "text": "..."}}
    {"id": 3, "do": "events"}                     -> {"id": 3, "ok": {}} and then a line {"event": {...}} per record

It lies in the home's run/ folder, 0600: who may open it may do everything."""

import json
import logging
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from gevent import socket
from gevent.queue import Empty, Full, Queue
from gevent.server import StreamServer

log = logging.getLogger("ccengine.engine")

LINE = 256 * 1024  # bytes of a request: a hundred entries of a list, with reasons in Chinese
FOLLOWER_BACKLOG = 10_000  # events kept for one slow reader before it is dropped

Args = Mapping[str, Any]


class Refused(Exception):
    """A request that cannot be done, with a stable code and a sentence for people."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class Control:
    def __init__(self, path: Path, verbs: Mapping[str, Callable[[Args], Any]]) -> None:
        self._path = path
        self._verbs = verbs
        self._followers: set[Queue[dict[str, Any]]] = set()
        self._server: StreamServer | None = None

    def start(self) -> None:
        self._path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)  # not by chmod: who connects in the moment before it stays connected
        try:
            listener.bind(str(self._path))
        finally:
            os.umask(before)
        listener.listen(64)
        self._server = StreamServer(listener, self._serve)
        self._server.start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop(timeout=1)
        self._path.unlink(missing_ok=True)

    @property
    def followed(self) -> bool:
        return bool(self._followers)

    def publish(self, event: dict[str, Any]) -> None:
        for queue in list(self._followers):
            try:
                queue.put_nowait(event)
            except Full:
                self._followers.discard(queue)
                log.warning("a reader of events is too slow by %d; dropped", FOLLOWER_BACKLOG)

    def _serve(self, connection: socket.socket, _address: object) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as lines:  # who asks may die of a sudden
            while line := lines.readline(LINE + 1):
                if len(line) > LINE:
                    self._send(connection, None, error=Refused("too-long", f"a request has at most {LINE} bytes"))
                    return
                if not self._answer(connection, line):
                    return

    def _answer(self, connection: socket.socket, line: bytes) -> bool:
        number: object = None
        try:
            try:
                request = json.loads(line)
            except (ValueError, RecursionError):
                raise Refused("bad-request", "not a JSON object on one line") from None
            if not isinstance(request, dict) or not isinstance(request.get("do"), str):
                raise Refused("bad-request", 'a request is {"id": ..., "do": "verb", ...}')
            number = request.get("id")
            if request["do"] == "events":
                self._follow(connection, number)
                return False
            verb = self._verbs.get(request["do"])
            if verb is None:
                raise Refused("no-such-verb", f"known: {', '.join(sorted([*self._verbs, 'events']))}")
            return self._send(connection, number, ok=verb(request))
        except Refused as why:
            return self._send(connection, number, error=why)
        except OSError:
            return False

    def _send(self, connection: socket.socket, number: object, ok: Any = None, error: Refused | None = None) -> bool:
        answer: dict[str, Any] = {"id": number}
        if error is None:
            answer["ok"] = ok
        else:
            answer["error"] = {"code": error.code, "text": error.text}
        try:
            connection.sendall(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        except OSError:
            return False
        return True

    def _follow(self, connection: socket.socket, number: object) -> None:
        queue: Queue[dict[str, Any]] = Queue(maxsize=FOLLOWER_BACKLOG)
        self._followers.add(queue)
        try:
            if not self._send(connection, number, ok={}):
                return
            while queue in self._followers or not queue.empty():
                try:
                    event = queue.get(timeout=5)
                except Empty:
                    event = None  # a sign of life: finds out readers that are gone
                line = {"event": event} if event is not None else {}
                connection.sendall(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        except OSError:
            pass
        finally:
            self._followers.discard(queue)
