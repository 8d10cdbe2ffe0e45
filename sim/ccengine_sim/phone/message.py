"""A SIP message as far as the simulator looks into it, and session descriptions (SDP), made and read.

What is read here was sent by a switch under test: odd input gives empty values, never an exception."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ccengine_sim.phone.g711 import LAWS, Law

_STATUS = re.compile(r"SIP/2\.0 (\d{3})\b")
KEYS_TYPE = 101  # payload type that we offer for telephone-events


@dataclass(frozen=True)
class Message:
    """What every reader asks for is looked up once, when it is made: a trunk reads thousands of them."""

    text: str  # lines end with CR LF, as on the wire
    start: str = field(init=False, compare=False)
    status: int = field(init=False, compare=False)  # 0 for a request
    call_id: str = field(init=False, compare=False)
    method: str = field(init=False, compare=False)
    """Of the request, or of the request that is answered (from CSeq)."""
    _headers: Mapping[str, str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        first, _, rest = self.text.replace("\r\n", "\n").partition("\n\n")[0].partition("\n")
        headers: dict[str, str] = {}
        for line in rest.split("\n"):
            name, colon, value = line.partition(":")
            if colon:
                headers.setdefault(name.strip().lower(), value.strip())
        start = first.strip()
        status = _STATUS.match(start)
        method = headers.get("cseq", "").rpartition(" ")[2] if status else start.partition(" ")[0]
        for key, found in (
            ("start", start), ("status", int(status[1]) if status else 0), ("method", method),
            ("call_id", headers.get("call-id", "")), ("_headers", headers),
        ):  # fmt: skip
            object.__setattr__(self, key, found)

    @property
    def reason(self) -> str:
        return self.start.split(" ", 2)[2] if self.status and self.start.count(" ") > 1 else ""

    @property
    def uri_user(self) -> str:
        """The user part of a request's URI: who is called."""
        found = re.match(r"\S+ sips?:([^@\s;>]*)@", self.start)
        return found[1] if found else ""

    def header(self, name: str) -> str:
        """The first header of this name; "" when there is none."""
        return self._headers.get(name.lower(), "")

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
