"""What one leg sends, slot by slot of 20 ms: tones, a piece of speech, silence, or a key."""

import secrets
from collections import deque
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from ccengine_sim.phone.g711 import PCMA, Law
from ccengine_sim.phone.rtp import FRAME, FRAME_SECONDS, Frame, Packet, key_frames
from ccengine_sim.phone.tones import tone_frame

MOST_KEYS = 200  # presses waiting to be sent
FIRST = 10
"""Packets that every leg sends at full pace: a switch takes the first few of a stream to learn whose it is."""


class Pace(StrEnum):
    """How often a leg sends, after its first packets; keys are always sent as they should be."""

    FULL = "full"  # 20 ms of audio each 20 ms
    STEADY = "steady"
    """100 ms each 100 ms.  A recorder that is fed by one side alone writes the other as silence; fed by none it writes
    nothing, and at less than this it throws away what is in its queue (docs/decisions/0181)."""
    KEEP = "keep"  # 20 ms each 10 s: a switch takes a side that is silent for long for dead


_PACES: Final = {Pace.FULL: (1, 1), Pace.STEADY: (5, 5), Pace.KEEP: (500, 1)}
"""Slots from one packet to the next, and how many of them are in a packet."""


class Sending:
    """Knows no socket and no clock: `next` is called so many slots after the last time as `wait` says."""

    def __init__(self) -> None:
        self.law: Law = PCMA
        self.keys_type: int | None = None
        self.packets = 0
        self.pace = Pace.FULL
        self.wait = 1  # slots until the next packet
        self.released = False  # the packet made last is the first that says that a key was let go
        self._held = 0  # keys whose release was not sent so far
        self._ssrc = secrets.randbits(32)
        self._sequence = secrets.randbits(15)
        self._stamp = secrets.randbits(31)
        self._tones: tuple[int, ...] = ()
        self._once: deque[bytes] = deque()  # played once before the tone goes on
        self._again: tuple[bytes, ...] = ()  # what `_once` is filled with when it is empty
        self._keys: deque[Frame | None] = deque()  # None: a slot of the pause between two keys
        self._resume = True  # the next audio packet begins a spurt: marker

    def tone(self, *tones: int) -> None:
        """In Hz, sounding together; none: silence."""
        tones = tuple(hz for hz in tones if hz)
        tone_frame(tones, self.law)  # raises ValueError
        self._tones = tones

    def speech(self, payloads: Sequence[bytes], again: bool = False) -> None:
        """Once, or `again` and again; then the tone goes on."""
        self._once = deque(payloads)
        self._again = tuple(payloads) if again else ()

    def hush(self, seconds: float) -> None:
        """Silence for so long in place of the tone: a gap, as a test makes it."""
        self._once.extend([self.law.silence * FRAME] * round(seconds / FRAME_SECONDS))

    def press(self, keys: str, hold: float, gap: float) -> float:
        """Queue key presses; returns the seconds until the last one is sent.  `hold` and `gap` in seconds."""
        if self.keys_type is None:
            raise ValueError("the far end takes no telephone-events")
        if len(keys) > MOST_KEYS:
            raise ValueError(f"{len(keys)} keys at once: at most {MOST_KEYS}")
        for key in keys:
            self._keys.extend(key_frames(key, hold))
            self._held += 1
            self._keys.extend([None] * round(gap / FRAME_SECONDS))
        return len(self._keys) * FRAME_SECONDS

    @property
    def pressing(self) -> bool:
        """Until the last key is let go.  The repeats of its end and the pause after it do not count: the far end has
        the key by then, and may end the call."""
        return self._held > 0

    def next(self, slots: int = 1) -> bytes:
        """The packet of this slot, `slots` after the one before."""
        self._stamp = stamp = (self._stamp + slots * FRAME) & 0xFFFFFFFF
        self._sequence = (self._sequence + 1) & 0xFFFF
        self.packets += 1
        frame = self._keys.popleft() if self._keys else None
        self.released = frame is not None and frame.event.end and frame.stamp_offset < frame.event.duration
        self._held -= self.released
        if frame is not None and self.keys_type is not None:
            self._resume, self.wait = True, 1
            return self._packet(self.keys_type, stamp - frame.stamp_offset, frame.event.to_bytes(), frame.marker)
        wait, frames = _PACES[Pace.FULL if self.packets <= FIRST or self._keys else self.pace]
        marker, self._resume, self.wait = self._resume or slots > self.wait, False, wait
        payload = self._audio() if frames == 1 else b"".join([self._audio() for _ in range(frames)])
        return self._packet(self.law.payload_type, stamp, payload, marker)

    def _packet(self, kind: int, stamp: int, payload: bytes, marker: bool) -> bytes:
        return Packet(kind, self._sequence, stamp, self._ssrc, payload, marker).to_bytes()

    def _audio(self) -> bytes:
        if not self._once and self._again:
            self._once.extend(self._again)
        if self._once:
            return self._once.popleft()
        return tone_frame(self._tones, self.law)
