"""SIP that is none, or not quite: datagrams by seed, none larger than UDP carries."""

from collections.abc import Callable
from random import Random

from ccengine_sim.hostile.request import Dialog, Request
from ccengine_sim.hostile.words import as_bytes, forged, odd

UDP = 65_507
"""Bytes that one datagram can carry (RFC 768 over IPv4)."""

METHODS = ("INVITE", "REGISTER", "OPTIONS", "BYE", "CANCEL", "ACK", "INFO", "SUBSCRIBE", "REFER", "PUBLISH", "UPDATE",
           "NOTIFY", "MESSAGE", "PRACK", "X" * 200, "", "invite")  # fmt: skip
NUMBERS = ("-1", "0", "4294967296", "99999999999999999999999", "1e9", "0x10", "", "١٢")
Change = Callable[[bytes, Random, str], bytes]


def _cut(data: bytes, chance: Random, mark: str) -> bytes:
    return data[: chance.randrange(len(data))]


def _bits(data: bytes, chance: Random, mark: str) -> bytes:
    found = bytearray(data)
    for _ in range(chance.randint(1, 30)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def _without(name: bytes) -> Change:
    def change(data: bytes, chance: Random, mark: str) -> bytes:
        return b"\r\n".join(line for line in data.split(b"\r\n") if not line.startswith(name + b":"))

    return change


def _value(name: bytes, values: tuple[str, ...]) -> Change:
    def change(data: bytes, chance: Random, mark: str) -> bytes:
        value = name + b": " + as_bytes(chance.choice(values))
        return b"\r\n".join(value if line.startswith(name + b":") else line for line in data.split(b"\r\n"))

    return change


def _folded(data: bytes, chance: Random, mark: str) -> bytes:
    """Every header over two lines, the second a forged one."""
    head, rest = data.split(b"\r\n", 1)
    return head + b"\r\n" + rest.replace(b": ", b":\r\n " + as_bytes(forged(chance, mark)) + b"\r\n ")


def _vias(data: bytes, chance: Random, mark: str) -> bytes:
    """As many as a datagram holds, in the long or the short form."""
    via = chance.choice((b"Via: SIP/2.0/UDP 127.0.0.9\r\n", b"v:SIP/2.0/UDP h\r\n", b"v:\r\n"))
    head, rest = data.split(b"\r\n", 1)
    return head + b"\r\n" + via * ((UDP - len(data) - 2) // len(via)) + rest


def _long(data: bytes, chance: Random, mark: str) -> bytes:
    """One header as long as the datagram, or a display name."""
    name = chance.choice((b"Subject: ", b"User-Agent: ", b"Call-ID: ", b'From: "', b"Contact: "))
    head, rest = data.split(b"\r\n", 1)
    size = chance.choice((1_000, 3_900, 8_200, UDP - len(data) - len(name) - 4))
    return head + b"\r\n" + name + as_bytes(mark).ljust(size, b"x") + b"\r\n" + rest


def _noise(data: bytes, chance: Random, mark: str) -> bytes:
    return chance.randbytes(chance.randint(1, 1400))


def _line(data: bytes, chance: Random, mark: str) -> bytes:
    """A forged line and nothing else; or before what would be a request."""
    line = b"\r\n" + as_bytes(forged(chance, mark)) + b"\r\n"
    return line * 3 if chance.random() < 0.5 else line + data


def _newlines(data: bytes, chance: Random, mark: str) -> bytes:
    return data.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\n\n", b"\r\r\n", b"\0")))


def _status(data: bytes, chance: Random, mark: str) -> bytes:
    """An answer that nobody asked for."""
    return (
        as_bytes(f"SIP/2.0 {chance.choice((*NUMBERS, '200', '999'))} {odd(chance, mark)}\r\n") + data.split(b"\n", 1)[1]
    )


CHANGES: tuple[Change, ...] = (
    _cut, _bits, _folded, _vias, _long, _noise, _line, _newlines, _status,
    *(_without(name) for name in (b"Via", b"From", b"To", b"Call-ID", b"CSeq", b"Max-Forwards")),
    _value(b"Content-Length", NUMBERS), _value(b"CSeq", tuple(f"{number} INVITE" for number in NUMBERS)),
    _value(b"Max-Forwards", NUMBERS), _value(b"Via", ("SIP/9.9/UDP h", "SIP/2.0/UDP [::", "x", "SIP/2.0/UDP h:99999")),
    _value(b"Contact", ("*", "<sip:", "<sip:a@[::1]:0;lr>,<sip:b>", "<tel:" + "9" * 3000 + ">")),
)  # fmt: skip


def malformed(chance: Random, dialog: Dialog, called: str, sender: str, mark: str) -> bytes:
    """`sender`: the number that it says to come from."""
    method = chance.choice(METHODS)
    uri = f"sip:{called}@127.0.0.1"
    request = Request(method, uri, f"<sip:{sender}@127.0.0.1>", f"<{uri}>", {"User-Agent": mark})
    return chance.choice(CHANGES)(request.to_bytes(dialog, chance), chance, mark)[:UDP]
