"""What each fact changes.  As in the ACD: facts come late, twice and in any order, and what lives without being known
is released."""

from ccengine.acd.dial.board import Board
from ccengine.acd.dial.events import DialAsked
from ccengine.acd.dial.state import Dialling, DialState, Leg, LegState
from ccengine.acd.events import TalkEnded
from ccengine.model.dialling import Rung
from ccengine.model.ids import CallId, OfferId
from ccengine.model.why import By, LegCause


def asked(board: Board, fact: DialAsked) -> None:
    if fact.call not in board.dials:
        until = board.now + fact.limit
        dial = Dialling(fact.call, plan_of(fact), until, fact.shown, fact.record)
        dial.since = board.now
        board.add_dial(dial)


def plan_of(fact: DialAsked) -> tuple[Rung, ...]:
    """A record of before there were plans has targets alone."""
    return fact.plan or tuple(
        Rung(target, fact.ring, 0 if fact.at_once else step) for step, target in enumerate(fact.targets)
    )


def caller_left(board: Board, call: CallId) -> None:
    if (dial := board.dials.get(call)) is not None:
        board.forget_dial(dial, LegCause.CALLER_LEFT)


def ringing(board: Board, offer: OfferId) -> None:
    """One that is not known: the order to stop came before the switch had the leg."""
    if offer not in board.legs:
        board.stray(offer, LegCause.FORCED)


def answered(board: Board, offer: OfferId) -> None:
    leg = board.legs.get(offer)
    if leg is None:
        board.stray(offer, LegCause.LATE)
        return
    leg.answered = True
    if leg.state is not LegState.RINGING:
        return
    if leg.asked:
        board.move_leg(leg, LegState.CONFIRMING)
    else:  # of several that answered, PutThrough takes one and ends the others
        board.move_leg(leg, LegState.ANSWERED)
        board.attend("dial", leg.call)


def confirmed(board: Board, offer: OfferId) -> None:
    leg = board.legs.get(offer)
    if leg is None:
        board.stray(offer, LegCause.LATE)
        return
    leg.answered = True
    if leg.state in (LegState.RINGING, LegState.CONFIRMING):
        board.move_leg(leg, LegState.ANSWERED)
        board.attend("dial", leg.call)


def failed(board: Board, offer: OfferId, cause: LegCause) -> None:
    leg = board.legs.get(offer)
    if leg is None:
        return
    if leg.state in (LegState.JOINING, LegState.TALKING):
        talk_ended(board, TalkEnded(offer, By.UNKNOWN, ok=False))
        return
    if leg.state is not LegState.ENDING:
        board.dials[leg.call].causes.append(cause)
    board.close(leg)


def talk_began(board: Board, offer: OfferId) -> None:
    leg = board.legs.get(offer)
    if leg is None:
        board.stray(offer, LegCause.LATE)
    elif leg.state is LegState.JOINING:
        board.move_leg(leg, LegState.TALKING)
        board.move_dial(board.dials[leg.call], DialState.TALKING)


def talk_ended(board: Board, fact: TalkEnded) -> None:
    """Before TalkBegan there was no talk, whatever the fact says: the next target is tried, unless it was the caller
    who ended it."""
    leg = board.legs.get(fact.offer)
    if leg is None:
        return
    cause = LegCause.CALLER_LEFT if fact.by is By.CALLER else LegCause.FORCED
    dial = board.dials.get(leg.call)
    if dial is not None and leg.state is not LegState.ENDING:
        if leg.state is LegState.TALKING or fact.by is By.CALLER:
            board.forget_dial(dial, cause)
        else:
            no_talk(board, dial, leg, _why_no_talk(leg, fact.by))
    if fact.by is By.AGENT:
        board.close(leg)  # it is gone already


def _why_no_talk(leg: Leg, by: By) -> LegCause:
    if leg.state is LegState.CONFIRMING:
        return LegCause.NOT_CONFIRMED
    return LegCause.REJECTED if by is By.AGENT else LegCause.CONGESTION


def no_talk(board: Board, dial: Dialling, leg: Leg, cause: LegCause) -> None:
    """It answered, and could not be put through."""
    dial.causes.append(cause)
    board.end(leg, LegCause.FORCED)
    board.move_dial(dial, DialState.RINGING)


def switch_available(board: Board, available: bool) -> None:
    """Nobody is dialled while the switch is out of sight, and no guard fires; the limit of all goes on."""
    if board.switch != available:
        board.switch = available
        for leg in board.legs.values():
            board.guard(leg)
        for call in board.dials:
            board.attend("dial", call)
