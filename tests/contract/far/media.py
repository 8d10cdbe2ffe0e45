"""RTP of one call: what it sends (a tone or silence, and keys), and what came in.  One clock for all calls."""

import struct
import time
from collections import deque

import gevent
from gevent import socket

from ccengine.flow.scripted.transcript import Piece
from ccengine.model.keys import KEYS
from tests.contract.far.sound import FRAME, RATE, TONES, ULAW, Samples, pieces, tone, ulaw

TICK = FRAME / RATE
EVENT = 101  # payload type of telephone-event in our SDP
PRESSED = (0.1, 0.06)  # seconds that a key is held, and to the next
DIALLED = (0.03, 0.03)  # by a machine: 40 ms each, at the next tick
SILENCE = b"\xff" * FRAME
_SOUNDS = {name: ulaw(tone(hertz, TICK)) for name, hertz in TONES.items()}


class Media:
    def __init__(self, host: str) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._socket.bind((host, 0))
        self.port: int = self._socket.getsockname()[1]
        self.to: tuple[str, int] | None = None
        self._sound = SILENCE
        self._keys: deque[tuple[str, float, float]] = deque()
        self._begun = self._released = False  # of the first of `keys`
        self._since = 0.0  # when that was
        self._key_stamp = 0
        self._seq = self._stamp = 0
        self._got: list[tuple[float, int, int, bytes]] = []  # arrival, stamp, ssrc, payload
        self._reader = gevent.spawn(self._read)

    # -- out

    def speak(self, name: str) -> None:
        """From now on; "" for silence."""
        self._sound = _SOUNDS[name] if name else SILENCE

    def press(self, keys: str, times: tuple[float, float] = PRESSED) -> None:
        self._keys.extend((key, *times) for key in keys)

    @property
    def pressing(self) -> bool:
        return bool(self._keys)

    def tick(self) -> None:
        """20 ms have passed."""
        self._stamp += FRAME
        if self.to is None:
            return
        if self._keys:
            self._key()
        else:
            self._send(0, self._sound, self._stamp)

    def _key(self) -> None:
        """Held and parted by the clock on the wall, however late a tick is: keys that are pressed too fast are made
        to last longer by Asterisk, and AMI then tells of some of them twice (docs/decisions/0082)."""
        key, hold, pause = self._keys[0]
        number = KEYS.index(key)
        now = time.monotonic()
        held = int((now - self._since) * RATE)
        if self._released:
            self._send(0, self._sound, self._stamp)
            if now - self._since >= pause:
                self._released = False
                self._begun = False
                self._keys.popleft()
        elif not self._begun:
            self._begun, self._since, self._key_stamp = True, now, self._stamp
            self._send(EVENT, struct.pack("!BBH", number, 10, FRAME), self._key_stamp, marker=True)
        elif now - self._since < hold:
            self._send(EVENT, struct.pack("!BBH", number, 10, held), self._key_stamp)
        else:
            self._released, self._since = True, now
            for _ in range(3):
                self._send(EVENT, struct.pack("!BBH", number, 0x80 | 10, held), self._key_stamp)

    def _send(self, payload_type: int, payload: bytes, stamp: int, marker: bool = False) -> None:
        self._seq = (self._seq + 1) & 0xFFFF
        head = struct.pack("!BBHII", 0x80, payload_type | (0x80 if marker else 0), self._seq, stamp, 0xCA11)
        if self.to is None:
            return
        try:
            self._socket.sendto(head + payload, self.to)
        except OSError:
            self.to = None  # the switch closed its port: the call is over

    # -- in

    def _read(self) -> None:
        while True:
            try:
                packet = self._socket.recv(2048)
            except OSError:
                return
            if len(packet) > 12 and packet[1] & 0x7F == 0:
                stamp, ssrc = struct.unpack("!II", packet[4:12])
                self._got.append((time.monotonic(), stamp, ssrc, packet[12:]))

    def heard(self) -> list[Piece]:
        return pieces(self.frames())

    def frames(self) -> list[tuple[float, Samples]]:
        """Each 20 ms, and when they began: in seconds from the first packet, by the sender's stamps, which do not
        tremble as arrivals do.  Arrival counts only where the stamps break off: what follows without a break was sent
        without a gap, however late a held host let us read it."""
        frames = []
        anchor = 0.0  # arrival of stamp 0
        of: int | None = None
        awaited = 0  # the stamp that goes on without a break
        for arrival, stamp, ssrc, payload in self._got:
            if ssrc != of or (stamp != awaited and abs(arrival - stamp / RATE - anchor) > 0.3):
                of, anchor = ssrc, arrival - stamp / RATE
            awaited = stamp + len(payload)
            for start in range(0, len(payload) - FRAME + 1, FRAME):
                frame = ULAW[list(payload[start : start + FRAME])]
                frames.append((anchor + (stamp + start) / RATE - self._got[0][0], frame))
        return frames

    def close(self) -> None:
        self._reader.kill(block=False)
        self._socket.close()


class MediaClock:
    """Ticks all calls; a late tick is made good, so that the stream keeps its rate."""

    def __init__(self) -> None:
        self.calls: set[Media] = set()
        self._greenlet = gevent.spawn(self._run)

    def _run(self) -> None:
        due = time.monotonic()
        while True:
            due += TICK
            gevent.sleep(max(0.0, due - time.monotonic()))
            for media in list(self.calls):
                media.tick()

    def stop(self) -> None:
        self._greenlet.kill(block=False)
