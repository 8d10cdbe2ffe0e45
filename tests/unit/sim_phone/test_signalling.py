"""Traces, messages, session descriptions, digests."""

import hashlib
import itertools
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine_sim.phone import scenarios
from ccengine_sim.phone.caller import from_header
from ccengine_sim.phone.digest import answer
from ccengine_sim.phone.g711 import PCMA, PCMU
from ccengine_sim.phone.message import Media, Message, make_sdp, read_sdp
from ccengine_sim.phone.trace import TraceReader, read_trace
from ccengine_sim.phone.visits import conflicts, visits

BAR = "-" * 47
INVITE = "INVITE sip:agent8001@h SIP/2.0\r\nFrom: <sip:138@h>;tag=1\r\nCall-ID: a\r\nCSeq: 7 INVITE\r\n\r\n"


def old(when: str, way: str, text: str) -> str:
    """As SIPp 3.6.1 writes it."""
    size = f"({len(text.encode())} bytes)" if way == "sent" else f"[{len(text.encode())}] bytes "
    return f"{BAR} 2026-11-22 {when}\nUDP message {way} {size}:\n\n{text}\n"


def new(when: str, way: str, text: str) -> str:
    """As SIPp 3.8.0 writes it."""
    return f"{BAR} 2026-11-22T{when}Z\nUDP message {way} [{len(text.encode())}] bytes:\n\n{text}\n"


def reply(status: int, cseq: str = "7 INVITE") -> str:
    return f"SIP/2.0 {status} X\r\nCall-ID: a\r\nCSeq: {cseq}\r\n\r\n"


@pytest.mark.parametrize("write", [old, new])
@given(cuts=st.lists(st.integers(1, 400), max_size=20))
def test_a_trace_in_pieces(write: object, cuts: list[int]) -> None:
    assert callable(write)
    body = "Call-ID: a\r\nX-p:<<<secret>>>X-p\r\n\r\n"
    control = write("02:00:00.500000", "received", body).replace("UDP message", "TCP control message")
    text = (
        write("02:00:00.000000", "received", INVITE) + control + write("02:00:01.250000", "sent", reply(200))
    ).encode()
    reader, events, kept = TraceReader(), [], b""
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(text)], strict=True):
        events += reader.feed(text[start:end])
        kept += reader.kept
    assert [(event.sent, event.message.method, event.message.status) for event in events] == [
        (False, "INVITE", 0),
        (True, "INVITE", 200),
    ]
    assert events[1].t - events[0].t == pytest.approx(1.25)
    assert events[0].t == 1795312800.0
    assert b"secret" not in kept
    assert not reader.misplaced


def test_a_message_with_a_nul_does_not_hide_the_next(tmp_path: Path) -> None:
    cut = new("02:00:00.000000", "received", INVITE).replace("] bytes", "0] bytes")  # says more than is there
    path = tmp_path / "trace"
    path.write_text(cut + new("02:00:01.000000", "sent", reply(180)), "utf-8")
    assert [event.message.status for event in read_trace(path)] == [0, 180]


def test_dropped_calls_are_counted() -> None:
    reader = TraceReader()
    reader.feed(b"Unexpected control message rec")
    reader.feed(b"eived (I was expecting a different type of message)")
    assert reader.misplaced == 1


def trace(*steps: tuple[int, str, str, str]) -> str:
    """(second, "sent" or "received", Call-ID, text)"""
    return "".join(
        new(f"02:00:{second:02}.000000", way, text.replace("Call-ID: a", f"Call-ID: {ident}"))
        for second, way, ident, text in steps
    )


def talk(ident: str, start: int, end: int) -> list[tuple[int, str, str, str]]:
    ack, bye = (
        "ACK sip:x SIP/2.0\r\nCall-ID: a\r\nCSeq: 7 ACK\r\n\r\n",
        "BYE sip:x SIP/2.0\r\nCall-ID: a\r\nCSeq: 8 BYE\r\n\r\n",
    )
    return [
        (start, "received", ident, INVITE), (start, "sent", ident, reply(200)), (start, "received", ident, ack),
        (end, "received", ident, bye),
    ]  # fmt: skip


def test_conflicts_are_seen() -> None:
    apart = visits(TraceReader().feed(trace(*talk("a", 1, 3), *talk("b", 4, 6)).encode()))
    assert [(visit.user, visit.caller, visit.status) for visit in apart] == [("agent8001", "138", 200)] * 2
    assert not list(conflicts(apart))
    together = visits(TraceReader().feed(trace(*talk("a", 1, 5), *talk("b", 4, 6)).encode()))
    assert len(list(conflicts(together))) == 2  # one phone in two talks, one caller with two phones
    long = visits(TraceReader().feed(trace(*talk("a", 1, 9), *talk("b", 2, 3), *talk("c", 5, 6)).encode()))
    assert len(list(conflicts(long))) == 4, "the second and the third are in the first, and not in each other"
    ringing = [(2, "received", "b", INVITE), (3, "sent", "b", reply(486))]
    assert not list(conflicts(visits(TraceReader().feed(trace(*talk("a", 1, 5), *ringing).encode()))))


@given(st.text(max_size=300))
def test_any_text_is_a_message(text: str) -> None:
    message = Message(text)
    assert message.status >= 0
    _ = (
        message.method,
        message.reason,
        message.uri_user,
        message.call_id,
        read_sdp(message.body),
        message.user("From"),
    )


def test_sdp_round_trip() -> None:
    assert read_sdp(make_sdp("127.0.0.1", 4000, (PCMU, PCMA), 96)) == Media("127.0.0.1", 4000, PCMU, 96)
    assert read_sdp(make_sdp("127.0.0.1", 4000, (PCMA,), None)) == Media("127.0.0.1", 4000, PCMA, None)
    assert read_sdp("v=0\nm=audio 0 RTP/AVP 8\nc=IN IP4 1.2.3.4\n") is None


def test_a_digest_that_the_rfc_computes() -> None:
    """The numbers of RFC 2617, 3.5, without qop, which its MD5 of user, realm and password shares."""
    challenge = Message('SIP/2.0 401 X\r\nWWW-Authenticate: Digest realm="testrealm@host.com", nonce="n"\r\n\r\n')
    line = answer(challenge, "GET", "/dir/index.html", "Mufasa", "Circle Of Life")
    a1, a2 = "939e7578ed9e3c518a452acee763bce9", "39aff3a2bab6126f332b942af96d3366"
    assert f'response="{hashlib.md5(f"{a1}:n:{a2}".encode()).hexdigest()}"' in line
    assert line.startswith("Authorization: Digest ")


def test_a_digest_with_qop_and_a_foreign_algorithm() -> None:
    text = 'SIP/2.0 407 X\r\nProxy-Authenticate: Digest realm="r",nonce="n",opaque="o",algorithm=MD5,qop="auth"\r\n\r\n'
    line = answer(Message(text), "REGISTER", "sip:h", "u", "p")
    assert line.startswith("Proxy-Authorization: Digest ")
    assert all(part in line for part in ('opaque="o"', "qop=auth", "nc=00000001", "cnonce="))
    with pytest.raises(ValueError, match="SHA-256"):
        answer(Message(text.replace("MD5", "SHA-256")), "REGISTER", "sip:h", "u", "p")


def test_a_callers_name_is_quoted() -> None:
    assert from_header("138", 'a"b\\', "h") == '"a\\"b\\\\" <sip:138@h>'
    assert from_header("138", "", "h") == "<sip:138@h>"


@pytest.mark.parametrize("text", [scenarios.caller(), scenarios.phone()], ids=["caller", "phone"])
def test_every_jump_has_its_label_and_every_wait_a_command(text: str) -> None:
    root = ElementTree.fromstring(text)
    labels = {each.get("id") for each in root.iter("label")}
    jumps = {each.get("next") for each in root.iter() if each.get("next")}
    assert jumps <= labels
    assert labels - jumps <= {"calling", "talking", "bye", "leaving", "refusing", "ringing", "registering", "proving",
                              "cancelling", "answered", "cancelled"}  # fmt: skip
    waits = re.findall(r"(recv|recvCmd|send|nop)\b[^>]*>", re.sub(r"<!\[CDATA\[.*?\]\]>", "", text, flags=re.S))
    after_recv = {b for a, b in itertools.pairwise(waits) if a == "recv"}
    assert after_recv <= {"recv", "recvCmd"}, "a wait that no command closes"
