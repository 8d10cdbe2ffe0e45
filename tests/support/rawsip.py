"""SIP by hand over UDP: for senders that no honest phone would be.  One socket, one dialog, no retransmission."""

import hashlib
import re
import socket
import uuid
from types import TracebackType

PATIENCE = 20.0  # seconds for what takes milliseconds


class RawSip:
    """A sender at `source` (any loopback address) that talks to the SIP address `to`."""

    def __init__(self, to: tuple[str, int], source: str = "127.0.0.1") -> None:
        self.to = to
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((source, 0))
        self.socket.settimeout(PATIENCE)
        self.rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # what arrives here is heard
        self.rtp.bind((source, 0))
        self.rtp.settimeout(PATIENCE)
        host, port = self.socket.getsockname()
        self.here = f"{host}:{port}"
        self.call_id = uuid.uuid4().hex
        self.tag = uuid.uuid4().hex[:8]
        self.seq = 0
        self.branch = ""
        self.their_tag = ""

    def __enter__(self) -> "RawSip":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.socket.close()
        self.rtp.close()

    def send(
        self, method: str, uri: str, sender: str, to: str, extra: str = "", body: bytes = b"", branch: str = ""
    ) -> None:
        """`sender` and `to` are the whole values of From (without tag) and To."""
        if method != "ACK":
            self.seq += 1
        branch = branch or f"z9hG4bK{uuid.uuid4().hex}"
        head = (
            f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {self.here};branch={branch};rport\r\n"
            f"Max-Forwards: 70\r\nFrom: {sender};tag={self.tag}\r\nTo: {to}\r\nCall-ID: {self.call_id}\r\n"
            f"CSeq: {self.seq} {method}\r\nContact: <sip:raw@{self.here}>\r\n{extra}Content-Length: {len(body)}\r\n\r\n"
        )
        self.socket.sendto(head.encode() + body, self.to)

    def reply(self, ringing: bool = False) -> str:
        """The next final response's text, or with `ringing` the next that is not 100.  Requests of the switch (OPTIONS)
        pass by."""
        passed = "SIP/2.0 100" if ringing else "SIP/2.0 1"
        while True:
            text = self.socket.recv(65536).decode("utf-8", "replace")
            if text.startswith("SIP/2.0 ") and not text.startswith(passed):
                found = re.search(r"(?m)^To: .*;tag=([^;\r\n]+)", text)
                self.their_tag = found[1] if found else ""
                return text

    def ask(self, method: str, uri: str, sender: str, to: str, extra: str = "", body: bytes = b"") -> int:
        """Send and return the final status."""
        self.send(method, uri, sender, to, extra, body)
        return status(self.reply())

    def ring(self, number: str, sender: str, extra: str = "") -> None:
        """Send an INVITE with an offer of A-law."""
        uri = f"sip:{number}@{self.to[0]}:{self.to[1]}"
        self.branch = f"z9hG4bK{uuid.uuid4().hex}"
        extra = extra + "Content-Type: application/sdp\r\n"
        self.send("INVITE", uri, sender, f"<{uri}>", extra, sdp(*self.rtp.getsockname()), self.branch)

    def acknowledge(self, number: str, sender: str) -> None:
        """ACK of a 2xx."""
        uri = f"sip:{number}@{self.to[0]}:{self.to[1]}"
        self.send("ACK", uri, sender, f"<{uri}>;tag={self.their_tag}")

    def expect(self, method: str) -> str:
        """The next request of that method; it is answered with 200 unless it is an INVITE.  Others pass by."""
        while True:
            text = self.socket.recv(65536).decode("utf-8", "replace")
            if text.startswith(f"{method} "):
                if method != "INVITE":
                    self.answer(text, body=b"")
                return text

    def answer(self, request: str, body: bytes | None = None) -> None:
        """200 to a request; to an INVITE with A-law at our RTP socket."""
        body = sdp(*self.rtp.getsockname()) if body is None else body
        kept = re.findall(r"(?m)^(?:Via|From|Call-ID|CSeq): .*?(?=\r?$)", request)
        to = re.search(r"(?m)^To: (.*?)\r?$", request)
        assert to
        tag = "" if ";tag=" in to[1] else f";tag={self.tag}"
        kind = "Content-Type: application/sdp\r\n" if body else ""
        head = "\r\n".join(["SIP/2.0 200 OK", *kept, f"To: {to[1]}{tag}", f"Contact: <sip:raw@{self.here}>"])
        self.socket.sendto(f"{head}\r\n{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body, self.to)

    def cancel(self, uri: str, sender: str) -> None:
        """Give up what `ring` began; returns when the switch has ended it."""
        self.seq -= 1
        self.send("CANCEL", uri, sender, f"<{uri}>", branch=self.branch)
        while status(got := self.reply()) != 487:
            pass
        to = re.search(r"(?m)^To: (.*?)\r?$", got)
        assert to
        self.send("ACK", uri, sender, to[1], branch=self.branch)

    def invite(self, number: str, sender: str, extra: str = "") -> int:
        """An INVITE with an offer of A-law; 2xx and refusals are acknowledged."""
        uri = f"sip:{number}@{self.to[0]}:{self.to[1]}"
        self.ring(number, sender, extra)
        got = self.reply()
        to = re.search(r"(?m)^To: (.*?)\r?$", got)
        self.send("ACK", uri, sender, to[1] if to else f"<{uri}>")
        return status(got)

    def statuses(self, number: str, sender: str, extra: str = "") -> list[int]:
        """Of every answer to an INVITE, up to the final one, which is acknowledged."""
        self.ring(number, sender, extra)
        found: list[int] = []
        while not found or found[-1] < 200:
            text = self.socket.recv(65536).decode("utf-8", "replace")
            if text.startswith("SIP/2.0 "):
                found.append(status(text))
        to = re.search(r"(?m)^To: (.*?;tag=([^;\r\n]+).*?)\r?$", text)
        assert to
        self.their_tag = to[2]
        branch = self.branch if found[-1] >= 300 else ""  # the ACK of a refusal is part of its transaction
        self.send("ACK", f"sip:{number}@{self.to[0]}:{self.to[1]}", sender, to[1], branch=branch)
        return found

    def hang_up(self, number: str, sender: str) -> None:
        """BYE of a call that was answered."""
        uri = f"sip:{number}@{self.to[0]}:{self.to[1]}"
        assert self.ask("BYE", uri, sender, f"<{uri}>;tag={self.their_tag}") == 200

    def invite_with_password(self, number: str, user: str, password: str) -> int:
        """An INVITE by `user`, who answers the challenge."""
        uri, sender = f"sip:{number}@{self.to[0]}:{self.to[1]}", f"<sip:{user}@{self.to[0]}>"
        self.ring(number, sender)
        challenge = self.reply()
        assert status(challenge) == 401, challenge
        self.send("ACK", uri, sender, f"<{uri}>", branch=self.branch)
        return self.invite(number, sender, f"Authorization: {digest(challenge, 'INVITE', uri, user, password)}\r\n")

    def register(self, user: str, sender: str, password: str | None = None, auth_user: str = "") -> int:
        """REGISTER the address-of-record `user`; with a password the challenge is answered."""
        uri = f"sip:{self.to[0]}:{self.to[1]}"
        record = f"<sip:{user}@{self.to[0]}>"
        self.send("REGISTER", uri, sender, record, "Expires: 60\r\n")
        got = self.reply()
        if status(got) != 401 or password is None:
            return status(got)
        answer = digest(got, "REGISTER", uri, auth_user or user, password)
        return self.ask("REGISTER", uri, sender, record, f"Expires: 60\r\nAuthorization: {answer}\r\n")


def status(reply: str) -> int:
    return int(reply.split(" ", 2)[1])


def sdp(host: str, port: int) -> bytes:
    return (
        f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"
    ).encode()


def digest(challenge: str, method: str, uri: str, user: str, password: str) -> str:
    """RFC 2617 MD5 with qop=auth, the answer to a 401."""

    def field(name: str) -> str:
        found = re.search(rf'{name}="([^"]*)"', challenge)
        assert found, f"the challenge has no {name}: {challenge}"
        return found[1]

    def md5(*parts: str) -> str:
        return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()

    realm, nonce, opaque = field("realm"), field("nonce"), field("opaque")
    ha1, ha2 = md5(user, realm, password), md5(method, uri)
    answer = md5(ha1, nonce, "00000001", "c0ffee", "auth", ha2)
    return (
        f'Digest username="{user}",realm="{realm}",nonce="{nonce}",uri="{uri}",response="{answer}",'
        f'algorithm=MD5,cnonce="c0ffee",opaque="{opaque}",qop=auth,nc=00000001'
    )
