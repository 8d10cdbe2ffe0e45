"""SIP messages, as little of them as a phone on loopback needs."""

from dataclasses import dataclass, field
from uuid import uuid4


@dataclass
class Message:
    start: str  # request or status line
    headers: list[tuple[str, str]] = field(default_factory=list)  # names in lower case when parsed
    body: str = ""

    def get(self, name: str) -> str:
        return next((value for header, value in self.headers if header.lower() == name.lower()), "")

    def all(self, name: str) -> list[str]:
        return [value for header, value in self.headers if header.lower() == name.lower()]

    @property
    def is_request(self) -> bool:
        return not self.start.startswith("SIP/2.0 ")

    @property
    def method(self) -> str:
        """Of a request, or of the request that a response is for."""
        return self.start.split(" ")[0] if self.is_request else self.get("CSeq").split(" ")[-1]

    @property
    def status(self) -> int:
        return int(self.start.split(" ")[1])

    def encode(self) -> bytes:
        body = self.body.encode()
        lines = [self.start, *(f"{name}: {value}" for name, value in self.headers), f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body


_SHORT = {
    "v": "via",
    "f": "from",
    "t": "to",
    "i": "call-id",
    "m": "contact",
    "l": "content-length",
    "c": "content-type",
}


def decode(data: bytes) -> Message:
    head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    headers = [(name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    return Message(start, [(_SHORT.get(name, name), value) for name, value in headers], body)


def reply(request: Message, status: str, tag: str, contact: str, body: str = "") -> Message:
    """`status`: `200 OK`."""
    to = request.get("to")
    headers = [("Via", via) for via in request.all("via")]
    headers += [("Record-Route", route) for route in request.all("record-route")]
    headers += [
        ("From", request.get("from")),
        ("To", to if "tag=" in to else f"{to};tag={tag}"),
        ("Call-ID", request.get("call-id")),
        ("CSeq", request.get("cseq")),
        ("Contact", contact),
    ]
    if body:
        headers.append(("Content-Type", "application/sdp"))
    return Message(f"SIP/2.0 {status}", headers, body)


def branch() -> str:
    return f"z9hG4bK{uuid4().hex}"


def sdp(host: str, port: int) -> str:
    return (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        "a=fmtp:101 0-16\r\na=ptime:20\r\n"
    )


def media_of(body: str) -> tuple[str, int] | None:
    """Where the far side wants its audio."""
    host = port = ""
    for line in body.splitlines():
        if line.startswith("c=IN IP4 "):
            host = line.split()[2]
        elif line.startswith("m=audio "):
            port = line.split()[1]
    return (host, int(port)) if host and port else None
