"""One leg's socket: an even UDP port, what it sends, what it hears."""

import contextlib
import socket
import struct
import time
from math import inf
from typing import Any, Final

from ccengine_sim.phone.g711 import Law
from ccengine_sim.phone.hearing import Hearing
from ccengine_sim.phone.rtp import FRAME
from ccengine_sim.phone.sending import Pace, Sending

_SO_TIMESTAMPNS: Final = 35  # Linux: the kernel's time of arrival as seconds and nanoseconds
_TIMESPEC: Final = struct.Struct("@qq")
_TRIES: Final = 200
_BUFFER: Final = 1 << 17  # bytes, of a leg that listens


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
    """`due`: the number of the slot (20 ms) in which it sends next."""

    def __init__(self, name: str, host: str) -> None:
        self.name = name
        self.sending = Sending()
        self.hearing = Hearing()
        self.due: float = inf
        self._socket = _even_socket(host)
        self.port = int(self._socket.getsockname()[1])
        self._to: tuple[str, int] | None = None
        self.frames: list[tuple[float, bytes]] = []  # not analysed so far: when each came, its codes
        self._late = 0.0
        self._unsent = 0
        self._slot = -1.0  # in which it has sent last
        self._released = 0.0
        self.light = False  # it listens until the first sound only, and while somebody waits for what it hears
        self.awaited = 0  # so many wait for it
        self.connected: float | None = None  # since when, in seconds since the epoch

    def fileno(self) -> int:
        return self._socket.fileno()

    def connect(
        self, host: str, port: int, law: Law, keys_type: int | None, pace: Pace = Pace.FULL, light: bool = False
    ) -> None:
        """Begin to send; or, when called again, go on to another address.

        `light`: it listens until the first sound, and while somebody waits for what it hears: one of many at once."""
        self._to = (host, port)
        self.light = light
        self.connected = self.connected or time.time()
        self.sending.law, self.sending.pace = law, pace
        self.sending.keys_type = self.hearing.keys_type = keys_type
        self.due = 0

    def press(self, keys: str, hold: float, gap: float) -> float:
        """As Sending.press; the first key goes out in the next slot."""
        self.due = min(self.due, 0) if self._to else inf
        return self.sending.press(keys, hold, gap)

    def send(self, slot: int, late: float) -> None:
        if self._to is None:
            return
        data = self.sending.next(1 if self._slot < 0 else max(1, int(slot - self._slot)))
        self._slot, self.due = slot, slot + self.sending.wait
        self._late = max(self._late, late)
        if self.sending.released:  # before it goes: what it leads to may be here before this process runs again
            self._released = time.time()
        try:
            self._socket.sendto(data, self._to)
        except OSError:  # nobody listens there any more, or the buffer is full: counted
            self._unsent += 1

    def read(self) -> None:
        """One packet, which waits."""
        try:
            data, ancillary, _, _ = self._socket.recvmsg(2048, 64)
        except OSError:  # BlockingIOError, or what the far end's machine told by ICMP
            return
        when = time.time()
        for level, kind, value in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, _SO_TIMESTAMPNS):
                seconds, nano = _TIMESPEC.unpack(value)
                when = seconds + nano / 1e9
        if codes := self.hearing.take(data, when):
            self.frames += [(when, codes[n : n + FRAME]) for n in range(0, len(codes), FRAME)]

    @property
    def rests(self) -> bool:
        """It has heard something, and listens no more."""
        return self.light and self.hearing.first_sound is not None and not self.awaited

    def deafen(self) -> None:
        """The kernel drops what else comes."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)

    def listen_again(self) -> None:
        """From now on; what the kernel has kept since it was deafened is old."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
        with contextlib.suppress(OSError):
            while True:
                self._socket.recv(2048)

    def take_frames(self) -> list[tuple[float, bytes]]:
        frames, self.frames = self.frames, []
        return frames

    def met(self, wanted: dict[str, Any], now: float) -> float | None:
        """Is what `until` waits for there?  Then since when.

        {"hears": "700" | "silence" | "sound", "least": seconds}, {"heard": [700, 1900], "after": time},
        {"keys": "12"} or {"pressed": true}."""
        if "pressed" in wanted:
            return None if self.sending.pressing else self._released or now
        if "keys" in wanted:
            heard = "".join(key for _, key in self.hearing.keys)
            return self.hearing.keys[len(wanted["keys"]) - 1][0] if heard.startswith(wanted["keys"]) else None
        if "heard" in wanted:
            return self.hearing.first(wanted["heard"], float(wanted["after"]))
        since = self.hearing.since(str(wanted["hears"]), now)
        if since is None or since < float(wanted.get("after", 0)):
            since = None if since is None else max(since, float(wanted.get("after", 0)))
        return since if since is not None and now - since >= float(wanted.get("least", 0.0)) else None

    def report(self) -> dict[str, object]:
        sent = {"packets": self.sending.packets, "late": round(self._late, 4), "unsent": self._unsent}
        return self.hearing.report() | {"leg": self.name, "port": self.port, "sent": sent, "since": self.connected}

    def close(self) -> None:
        """Twice is once."""
        self._socket.close()
