"""Times on record against those that the switch wrote down by itself: one that differs is put right.

The engine's own come by AMI, whose events Asterisk stamps when it has a core for them, or are inferred after a crash.
The switch's channel events have the time of the thing itself, but are read some tenths of a second later, when the
record is written already.  So both are kept until the other is there, and what differs is told by one record more."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from ccengine.acd import commands, events
from ccengine.acd.dial.commands import Dial
from ccengine.engine.book import Book
from ccengine.model import facts
from ccengine.model.ids import CallId, OfferId, Seconds
from ccengine.model.why import Moment

NEAR: Seconds = 0.025
"""Less is no difference: what two threads of one machine note of one moment."""

KEPT: Seconds = 120.0
"""One side waits so long for the other.  It is there within a second, or never."""

MOST = 8192
"""Of each side, at one time: a switch that is not ours may keep no channel events."""

Key = tuple[Moment, str]  # a call's id; of a talk, the offer's


@dataclass(slots=True)
class _Recorded:
    at: Seconds
    call: CallId
    estimated: bool


class Times:
    """`put_right`: takes a record and its time."""

    def __init__(self, put_right: Callable[[facts.TimeFound, Seconds], None]) -> None:
        self._put_right = put_right
        self._recorded: OrderedDict[Key, _Recorded] = OrderedDict()
        self._seen: OrderedDict[Key, Seconds] = OrderedDict()
        self._calls: OrderedDict[OfferId, CallId] = OrderedDict()  # a talk's end may be told behind the call's

    def take_up(self, book: Book) -> None:
        """The legs that there are as a run begins.  What the run before recorded earlier it has compared itself: its
        clock may have been another."""
        for offer, call in book.offers():
            self._leg(offer, call)
        if self._recorded:
            self._forget(next(reversed(self._recorded.values())).at - KEPT)

    def recorded(self, body: object, at: Seconds) -> None:
        """Every record, in order, also those of the run before."""
        match body:
            case facts.CallArrived(call=call):
                self._take(Moment.ARRIVED, call, call, at)
            case facts.CallAnswered(call=call, estimated=estimated):
                self._take(Moment.ANSWERED, call, call, at, estimated)
            case facts.CallEnded(call=call, estimated=estimated):
                self._take(Moment.ENDED, call, call, at, estimated)
            case commands.Ring(offer=offer, call=call) | Dial(offer=offer, call=call):
                self._leg(offer, call)
            case events.TalkBegan(offer=offer, estimated=estimated) if offer in self._calls:
                self._take(Moment.CONNECTED, offer, self._calls[offer], at, estimated)
            case events.TalkEnded(offer=offer, ok=True, estimated=estimated) if offer in self._calls:
                self._take(Moment.TALK_ENDED, offer, self._calls[offer], at, estimated)
            case facts.TimeFound(call=call, moment=moment, offer=offer):
                self._recorded.pop((moment, offer or call), None)  # by the run before

    def _leg(self, offer: OfferId, call: CallId) -> None:
        self._calls[offer] = call
        if len(self._calls) > MOST:
            self._calls.popitem(last=False)

    def seen(self, moment: Moment, unique: str, at: Seconds) -> None:
        """By the switch, more or less in order.  Of what is told twice the first stands."""
        key = moment, unique
        if known := self._recorded.pop(key, None):
            self._compare(key, known, at)
        else:
            self._seen.setdefault(key, at)
            if len(self._seen) > MOST:
                self._seen.popitem(last=False)
        self._forget(at - KEPT)

    def _take(self, moment: Moment, unique: str, call: CallId, at: Seconds, estimated: bool = False) -> None:
        key = moment, unique
        known = _Recorded(at, call, estimated)
        if (told := self._seen.pop(key, None)) is not None:
            self._compare(key, known, told)
        else:
            self._recorded.setdefault(key, known)
            if len(self._recorded) > MOST:
                self._recorded.popitem(last=False)

    def _compare(self, key: Key, known: _Recorded, at: Seconds) -> None:
        late = known.at - at
        moment, unique = key
        if moment is Moment.TALK_ENDED:
            self._calls.pop(OfferId(unique), None)  # AMI and the session both tell: the second has nothing to wait for
        if abs(late) > NEAR or known.estimated:
            offer = OfferId(unique if moment in (Moment.CONNECTED, Moment.TALK_ENDED) else "")
            self._put_right(facts.TimeFound(known.call, moment, round(late, 6), offer), at)

    def _forget(self, before: Seconds) -> None:
        while self._recorded and next(iter(self._recorded.values())).at < before:
            self._recorded.popitem(last=False)
        while self._seen and next(iter(self._seen.values())) < before:
            self._seen.popitem(last=False)
