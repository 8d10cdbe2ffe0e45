"""What one leg sends: a 20 ms frame per slot, from a tone, a piece of speech, silence, or a key."""

import secrets
from collections import deque
from collections.abc import Sequence

from ccengine_sim.phone.g711 import PCMA, Law
from ccengine_sim.phone.rtp import FRAME, FRAME_SECONDS, Frame, Packet, key_frames
from ccengine_sim.phone.tones import tone_payloads

MOST_KEYS = 200  # presses waiting to be sent


class Sending:
    """Knows no socket and no clock: `next` is called once per slot."""

    def __init__(self) -> None:
        self.law: Law = PCMA
        self.keys_type: int | None = None
        self.packets = 0
        self.released = False  # the packet made last is the first that says that a key was let go
        self._ssrc = secrets.randbits(32)
        self._sequence = secrets.randbits(15)
        self._stamp = secrets.randbits(31)
        self._tone = 0
        self._once: deque[bytes] = deque()  # speech, played once before the tone goes on
        self._keys: deque[Frame | None] = deque()  # None: a slot of the pause between two keys
        self._event_stamp = 0
        self._resume = True  # the next audio packet begins a spurt: marker
        self._slot = 0

    def tone(self, hz: int) -> None:
        """0: silence."""
        if hz:
            tone_payloads(hz, self.law)  # raises ValueError
        self._tone = hz

    def speech(self, payloads: Sequence[bytes]) -> None:
        self._once = deque(payloads)

    def press(self, keys: str, hold: float, gap: float) -> float:
        """Queue key presses; returns the seconds until the last one is sent.  `hold` and `gap` in seconds."""
        if self.keys_type is None:
            raise ValueError("the far end takes no telephone-events")
        if len(keys) > MOST_KEYS:
            raise ValueError(f"{len(keys)} keys at once: at most {MOST_KEYS}")
        for key in keys:
            self._keys.extend(key_frames(key, hold))
            self._keys.extend([None] * round(gap / FRAME_SECONDS))
        return len(self._keys) * FRAME_SECONDS

    @property
    def pressing(self) -> bool:
        return bool(self._keys)

    def next(self) -> bytes:
        """The packet of this slot."""
        stamp = self._stamp
        self._stamp = (stamp + FRAME) & 0xFFFFFFFF
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._slot += 1
        self.packets += 1
        frame = self._keys.popleft() if self._keys else None
        self.released = frame is not None and frame.event.end and frame.stamp_offset < frame.event.duration
        if frame is not None and self.keys_type is not None:
            self._resume = True
            packet = Packet(
                self.keys_type, self._sequence, stamp - frame.stamp_offset, self._ssrc, frame.event.to_bytes(),
                frame.marker,
            )  # fmt: skip
            return packet.to_bytes()
        marker, self._resume = self._resume, False
        return Packet(self.law.payload_type, self._sequence, stamp, self._ssrc, self._audio(), marker).to_bytes()

    def _audio(self) -> bytes:
        if self._once:
            return self._once.popleft()
        if self._tone:
            payloads = tone_payloads(self._tone, self.law)
            return payloads[self._slot % len(payloads)]
        return self.law.silence * FRAME
