"""The dialer: `handle(fact, now)` gives the orders that follow (see deciding.py)."""

from copy import copy
from typing import Any, assert_never

from ccengine.acd.commands import Release, StopRinging
from ccengine.acd.deciding import Deciding
from ccengine.acd.dial import facts, orders, snapshot
from ccengine.acd.dial.board import Board
from ccengine.acd.dial.check import broken
from ccengine.acd.dial.commands import Dial, DialCommand, DialOver, PutThrough
from ccengine.acd.dial.events import DialAsked, DialEvent, OfferConfirmed
from ccengine.acd.dial.state import Dialling, Leg, LegState
from ccengine.acd.events import (
    CallerLeft,
    OfferAnswered,
    OfferFailed,
    OfferRinging,
    SwitchAvailable,
    TalkBegan,
    TalkEnded,
    TimePassed,
)
from ccengine.model.ids import CallId, OfferId, Seconds


class Dialer(Deciding[DialEvent, DialCommand]):
    """`run` is part of every leg's id: d<run>-<n>."""

    def __init__(self, run: int = 1) -> None:
        self._board = Board(run)

    @classmethod
    def restore(cls, plain: dict[str, Any], run: int | None = None) -> "Dialer":
        dialer = cls.__new__(cls)
        dialer._board = snapshot.load(plain, run)
        return dialer

    @property
    def now(self) -> Seconds:
        return self._board.now

    def _next_order(self, now: Seconds) -> DialCommand | None:
        return orders.next_order(self._board, max(now, self._board.now))

    def take(self, event: DialEvent, now: Seconds) -> None:
        board = self._at(now)
        match event:
            case DialAsked():
                facts.asked(board, event)
            case CallerLeft(call):
                facts.caller_left(board, call)
            case OfferRinging(offer):
                facts.ringing(board, offer)
            case OfferAnswered(offer):
                facts.answered(board, offer)
            case OfferConfirmed(offer):
                facts.confirmed(board, offer)
            case OfferFailed(offer, cause):
                facts.failed(board, offer, cause)
            case TalkBegan(offer):
                facts.talk_began(board, offer)
            case TalkEnded():
                facts.talk_ended(board, event)
            case SwitchAvailable(available):
                facts.switch_available(board, available)
            case TimePassed():
                pass  # what has come due is decided after every fact
            case _:
                assert_never(event)

    def apply(self, command: DialCommand, now: Seconds) -> None:
        board = self._at(now)
        match command:
            case Dial():
                orders.dial(board, command)
            case PutThrough():
                orders.put_through(board, command)
            case DialOver():
                orders.dial_over(board, command)
            case StopRinging():
                orders.stop_ringing(board, command)
            case Release():
                orders.release(board, command)
            case _:
                assert_never(command)

    def _at(self, now: Seconds) -> Board:
        self._board.now = max(self._board.now, now)
        return self._board

    def next_deadline(self) -> Seconds | None:
        """When TimePassed is due; the present when something waits to be decided (after a recovery)."""
        if self._board.agenda:
            return self._board.now
        due = self._board.deadlines.first()
        return due[0] if due else None

    def begin_run(self, run: int) -> None:
        self._board.run = run

    # -- what may be known

    def check(self) -> list[str]:
        """Invariants that do not hold, as "name: example"; empty when all is well."""
        return broken(self._board)

    def snapshot(self) -> dict[str, Any]:
        """All of the state as JSON-able data."""
        return snapshot.save(self._board)

    def dialling(self, call: CallId) -> Dialling | None:
        """A copy, as everything below."""
        found = self._board.dials.get(call)
        return copy(found) if found else None

    def leg(self, offer: OfferId) -> Leg | None:
        found = self._board.legs.get(offer)
        return copy(found) if found else None

    def legs_of(self, call: CallId) -> list[Leg]:
        """Those that ring, or the one that talks."""
        found = self._board.dials.get(call)
        return [copy(self._board.legs[offer]) for offer in found.legs] if found else []

    def joining(self, call: CallId) -> PutThrough | None:
        """The order for a talk that is not seen yet."""
        found = self._board.dials.get(call)
        legs = [self._board.legs[offer] for offer in found.legs] if found else []
        leg = next((each for each in legs if each.state is LegState.JOINING), None)
        return PutThrough(leg.id, leg.target, call, found.record) if found and leg else None

    def live_legs(self) -> list[Leg]:
        """Those whose leg may live: not the ones that are being ended."""
        return [copy(leg) for leg in self._board.legs.values() if leg.state is not LegState.ENDING]
