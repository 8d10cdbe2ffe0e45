"""What an attacker writes where a name, a number or a key is expected: lines that are not ours, and what makes a reader
believe that one begins.

A forged line says a day of long ago, so one that a log took for a line of its own is found (logs.py)."""

from random import Random
from urllib.parse import quote

DAY = "1999-01-01"
SECOND = "915148800.000000"  # the same, as channel events tell it

LINES = (
    f"[{DAY} 00:00:00.000] ERROR[1] hostile.c: MARK",
    f"{DAY} 00:00:00,000 ERROR ccengine.engine: MARK",
    f'[{DAY} 00:00:00.000] SECURITY[1] res_security_log.c: SecurityEvent="MARK"',
    f'"{SECOND}","ANSWER","MARK","MARK","","","","","","","","",""',
    '1 00000000 {"t":"EngineStarted","at":915148800.0,"run":1,"version":"MARK"}',
    "Event: Hangup\r\nUniqueid: MARK",
    "agi_uniqueid: MARK",
    "200 result=-1 MARK",
)
BREAKS = (
    "\n", "\r", "\r\n", "\n\r\n", "\r\n ", "\n\t", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\0",
    "%0A", "%0D%0A", "%0a%0d%0a", "%00", "%E2%80%A8", "%1B[2K", "\\n", "\\x0a", "&#10;", "\x1b[2K\x1b[1G", "\x9b2K",
    "\x1b]0;title\x07", "\b" * 40, "\udcff\udcfe",
)  # fmt: skip
"""Ends of a line, plain and in the spellings that somebody may unpack; and what a terminal obeys."""
HOLLOW = ("", " ", "%s%n%x", "${SHELL(id)}", "$[1/0]", "'; --", '"', '",RemoteAddress="IPV4/UDP/192.0.2.1/5060', "\\",
          "../../etc/passwd", "<>", "A" * 300, "中" * 200)  # fmt: skip


def forged(chance: Random, mark: str) -> str:
    """One line that pretends to be another's, after something that may end the line before."""
    return mark + chance.choice(BREAKS) + chance.choice(LINES).replace("MARK", mark)


def odd(chance: Random, mark: str) -> str:
    """A forged line, or a text that means something to some program."""
    return forged(chance, mark) if chance.random() < 0.6 else mark + chance.choice(HOLLOW)


def escaped(text: str) -> str:
    """As the user of a SIP address may hold any byte (RFC 3261, 19.1.2)."""
    return quote(as_bytes(text), safe="%")


def as_bytes(text: str) -> bytes:
    """Bytes that are not UTF-8 stay."""
    return text.encode("utf-8", "surrogateescape")
