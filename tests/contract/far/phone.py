"""A telephone: places calls, and answers those that come."""

from collections.abc import Callable
from uuid import uuid4

import gevent
from gevent import socket
from gevent.event import Event

from tests.contract.far.media import Media, MediaClock
from tests.contract.far.sip import Message, branch, decode, media_of, reply, sdp

HOST = "127.0.0.1"


class PhoneCall:
    """One call of a phone, from its side."""

    def __init__(self, phone: "Phone", call_id: str, outgoing: bool) -> None:
        self.phone = phone
        self.id = call_id
        self.outgoing = outgoing
        self.media = Media(HOST)
        self.tag = uuid4().hex[:10]
        self.answers = 0  # 200 to our INVITE, those repeated not counted
        self.up = Event()
        self.over = Event()
        self.changed = Event()  # a later INVITE of ours was answered
        self.local = self.remote = self.target = ""
        self.seq = 1
        self.invite: Message | None = None

    @property
    def is_there(self) -> bool:
        return not self.over.is_set()

    def hang_up(self) -> None:
        """BYE, or CANCEL before the answer; returns when the switch has confirmed it."""
        if not self.is_there:
            return
        method = "BYE" if self.up.is_set() else "CANCEL"
        self.phone.request(self, method)
        assert self.over.wait(10.0), f"the switch does not confirm {method}"

    def end(self) -> None:
        self.phone.clock.calls.discard(self.media)
        self.over.set()

    def started(self, body: str) -> None:
        self.media.to = media_of(body)
        self.phone.clock.calls.add(self.media)
        self.up.set()


class Phone:
    """`answer` is asked for every call that comes in: True to take it at once, False to let it ring."""

    def __init__(self, clock: MediaClock, user: str, switch: tuple[str, int]) -> None:
        self.clock = clock
        self.user = user
        self.switch = switch
        self.answer: Callable[[], bool] = lambda: True
        self.on_call: Callable[[PhoneCall], None] = lambda call: None
        self.calls: dict[str, PhoneCall] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((HOST, 0))
        self.port: int = self._socket.getsockname()[1]
        self.contact = f"<sip:{user}@{HOST}:{self.port}>"
        self._name = f'"Far Side" {self.contact}'
        self._reader = gevent.spawn(self._read)

    def close(self) -> None:
        for call in self.calls.values():
            call.end()
            call.media.close()
        self._reader.kill(block=False)
        self._socket.close()

    def dial(self, number: str, caller: str = "") -> PhoneCall:
        """Sends the INVITE; `up` and `over` of the call tell the rest.  `caller`: of its From header, as in
        `"name" <sip:user@host>`; "" for the phone's own."""
        call = PhoneCall(self, uuid4().hex, outgoing=True)
        self.calls[call.id] = call
        uri = f"sip:{number}@{self.switch[0]}:{self.switch[1]}"
        call.target, call.remote = uri, f"<{uri}>"
        call.local = f"{caller or self._name};tag={call.tag}"
        call.invite = self._message(call, "INVITE", branch(), sdp(HOST, call.media.port))
        self._send(call.invite)
        return call

    def request(self, call: PhoneCall, method: str) -> None:
        if method == "CANCEL":
            assert call.invite is not None
            self._send(self._message(call, "CANCEL", call.invite.get("Via").rpartition("branch=")[2]))
            return
        call.seq += 1
        self._send(self._message(call, method, branch()))

    def _message(self, call: PhoneCall, method: str, via: str, body: str = "") -> Message:
        headers = [
            ("Via", f"SIP/2.0/UDP {HOST}:{self.port};branch={via}"),
            ("Max-Forwards", "70"),
            ("From", call.local),
            ("To", call.remote),
            ("Call-ID", call.id),
            ("CSeq", f"{call.seq} {method}"),
            ("Contact", self.contact),
        ]
        if body:
            headers.append(("Content-Type", "application/sdp"))
        return Message(f"{method} {call.target} SIP/2.0", headers, body)

    def _send(self, message: Message) -> None:
        self._socket.sendto(message.encode(), self.switch)

    def _read(self) -> None:
        while True:
            try:
                message = decode(self._socket.recv(65536))
            except OSError:
                return
            if message.is_request:
                self._asked(message)
            elif (call := self.calls.get(message.get("call-id"))) is not None:
                self._told(call, message)

    # -- what the switch answers

    def _told(self, call: PhoneCall, message: Message) -> None:
        if message.status < 200:
            return
        if message.method == "INVITE":
            call.remote = message.get("to")
            if message.status < 300:
                call.target = message.get("contact").strip("<>").partition(">")[0]
                if not call.up.is_set():
                    call.answers += 1
                    call.started(message.body)
                self._send(self._message(call, "ACK", branch()))
                call.changed.set()
            else:
                assert call.invite is not None
                self._send(self._message(call, "ACK", call.invite.get("Via").rpartition("branch=")[2]))
                call.end()
        elif message.method == "BYE":
            call.end()

    # -- what the switch asks

    def _asked(self, message: Message) -> None:
        call = self.calls.get(message.get("call-id"))
        match message.method:
            case "INVITE" if call is None:
                self._rung(message)
            case "INVITE":
                assert call is not None
                self._reply(message, "200 OK", call.tag, sdp(HOST, call.media.port))
            case "BYE" | "CANCEL":
                self._reply(message, "200 OK", call.tag if call else "none")
                if call is not None and message.method == "CANCEL" and call.invite is not None:
                    self._reply(call.invite, "487 Request Terminated", call.tag)
                if call is not None:
                    call.end()
            case "ACK":
                pass
            case _:
                self._reply(message, "200 OK", "options")

    def _rung(self, message: Message) -> None:
        call = PhoneCall(self, message.get("call-id"), outgoing=False)
        self.calls[call.id] = call
        call.invite = message
        call.local, call.remote = f"{message.get('to')};tag={call.tag}", message.get("from")
        call.target = message.get("contact").partition("<")[2].partition(">")[0]
        self._reply(message, "180 Ringing", call.tag)
        if self.answer():
            self._reply(message, "200 OK", call.tag, sdp(HOST, call.media.port))
            call.started(message.body)
            self.on_call(call)

    def _reply(self, request: Message, status: str, tag: str, body: str = "") -> None:
        self._send(reply(request, status, tag, self.contact, body))
