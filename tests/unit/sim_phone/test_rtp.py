"""RTP and telephone-events: what is sent, what is understood, what is measured."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine_sim.phone.g711 import PCMA, PCMU
from ccengine_sim.phone.hearing import MOST, Hearing
from ccengine_sim.phone.rtp import FRAME, KEYS, RATE, BadPacket, Packet, key_frames, parse, parse_key
from ccengine_sim.phone.sending import Pace, Sending
from ccengine_sim.phone.tones import Sound, listen


@given(
    kind=st.integers(0, 127), sequence=st.integers(0, 65535), stamp=st.integers(0, 2**32 - 1),
    ssrc=st.integers(0, 2**32 - 1), payload=st.binary(max_size=400), marker=st.booleans(),
)  # fmt: skip
def test_round_trip(kind: int, sequence: int, stamp: int, ssrc: int, payload: bytes, marker: bool) -> None:
    packet = Packet(kind, sequence, stamp, ssrc, payload, marker)
    assert parse(packet.to_bytes()) == packet


@given(st.binary(max_size=80))
def test_any_bytes_are_a_packet_or_refused(data: bytes) -> None:
    try:
        parse(data)
    except BadPacket:
        return


@given(st.binary(max_size=8))
def test_any_bytes_are_a_key_or_refused(data: bytes) -> None:
    try:
        assert parse_key(data).key in KEYS
    except BadPacket:
        return


def test_extension_and_padding_are_skipped() -> None:
    head = bytes([0xB1, 8]) + bytes(10) + b"CSRC" + b"\xbe\xde\x00\x01ABCD"
    assert parse(head + b"payload" + b"\x00\x00\x03").payload == b"payload"


def test_a_key_as_rfc_4733_wants_it() -> None:
    frames = key_frames("#", 0.1)
    assert [frame.marker for frame in frames] == [True] + [False] * 6
    assert [frame.event.end for frame in frames] == [False] * 4 + [True] * 3
    assert [frame.event.duration for frame in frames] == [160, 320, 480, 640, 800, 800, 800]
    assert {parse_key(frame.event.to_bytes()).key for frame in frames} == {"#"}


def sending() -> Sending:
    one = Sending()
    one.keys_type = 101
    return one


def test_a_press_within_a_tone() -> None:
    one = sending()
    one.tone(700)
    one.press("15", hold=0.06, gap=0.04)
    packets, released = [], []
    for _ in range(20):
        packets.append(parse(one.next()))
        released.append(one.released)
    assert [slot for slot, now in enumerate(released) if now] == [2, 9], "the first of three ends"
    events = [packet for packet in packets if packet.payload_type == 101]
    assert len(events) == 10
    assert len({packet.stamp for packet in events}) == 2, "one time stamp for each press"
    assert [(b.sequence - a.sequence) & 0xFFFF for a, b in itertools.pairwise(packets)] == [1] * 19
    audio = [(slot, packet) for slot, packet in enumerate(packets) if packet.payload_type == PCMA.payload_type]
    assert all((p.stamp - packets[0].stamp) & 0xFFFFFFFF == slot * FRAME for slot, p in audio)
    assert audio[0][1].marker, "audio after keys begins a spurt"


@pytest.mark.parametrize(
    ("pace", "packets", "seconds"), [(Pace.FULL, 500, 10.0), (Pace.STEADY, 108, 10.0), (Pace.KEEP, 11, 0.22)]
)
def test_a_pace_is_so_many_packets_and_so_much_sound(pace: Pace, packets: int, seconds: float) -> None:
    """Of ten seconds, the begin at full pace; what is steady has all of its sound in fewer packets."""
    one = sending()
    one.pace = pace
    slot, before, got = 0, 0, []
    while slot < 500:
        got.append(parse(one.next(max(1, slot - before))))
        before, slot = slot, slot + one.wait
    assert len(got) == packets
    assert sum(len(packet.payload) for packet in got) / RATE == pytest.approx(seconds)
    assert [packet.sequence - got[0].sequence for packet in got] == [*range(packets)]
    lasts = (got[-1].stamp - got[0].stamp) / RATE
    assert lasts == before * FRAME / RATE, "the time stamps run with the clock"


def test_a_key_goes_out_at_once_whatever_the_pace() -> None:
    one = sending()
    one.pace = Pace.KEEP
    for _ in range(11):
        one.next()
    assert one.wait == 500
    one.press("1", hold=0.1, gap=0.1)
    kinds, pressing = [], []
    for _ in range(12):
        pressing.append(one.pressing)
        kinds.append(parse(one.next()).payload_type)
    assert kinds == [101] * 7 + [8] * 5, "the key, and the pause after it"
    assert pressing == [True] * 5 + [False] * 7, "let go with the first packet of its end"
    one.next()
    assert one.wait == 500


def test_no_keys_to_who_takes_none() -> None:
    with pytest.raises(ValueError, match="telephone-events"):
        Sending().press("1", 0.1, 0.1)


def hear(hearing: Hearing, one: Sending, count: int, start: float, skip: frozenset[int] = frozenset()) -> float:
    """`count` slots of 20 ms; those in `skip` are lost on the way."""
    now = start
    for slot in range(count):
        data, now = one.next(), start + slot * 0.02
        if slot not in skip and (codes := hearing.take(data, now)):
            hearing.analysed(now, *listen(hearing.law.decode(codes).reshape(1, -1)))
    return now + 0.02


def test_tones_with_their_times() -> None:
    hearing, one = Hearing(keys_type=101), sending()
    now = hear(hearing, one, 10, 100.0)
    one.tone(700)
    now = hear(hearing, one, 50, now)
    one.tone(2600)
    now = hear(hearing, one, 50, now)
    assert hearing.since("2600", now) == pytest.approx(101.2)
    assert hearing.since("700", now) is None
    assert hearing.since("sound", now) == pytest.approx(100.2)
    report = hearing.report()
    assert report["first_sound"] == pytest.approx(100.2)
    assert report["tones"] == {"700": [[100.2, 101.2]], "2600": [[101.2, 102.2]]}
    assert report["frames"] == {"700": [50], "2600": [50]}
    assert hearing.since("2600", now + 1) is None, "what stopped coming is not heard"


def test_of_very_many_pieces_the_newest_are_kept() -> None:
    """Music is nothing but such, and the talk comes after it."""
    hearing = Hearing()
    music, hush = Sound(False, True, (700,)), Sound(True, False, ())
    for n in range(MOST + 10):
        for step, sound in enumerate((music, music, hush)):
            hearing.analysed(100.0 + n * 0.2 + step * 0.02, sound)
    report: dict[str, Any] = hearing.report()
    last = 100.0 + (MOST + 9) * 0.2
    assert len(report["tones"]["700"]) == len(report["frames"]["700"]) == len(report["sounds"]) == MOST
    assert report["tones"]["700"][-1] == [pytest.approx(last), pytest.approx(last + 0.04)]
    assert report["sounds"][-1] == ["silence", pytest.approx(last + 0.04), pytest.approx(last + 0.06)]
    assert report["first_sound"] == 100.0


def test_losses_gaps_keys_and_strangers() -> None:
    hearing, one = Hearing(keys_type=101), sending()
    hearing.keys_type = 101
    hear(hearing, one, 20, 100.0, frozenset({5, 6, 7}))
    one.press("42", 0.1, 0.1)
    hear(hearing, one, 40, 100.4)
    assert hearing.lost == 3
    assert [round(s, 3) for _, s in hearing.gaps] == [0.08]
    assert [key for _, key in hearing.keys] == ["4", "2"]
    assert hearing.stamp_jumps == 0
    assert hearing.jitter < 0.001
    assert hearing.take(b"not RTP", 101.0) is None
    assert hearing.take(Packet(33, 1, 1, 1, b"x").to_bytes(), 101.0) is None
    assert hearing.bad == 2


def test_the_law_is_the_packets_own() -> None:
    hearing, one = Hearing(), Sending()
    one.law = PCMU
    hear(hearing, one, 2, 1.0)
    assert hearing.report()["law"] == "PCMU"


def test_when_a_voice_was_heard_first() -> None:
    hearing, one = Hearing(keys_type=101), sending()
    one.tone(700)
    now = hear(hearing, one, 10, 100.0)
    one.tone(700, 1900)
    now = hear(hearing, one, 10, now)
    one.tone(2600)
    hear(hearing, one, 10, now)
    assert hearing.first([700], 0.0) == pytest.approx(100.0)
    assert hearing.first([700, 1900], 0.0) == pytest.approx(100.2), "both"
    assert hearing.first([700, 1900], 100.3) == pytest.approx(100.3), "it goes on"
    assert hearing.first([700, 1900], 100.5) is None, "it has ended"
    assert hearing.first([1900, 550], 0.0) is None


@pytest.mark.parametrize("frames", [1, 5])
def test_a_packet_of_several_frames_is_heard_whole(frames: int) -> None:
    hearing, one = Hearing(), sending()
    one.tone(700)
    packet = parse(one.next())
    long = Packet(packet.payload_type, 1, 160, packet.ssrc, packet.payload * frames)
    assert hearing.take(long.to_bytes(), 100.0) == packet.payload * frames
