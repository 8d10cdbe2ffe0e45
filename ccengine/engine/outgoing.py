"""What the gate of outgoing legs asks of the engine."""

from collections.abc import Callable
from datetime import datetime, tzinfo

from ccengine.engine.book import Book
from ccengine.model.clock import Clock
from ccengine.model.ids import CallId
from ccengine.model.numbering import Numbering
from ccengine.model.outgoing import Outgoing
from ccengine.switch.gate import Around, Gate, Origin


class Ours:
    """Is it a number by which calls come in here, however it is written?"""

    def __init__(self, book: Book, outgoing: Outgoing, numbering: Numbering) -> None:
        self._book, self._outgoing, self._numbering = book, outgoing, numbering

    def __call__(self, number: str) -> bool:
        spellings = {number, *self._numbering.spellings(number)}
        return self._outgoing.caller in spellings or any(map(self._book.ports.find, spellings))

    def port(self, called: str) -> str:
        """The key of the port that takes it; "" for none."""
        spellings = (called, *self._numbering.spellings(called))
        return next(filter(None, map(self._book.ports.find, spellings)), "")


def gate_of(
    book: Book,
    outgoing: Outgoing,
    numbering: Numbering,
    clock: Clock,
    zone: tzinfo | None,
    alarm: Callable[[str], None],
) -> Gate:
    """It counts on from what the book says that has left."""

    ours = Ours(book, outgoing, numbering)

    def of(call: CallId) -> Origin:
        """Who was called back came in at no port, and belongs to the one that he had called."""
        known = book.get(call)
        return Origin(known.port or ours.port(known.called), known.caller_form) if known else Origin()

    def today() -> str:
        return datetime.fromtimestamp(clock.now(), zone).date().isoformat()

    around = Around(of, ours, numbering.form, clock.now, today, alarm)
    return Gate(outgoing, book.outgoing, around)
