"""SIP requests as an attacker writes them: every part may be replaced, and nothing is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from ccengine_sim.hostile.words import as_bytes


@dataclass(slots=True)
class Dialog:
    """What the requests of one sender share.  `here`: HOST:PORT that answers come to."""

    here: str
    call_id: str
    tag: str
    to_tag: str = ""
    seq: int = 0

    @classmethod
    def new(cls, chance: Random, here: str, mark: str) -> "Dialog":
        return cls(here, f"{chance.getrandbits(64):x}-{mark}", f"{chance.getrandbits(32):x}")


@dataclass(slots=True)
class Request:
    """`parts` replaces headers by name, or adds some; None leaves one out."""

    method: str
    uri: str
    sender: str  # of From, without tag
    to: str
    parts: Mapping[str, str | None] = field(default_factory=dict)
    body: bytes = b""
    branch: str = ""

    def to_bytes(self, dialog: Dialog, chance: Random) -> bytes:
        if self.method not in ("ACK", "CANCEL"):
            dialog.seq += 1
        branch = self.branch or f"z9hG4bK{chance.getrandbits(64):x}"
        headers: dict[str, str | None] = {
            "Via": f"SIP/2.0/UDP {dialog.here};branch={branch};rport",
            "Max-Forwards": "70",
            "From": f"{self.sender};tag={dialog.tag}",
            "To": self.to + (f";tag={dialog.to_tag}" if dialog.to_tag else ""),
            "Call-ID": dialog.call_id,
            "CSeq": f"{dialog.seq} {self.method}",
            "Contact": f"<sip:hostile@{dialog.here}>",
        }
        headers |= {"Content-Length": str(len(self.body))} | dict(self.parts)
        lines = [f"{name}: {value}" for name, value in headers.items() if value is not None]
        return as_bytes("\r\n".join([f"{self.method} {self.uri} SIP/2.0", *lines, "", ""])) + self.body


def offer(host: str, port: int) -> bytes:
    """A-law and keys."""
    return (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
    ).encode()
