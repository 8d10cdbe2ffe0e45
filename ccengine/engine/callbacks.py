"""Callbacks between the flow that asks, the ACD that keeps them, and the call that comes of one."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from ccengine.acd.events import CallbackAsked
from ccengine.acd.machine import Machine
from ccengine.engine import stand
from ccengine.engine.book import Book, Known
from ccengine.engine.core import Order
from ccengine.engine.outgoing import Ours
from ccengine.model.callbacks import Asked
from ccengine.model.ids import CallId, QueueName, VersionId, callback_of
from ccengine.model.numbering import Numbering
from ccengine.model.numbers import normal
from ccengine.model.outgoing import Outgoing
from ccengine.wire.journal import fits


@dataclass(frozen=True, slots=True)
class Memo:
    """Where a call that is called back begins: kept by the ACD with the callback, as text."""

    called: str
    flow: str
    language: str
    version: VersionId
    variables: str  # of the port, as JSON
    standing: str  # as JSON
    caller_class: str = ""  # also one that he got on the way: as a member

    @classmethod
    def of(cls, known: Known) -> "Memo":
        standing = stand.shallow(known.standing) | {"visit": 0, "begun": False}
        text = json.dumps(standing, ensure_ascii=False)
        begin = (known.called, known.flow, known.language, known.version, known.variables)
        return cls(*begin, text, known.caller_class)

    @classmethod
    def read(cls, text: str) -> "Memo":
        return cls(**json.loads(text))

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


class Callbacks:
    """`written` puts something in the mailbox and waits until the turn that took it is on disk."""

    def __init__(
        self,
        machine: Machine,
        book: Book,
        outgoing: Outgoing,
        numbering: Numbering,
        written: Callable[[object], None],
    ) -> None:
        self._machine = machine
        self._book = book
        self._outgoing = outgoing
        self._numbering = numbering
        self._ours = Ours(book, outgoing, numbering)
        self._written = written

    def ask(self, call: CallId, queue: QueueName, number: str) -> Asked:
        """From the call's own greenlet.  The number is looked at by the gate again when it is dialled."""
        plain = normal(number)
        if plain is None or not self._outgoing.allows(plain):
            return Asked.NOT_ALLOWED
        said: list[Asked] = []

        def decide(*_: Any) -> list[object]:
            """In the turn, with the state as it is then."""
            answer, fact = self._decide(call, queue, plain)
            said.append(answer)
            return fact

        self._written(Order(decide, "callback"))
        return said[0]

    def _decide(self, call: CallId, queue: QueueName, number: str) -> tuple[Asked, list[object]]:
        callback, known = callback_of(call), self._book.get(call)
        kept = self._machine.call(callback)
        if kept is not None and kept.callback is not None and kept.callback.number == number:
            return Asked.KEPT, []  # taken up after a crash
        if self._ours(number):
            return Asked.NOT_ALLOWED, []  # the hotline's own: it would call itself, and ask itself to be called back
        if known is None:
            return Asked.WAITS, []  # it has hung up: nobody hears the answer
        if known.unconfirmed:
            return Asked.NOT_CONFIRMED, []  # a voicemail's tries would begin again and again
        party = self._numbering.form(number)
        asked = CallbackAsked(callback, call, queue, number, Memo.of(known).written(), promised=True, party=party)
        answer = self._machine.may_keep(asked) if fits(asked) else Asked.TOO_LARGE
        return answer, [asked] if answer is Asked.KEPT else []
