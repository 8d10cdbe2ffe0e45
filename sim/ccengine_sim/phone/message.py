"""A SIP message as far as the simulator looks into it, and session descriptions (SDP), made and read.

What is read here was sent by a switch under test: odd input gives empty values, never an exception."""

import re
from dataclasses import dataclass
from functools import cached_property

from ccengine_sim.phone.g711 import LAWS, Law

KEYS_TYPE = 101  # payload type that we offer for telephone-events


@dataclass(frozen=True)
class Message:
    text: str  # lines end with CR LF, as on the wire

    @cached_property
    def start(self) -> str:
        return self.text.partition("\n")[0].strip()

    @cached_property
    def status(self) -> int:
        """0 for a request."""
        found = re.match(r"SIP/2\.0 (\d{3})\b", self.start)
        return int(found[1]) if found else 0

    @cached_property
    def method(self) -> str:
        """Of the request, or of the request that is answered (from CSeq)."""
        return self.header("CSeq").rpartition(" ")[2] if self.status else self.start.partition(" ")[0]

    @cached_property
    def reason(self) -> str:
        return self.start.split(" ", 2)[2] if self.status and self.start.count(" ") > 1 else ""

    @cached_property
    def uri_user(self) -> str:
        """The user part of a request's URI: who is called."""
        found = re.match(r"\S+ sips?:([^@\s;>]*)@", self.start)
        return found[1] if found else ""

    @cached_property
    def _headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in self.text.replace("\r\n", "\n").partition("\n\n")[0].split("\n")[1:]:
            name, colon, value = line.partition(":")
            if colon:
                found.setdefault(name.strip().lower(), value.strip())
        return found

    def header(self, name: str) -> str:
        """The first header of this name; "" when there is none."""
        return self._headers.get(name.lower(), "")

    @property
    def call_id(self) -> str:
        return self.header("Call-ID")

    @property
    def body(self) -> str:
        return self.text.replace("\r\n", "\n").partition("\n\n")[2]

    def user(self, header: str) -> str:
        """The user part of the address in From, To, Contact."""
        found = re.search(r"sips?:([^@>;\s]*)@", self.header(header))
        return found[1] if found else ""


@dataclass(frozen=True)
class Media:
    """Where the far end wants its audio, and as what."""

    host: str
    port: int
    law: Law
    keys_type: int | None  # payload type of telephone-events; None when it takes none


def read_sdp(body: str) -> Media | None:
    """The first audio stream.  None when there is none that we can speak."""
    audio = re.search(r"^m=audio (\d+) RTP/AVP ([\d ]+)", body, re.MULTILINE)
    host = re.search(r"^c=IN IP4 ([\d.]+)", body, re.MULTILINE)
    if not audio or not host or not int(audio[1]):
        return None
    offered = [int(number) for number in audio[2].split()]
    names = dict(re.findall(r"^a=rtpmap:(\d+) ([\w-]+)/8000", body, re.MULTILINE))
    laws = {0: "PCMU", 8: "PCMA"} | {int(number): name.upper() for number, name in names.items()}
    law = next((LAWS[laws[number]] for number in offered if laws.get(number) in LAWS), None)
    keys = next((number for number in offered if laws.get(number) == "TELEPHONE-EVENT"), None)
    return Media(host[1], int(audio[1]), law, keys) if law else None


def make_sdp(host: str, port: int, laws: tuple[Law, ...], keys_type: int | None = KEYS_TYPE) -> str:
    types = [law.payload_type for law in laws] + ([keys_type] if keys_type is not None else [])
    lines = [
        "v=0",
        f"o=ccsim {port} 1 IN IP4 {host}",
        "s=-",
        f"c=IN IP4 {host}",
        "t=0 0",
        f"m=audio {port} RTP/AVP {' '.join(map(str, types))}",
        *(f"a=rtpmap:{law.payload_type} {law.name}/8000" for law in laws),
    ]
    if keys_type is not None:
        lines += [f"a=rtpmap:{keys_type} telephone-event/8000", f"a=fmtp:{keys_type} 0-15"]
    return "\r\n".join([*lines, "a=ptime:20", "a=sendrecv", ""])
