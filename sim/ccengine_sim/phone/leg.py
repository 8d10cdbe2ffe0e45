"""One leg's socket: an even UDP port, what it sends, what it hears."""

import asyncio
import contextlib
import socket
import struct
import time
from typing import Any, Final

from ccengine_sim.phone.g711 import Law
from ccengine_sim.phone.hearing import Hearing
from ccengine_sim.phone.sending import Sending

_SO_TIMESTAMPNS: Final = 35  # Linux: the kernel's time of arrival as seconds and nanoseconds
_TIMESPEC: Final = struct.Struct("@qq")
LIGHT: Final = 25  # packets that a light leg sends
KEEP: Final = 10.0
"""Seconds from one packet of a light leg to the next: a switch takes a side that is silent for long for dead."""
_TRIES: Final = 200


def _even_socket(host: str) -> socket.socket:
    """RTP takes even ports (RFC 3550, 11)."""
    for _ in range(_TRIES):
        found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        found.bind((host, 0))
        if found.getsockname()[1] % 2 == 0:
            found.setblocking(False)
            with contextlib.suppress(OSError):
                found.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
            return found
        found.close()
    raise OSError(f"no even UDP port in {_TRIES} tries on {host}")


class Leg:
    def __init__(self, name: str, host: str) -> None:
        self.name = name
        self.sending = Sending()
        self.hearing = Hearing()
        self._socket = _even_socket(host)
        self.port = int(self._socket.getsockname()[1])
        self._to: tuple[str, int] | None = None
        self._frames: list[tuple[float, bytes]] = []
        self._late = 0.0
        self._unsent = 0
        self._light = False
        self._sent = 0.0
        self._released = 0.0
        self._deaf = False
        self._connected: float | None = None
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._readable)

    def connect(self, host: str, port: int, law: Law, keys_type: int | None, light: bool = False) -> None:
        """Begin to send; or, when called again, go on to another address.

        `light`: for many calls at once: send for half a second (a switch waits for that), afterwards keys, and now and
        then a packet that keeps the call; listen until the first sound."""
        self._to = (host, port)
        self._light = light
        self._connected = self._connected or time.time()
        self.sending.law = law
        self.sending.keys_type = self.hearing.keys_type = keys_type

    def send(self, late: float) -> None:
        if self._to is None:
            return
        now = time.monotonic()
        if self._light and self.sending.packets > LIGHT and not self.sending.pressing and now - self._sent < KEEP:
            return
        self._sent = now
        self._late = max(self._late, late)
        try:
            self._socket.sendto(self.sending.next(), self._to)
        except OSError:  # nobody listens there any more, or the buffer is full: counted
            self._unsent += 1
        if self.sending.released:
            self._released = time.time()

    def _readable(self) -> None:
        try:
            data, ancillary, _, _ = self._socket.recvmsg(2048, 64)
        except BlockingIOError:
            return
        when = time.time()
        for level, kind, value in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS):
                seconds, nano = _TIMESPEC.unpack(value)
                when = seconds + nano / 1e9
        if codes := self.hearing.take(data, when):
            self._frames.append((when, codes))

    def rest(self) -> None:
        """A light leg that has heard something: the kernel drops what else comes."""
        if self._light and not self._deaf and self.hearing.first_sound is not None:
            self._deaf = True
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)

    def take_frames(self) -> list[tuple[float, bytes]]:
        frames, self._frames = self._frames, []
        return frames

    def met(self, wanted: dict[str, Any], now: float) -> float | None:
        """Is what `until` waits for there?  Then since when.

        {"hears": "700" | "silence" | "sound", "least": seconds} or {"keys": "12"} or {"pressed": true}."""
        if "pressed" in wanted:
            return None if self.sending.pressing else self._released or now
        if "keys" in wanted:
            heard = "".join(key for _, key in self.hearing.keys)
            return self.hearing.keys[len(wanted["keys"]) - 1][0] if heard.startswith(wanted["keys"]) else None
        since = self.hearing.since(str(wanted["hears"]), now)
        if since is None or since < float(wanted.get("after", 0)):
            since = None if since is None else max(since, float(wanted.get("after", 0)))
        return since if since is not None and now - since >= float(wanted.get("least", 0.0)) else None

    def report(self) -> dict[str, object]:
        sent = {"packets": self.sending.packets, "late": round(self._late, 4), "unsent": self._unsent}
        return self.hearing.report() | {"leg": self.name, "port": self.port, "sent": sent, "since": self._connected}

    def close(self) -> None:
        """Twice is once."""
        with contextlib.suppress(OSError, ValueError):
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()
