"""What one leg hears, measured: the packets, and in them tones, sound and silence, with the times they came and went.

Times are seconds since the epoch, of a packet's arrival by the kernel's stamp.  A tone is told within 20 ms."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from ccengine_sim.phone.g711 import BY_PAYLOAD_TYPE, PCMA, Law
from ccengine_sim.phone.rtp import FRAME, FRAME_SECONDS, RATE, BadPacket, Packet, parse, parse_key
from ccengine_sim.phone.tones import Sound

HANG: Final = 3 * FRAME_SECONDS  # a tone that is away for longer has ended
LEAST: Final = 2  # frames that make a tone; one alone is the edge of something else
GAP: Final = 0.045  # seconds between two packets that count as a gap
MOST: Final = 2000  # entries kept of each list; of tones and sounds the newest: a talk comes after the wait for it
AUDIO_LIMIT: Final = 600 * RATE  # bytes of G.711 kept per leg: ten minutes

T = TypeVar("T")


@dataclass(slots=True)
class Interval:
    start: float
    end: float
    frames: int = 1


@dataclass(slots=True)
class Hearing:
    law: Law = PCMA
    keys_type: int | None = None
    packets: int = 0
    lost: int = 0  # gaps in the sequence numbers, in packets
    reordered: int = 0
    bad: int = 0  # not RTP, or of no payload type that was agreed
    jitter: float = 0.0  # seconds, RFC 3550 A.8
    stamp_jumps: int = 0  # a time stamp that does not fit the sequence number
    first_packet: float | None = None
    last_packet: float | None = None
    first_sound: float | None = None
    gaps: list[tuple[float, float]] = field(default_factory=list)  # (time of the packet after it, seconds)
    keys: list[tuple[float, str]] = field(default_factory=list)
    tones: dict[int, list[Interval]] = field(default_factory=dict)
    sounds: list[tuple[str, Interval]] = field(default_factory=list)  # "silence", "tone", "sound"
    audio: bytearray = field(default_factory=bytearray)
    came: list[float] = field(default_factory=list)  # when each packet of `audio` came
    _last: Packet | None = None
    _key_stamp: int = -1

    def take(self, data: bytes, now: float) -> bytes | None:
        """One datagram.  Returns its codes when it holds frames to be analysed, of 160 each."""
        try:
            packet = parse(data)
            if packet.payload_type == self.keys_type:
                self._key(packet, now)
                self._count(packet, now, audio=False)
                return None
        except BadPacket:
            self.bad += 1
            return None
        law = BY_PAYLOAD_TYPE.get(packet.payload_type)
        if law is None:
            self.bad += 1
            return None
        self.law = law
        self._count(packet, now, audio=True)
        if len(self.audio) < AUDIO_LIMIT:
            self.audio += packet.payload
            self.came.append(now)
        return packet.payload if len(packet.payload) % FRAME == 0 else None

    def _key(self, packet: Packet, now: float) -> None:
        event = parse_key(packet.payload)
        if packet.stamp != self._key_stamp and len(self.keys) < MOST:
            self._key_stamp = packet.stamp
            self.keys.append((now, event.key))

    def _count(self, packet: Packet, now: float, audio: bool) -> None:
        self.packets += 1
        if self.first_packet is None:
            self.first_packet = now
        last, before = self._last, self.last_packet
        self.last_packet = now
        if last is None or before is None or packet.ssrc != last.ssrc:
            self._last = packet
            return
        step = (packet.sequence - last.sequence) & 0xFFFF
        if step == 0 or step > 0x8000:
            self.reordered += 1
            return
        self.lost += step - 1
        if now - before > GAP and len(self.gaps) < MOST:
            self.gaps.append((now, now - before))
        if audio and last.payload_type == packet.payload_type:  # a key's packets keep the time stamp of its start
            ahead = (packet.stamp - last.stamp) & 0xFFFFFFFF
            self.stamp_jumps += ahead != step * FRAME
            self.jitter += (abs((now - before) - ahead / RATE) - self.jitter) / 16 if ahead < RATE else 0.0
        self._last = packet

    def analysed(self, now: float, sound: Sound) -> None:
        """The frame that came at `now`."""
        for tone in sound.tones:
            _extend(self.tones.setdefault(tone, []), now)
        kind = "silence" if sound.silent else "tone" if sound.tonal else "sound"
        if not sound.silent and self.first_sound is None:
            self.first_sound = now
        if self.sounds and self.sounds[-1][0] == kind and now - self.sounds[-1][1].end <= HANG:
            self.sounds[-1][1].end = now
            self.sounds[-1][1].frames += 1
        else:
            _keep(self.sounds, (kind, Interval(now, now)))

    def since(self, kind: str, now: float) -> float | None:
        """Since when without a break there is "silence", "sound" (anything but silence), or a tone ("700")."""
        if self.last_packet is None or now - self.last_packet > HANG:
            return None
        if kind.isdigit():
            found = self.tones.get(int(kind), [])
            return found[-1].start if found and now - found[-1].end <= HANG and found[-1].frames >= LEAST else None
        start: float | None = None
        for name, interval in reversed(self.sounds):
            if (name == "silence") != (kind == "silence"):
                break
            start = interval.start
        return start

    def first(self, tones: Sequence[int], after: float) -> float | None:
        """When all of these tones (Hz) were heard first, each of them, from the time `after` on; None: not so far."""
        each = [next((max(i.start, after) for i in self.tones.get(hz, ()) if _is_tone(i, after)), None) for hz in tones]
        return None if None in each else max(at for at in each if at is not None)

    def report(self) -> dict[str, object]:
        """As JSON: times rounded to 0.1 ms."""
        heard = {hz: [i for i in found if i.frames >= LEAST] for hz, found in self.tones.items()}
        return {
            "law": self.law.name,
            **{name: getattr(self, name) for name in ("packets", "lost", "reordered", "bad", "stamp_jumps")},
            "jitter": round(self.jitter, 6),
            **{name: getattr(self, name) for name in ("first_packet", "last_packet", "first_sound")},
            "gaps": [[round(t, 4), round(s, 4)] for t, s in self.gaps],
            "keys": [[round(t, 4), key] for t, key in self.keys],
            "tones": {str(hz): [_pair(i) for i in found] for hz, found in sorted(heard.items()) if found},
            "frames": {str(hz): [i.frames for i in found] for hz, found in sorted(heard.items()) if found},
            "sounds": [[kind, *_pair(interval)] for kind, interval in self.sounds],
        }


def _extend(found: list[Interval], now: float) -> None:
    if found and now - found[-1].end <= HANG:
        found[-1].end = now
        found[-1].frames += 1
        return
    if found and found[-1].frames < LEAST:
        found.pop()
    _keep(found, Interval(now, now))


def _keep(found: list[T], new: T) -> None:
    found.append(new)
    if len(found) > MOST:
        del found[0]


def _is_tone(interval: Interval, after: float) -> bool:
    return interval.frames >= LEAST and interval.end > after


def _pair(interval: Interval) -> list[float]:
    return [round(interval.start, 4), round(interval.end + FRAME_SECONDS, 4)]
