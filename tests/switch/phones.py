"""Phones that misbehave: refuse, answer late, call themselves what they like."""

from collections.abc import Callable

import gevent

from tests.contract.far.media import MediaClock
from tests.contract.far.phone import Phone, PhoneCall
from tests.contract.far.sip import Message, branch, sdp

HOST = "127.0.0.1"


class TestPhone(Phone):
    """`status` is its final answer to a call (`486 Busy Here`); "200 OK" takes it after `after` seconds, "" lets it
    ring for ever, "silent" says nothing at all."""

    __test__ = False

    def __init__(self, clock: MediaClock, user: str, switch: tuple[str, int]) -> None:
        super().__init__(clock, user, switch)
        self.status = "200 OK"
        self.after = 0.0
        self.first = "180 Ringing"  # its first word; "183 ..." comes with a description of its audio
        self.came: list[PhoneCall] = []
        self.cancels: list[Message] = []

    def _asked(self, message: Message) -> None:
        if message.method == "CANCEL":
            self.cancels.append(message)
        if message.method == "INVITE" and message.get("call-id") in self.calls:
            return  # sent again, since it was not answered
        super()._asked(message)

    def _rung(self, message: Message) -> None:
        call = PhoneCall(self, message.get("call-id"), outgoing=False)
        self.calls[call.id] = call
        self.came.append(call)
        call.invite = message
        call.local, call.remote = f"{message.get('to')};tag={call.tag}", message.get("from")
        call.target = message.get("contact").partition("<")[2].partition(">")[0]
        if self.status == "silent":
            return
        early = sdp(HOST, call.media.port) if self.first.startswith("183") else ""
        self._reply(message, self.first, call.tag, early)
        if self.status:
            gevent.spawn_later(self.after, self._final, message, call, self.status)

    def _final(self, message: Message, call: PhoneCall, status: str) -> None:
        if call.over.is_set():
            return
        ok = status.startswith("200")
        self._reply(message, status, call.tag, sdp(HOST, call.media.port) if ok else "")
        if ok:
            call.started(message.body)
        else:
            call.end()

    def hold(self, call: PhoneCall, held: bool) -> None:
        """RFC 3264, 8.4: a new offer that only sends puts on hold.  Returns when the switch has answered: before that
        it would refuse another (RFC 3261, 14.2)."""
        call.changed.clear()
        call.seq += 1
        way = "sendonly" if held else "sendrecv"
        body = sdp(HOST, call.media.port).replace("o=- 1 1 ", f"o=- 1 {call.seq} ") + f"a={way}\r\n"
        self._send(self._message(call, "INVITE", branch(), body))
        assert call.changed.wait(20.0)

    def later(self, seconds: float, what: Callable[[], object]) -> None:
        gevent.spawn_later(seconds, what)


class Carrier(TestPhone):
    """Everybody outside: `people` says how a number behaves, as `status` does for all others."""

    def __init__(self, clock: MediaClock) -> None:
        super().__init__(clock, "carrier", (HOST, 0))
        self.people: dict[str, str] = {}
        self.deaf = False  # CANCELs go by unseen, into `unseen`
        self.unseen: list[Message] = []
        self.hangs_up_at_once = False

    def as_at_first(self) -> None:
        self.status, self.after, self.first = "200 OK", 0.0, "180 Ringing"
        self.deaf = self.hangs_up_at_once = False
        for what in (self.people, self.came, self.cancels, self.unseen):
            what.clear()

    def answer_now(self, call: PhoneCall) -> None:
        assert call.invite is not None
        self._final(call.invite, call, "200 OK")

    def _asked(self, message: Message) -> None:
        if self.deaf and message.method == "CANCEL":
            self.unseen.append(message)
            return
        super()._asked(message)
        if self.hangs_up_at_once and message.method == "ACK":
            self.request(self.calls[message.get("call-id")], "BYE")

    def _rung(self, message: Message) -> None:
        usual = self.status
        self.status = self.people.get(called(message), usual)
        super()._rung(message)
        self.status = usual

    def calls_to(self, number: str) -> list[PhoneCall]:
        return [call for call in self.came if call.invite is not None and called(call.invite) == number]


def called(invite: Message) -> str:
    """The user in the request's address."""
    return invite.start.split()[1].removeprefix("sip:").partition("@")[0]
