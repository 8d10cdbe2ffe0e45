"""A TCP relay in front of AMI, so that a test can cut it, or let it fall silent."""

import re

from gevent import Greenlet, killall, sleep, socket, spawn
from gevent.server import StreamServer

STAMP = re.compile(rb"Timestamp: ([0-9.]+)")


class Relay:
    def __init__(self, port: int) -> None:
        self._to = ("127.0.0.1", port)
        self._server = StreamServer(("127.0.0.1", 0), self._accepted)
        self._server.start()
        self.port = int(self._server.server_port or 0)
        self._sockets: list[socket.socket] = []
        self.away = False
        self.silent = False
        self.lingers = False  # what Asterisk closes stays open
        self.lost_hangups = 0  # so many orders to hang up do not get through
        self.held = b""  # events of this name come when `release` is called
        self._behind: list[tuple[socket.socket, bytes]] = []
        self.late = 0.0  # seconds by which events come and are stamped later, as on a machine that has no time for them
        self.connections = 0

    def cut(self) -> None:
        """Drop what there is, refuse what comes."""
        self.away = True
        for sock in self._sockets:
            sock.close()
        self._sockets.clear()

    def restore(self) -> None:
        self.away = self.silent = False

    def release(self) -> None:
        self.held = b""
        for sink, event in self._behind:
            sink.sendall(event)
        self._behind.clear()

    def stop(self) -> None:
        self.cut()
        self._server.stop()

    def _accepted(self, near: socket.socket, address: object) -> None:
        if self.away:
            near.close()
            return
        self.connections += 1
        try:
            far = socket.create_connection(self._to)
        except OSError:
            near.close()
            return
        if self.away:  # cut while it connected
            near.close()
            far.close()
            return
        self._sockets += [near, far]
        pumps: list[Greenlet[..., None]] = [spawn(self._pump, near, far), spawn(self._pump, far, near)]
        pumps[0].join()
        killall(pumps)

    def _but_held(self, data: bytes, source: socket.socket, sink: socket.socket) -> bytes:
        while not data.endswith(b"\r\n\r\n"):
            data += source.recv(65536)
        events = [each + b"\r\n\r\n" for each in data.split(b"\r\n\r\n")[:-1]]
        held = [each for each in events if each.startswith(b"Event: " + self.held + b"\r\n")]
        self._behind += [(sink, each) for each in held]
        return b"".join(each for each in events if each not in held)

    def _later(self, data: bytes, source: socket.socket) -> bytes:
        while not data.endswith(b"\r\n\r\n"):
            data += source.recv(65536)
        sleep(self.late)
        return STAMP.sub(lambda found: b"Timestamp: %f" % (float(found[1]) + self.late), data)

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                if self.late and b"Event: " in data:
                    data = self._later(data, source)
                if self.held and b"Event: " in data:
                    data = self._but_held(data, source, sink)
                if self.lost_hangups and b"Action: Hangup" in data:
                    self.lost_hangups -= 1
                elif not self.silent:
                    sink.sendall(data)
        except OSError:
            pass
        if not self.lingers:
            for sock in (source, sink):
                sock.close()
