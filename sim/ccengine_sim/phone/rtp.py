"""RTP packets (RFC 3550) and telephone-events (RFC 4733), bytes <-> values.  No sockets."""

import struct
from dataclasses import dataclass
from typing import Final, NamedTuple

RATE: Final = 8000  # samples per second
FRAME: Final = 160  # samples per packet: 20 ms
FRAME_SECONDS: Final = FRAME / RATE
KEYS: Final = "0123456789*#ABCD"  # index: RFC 4733 event code
_HEADER: Final = struct.Struct("!BBHII")
_EVENT: Final = struct.Struct("!BBH")
_END: Final = 0x80
_VOLUME: Final = 10  # -10 dBm0, as phones send


class BadPacket(Exception):
    """Not an RTP packet of version 2, or cut short."""


class Packet(NamedTuple):
    payload_type: int
    sequence: int
    stamp: int  # in samples
    ssrc: int
    payload: bytes
    marker: bool = False

    def to_bytes(self) -> bytes:
        kind = self.payload_type | (0x80 if self.marker else 0)
        return _HEADER.pack(0x80, kind, self.sequence & 0xFFFF, self.stamp & 0xFFFFFFFF, self.ssrc) + self.payload


def parse(data: bytes) -> Packet:
    """Raises BadPacket.  CSRCs, an extension and padding are skipped."""
    if len(data) < _HEADER.size:
        raise BadPacket(f"{len(data)} bytes")
    first, kind, sequence, stamp, ssrc = _HEADER.unpack_from(data)
    if first >> 6 != 2:
        raise BadPacket(f"version {first >> 6}")
    start, end = _HEADER.size + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if start + 4 > end:
            raise BadPacket("extension cut short")
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    if first & 0x20:
        end -= data[-1]
    if start > end:
        raise BadPacket("header longer than the packet")
    return Packet(kind & 0x7F, sequence, stamp, ssrc, data[start:end], bool(kind & 0x80))


@dataclass(frozen=True, slots=True)
class KeyEvent:
    key: str
    end: bool
    duration: int  # in samples, since the event's time stamp

    def to_bytes(self) -> bytes:
        return _EVENT.pack(KEYS.index(self.key), _VOLUME | (_END if self.end else 0), min(self.duration, 0xFFFF))


def parse_key(payload: bytes) -> KeyEvent:
    """Raises BadPacket; also for events that are no keys (flash, fax tones)."""
    if len(payload) < _EVENT.size:
        raise BadPacket("telephone-event cut short")
    code, flags, duration = _EVENT.unpack_from(payload)
    if code >= len(KEYS):
        raise BadPacket(f"event {code} is no key")
    return KeyEvent(KEYS[code], bool(flags & _END), duration)


@dataclass(frozen=True, slots=True)
class Frame:
    """What one 20 ms slot of a key press puts on the wire."""

    event: KeyEvent
    marker: bool
    stamp_offset: int  # samples between the event's time stamp and this slot


def key_frames(key: str, seconds: float) -> list[Frame]:
    """A key held for `seconds`, slot by slot: marker on the first, growing duration, the end three times.

    All packets of one press carry the time stamp of its start (RFC 4733, 2.5.1); the two repeats of the end
    take slots of their own, which costs 40 ms and keeps the pace."""
    slots = max(2, round(seconds / FRAME_SECONDS))
    frames = [Frame(KeyEvent(key, False, (slot + 1) * FRAME), slot == 0, slot * FRAME) for slot in range(slots - 1)]
    last = KeyEvent(key, True, slots * FRAME)
    return frames + [Frame(last, False, (slots - 1 + repeat) * FRAME) for repeat in range(3)]
