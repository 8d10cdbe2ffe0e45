"""The next order that the state asks for, and what each order changes: when it is given, and again when a journal is
taken up."""

from ccengine.acd.commands import Release, StopRinging
from ccengine.acd.dial import facts
from ccengine.acd.dial.board import Board
from ccengine.acd.dial.commands import Dial, DialCommand, DialOver, PutThrough
from ccengine.acd.dial.outcome import exit_of
from ccengine.acd.dial.state import Dialling, DialState, Leg, LegState
from ccengine.model.ids import CallId, OfferId, Seconds
from ccengine.model.why import LegCause

SHORTEST: Seconds = 1.0  # of a ring that begins just before the limit of all


def next_order(board: Board, now: Seconds) -> DialCommand | None:
    """Changes nothing but the agenda, which follows from the state."""
    while board.agenda:
        kind, id = next(iter(board.agenda))
        if order := _agreed(board, kind, id, now):
            return order
        del board.agenda[kind, id]
    due = board.deadlines.first()
    if due is None or due[0] > now:
        return None
    _, kind, id = due
    return _limit(board, CallId(id)) if kind == "dial" else _guard(board.legs[OfferId(id)])


def _agreed(board: Board, kind: str, id: str, now: Seconds) -> DialCommand | None:
    if kind == "stray":
        return Release(OfferId(id), board.strays[OfferId(id)])
    if kind == "leg":
        leg = board.legs[OfferId(id)]
        assert leg.cause is not None
        return Release(leg.id, leg.cause) if leg.answered else StopRinging(leg.id, leg.cause)
    dial = board.dials[CallId(id)]
    return _ringing(board, dial, now) if dial.state is DialState.RINGING else None


def _ringing(board: Board, dial: Dialling, now: Seconds) -> DialCommand | None:
    for leg in (board.legs[offer] for offer in dial.legs):
        if leg.state is LegState.ANSWERED:
            return PutThrough(leg.id, leg.target, dial.call, dial.record)
    if dial.until <= now:
        return _limit(board, dial.call)
    if dial.tried < len(dial.plan):
        rung = dial.plan[dial.tried]
        if not board.switch or (dial.legs and dial.plan[dial.tried - 1].step != rung.step):
            return None
        limit = max(SHORTEST, min(rung.ring, dial.until - now))
        offer = OfferId(f"d{board.run}-{board.dialled + 1}")
        return Dial(offer, rung.target, dial.call, limit, dial.shown, rung.confirm)
    return None if dial.legs else DialOver(dial.call, exit_of(dial.causes))


def _limit(board: Board, call: CallId) -> DialOver:
    dial = board.dials[call]
    return DialOver(call, exit_of([*dial.causes, *(LegCause.NO_ANSWER for _ in dial.legs)]))


def _guard(leg: Leg) -> DialCommand:
    """What the switch or the flow should have told by then did not come."""
    if leg.state is LegState.RINGING:
        return StopRinging(leg.id, LegCause.NO_ANSWER)
    return Release(leg.id, LegCause.NOT_CONFIRMED if leg.state is LegState.CONFIRMING else LegCause.FORCED)


# -- what they change


def dial(board: Board, order: Dial) -> None:
    board.dialled += 1
    asked = board.dials.get(order.call)
    if asked is None or order.offer in board.legs:
        board.stray(order.offer, LegCause.FORCED)
        return
    asked.tried += 1
    asked.legs.append(order.offer)
    leg = Leg(order.offer, order.call, order.target, since=board.now, limit=order.limit)
    leg.asked = order.confirm.wait if order.confirm else 0.0
    board.add_leg(leg)
    board.guard(leg)
    board.attend("dial", asked.call)


def put_through(board: Board, order: PutThrough) -> None:
    leg, asked = board.legs.get(order.offer), board.dials.get(order.call)
    if leg is None or asked is None or leg.state is not LegState.ANSWERED:
        return
    board.move_leg(leg, LegState.JOINING)
    board.move_dial(asked, DialState.JOINING)
    for other in [each for each in asked.legs if each != leg.id]:
        board.end(board.legs[other], LegCause.ANSWERED_ELSEWHERE)


def dial_over(board: Board, order: DialOver) -> None:
    if (asked := board.dials.get(order.call)) is not None:
        board.forget_dial(asked, LegCause.NO_ANSWER)


def stop_ringing(board: Board, order: StopRinging) -> None:
    leg = board.legs.get(order.offer)
    if leg is None:
        return
    if leg.state is LegState.RINGING:  # the guard
        board.dials[leg.call].causes.append(order.cause)
    board.close(leg)


def release(board: Board, order: Release) -> None:
    board.strays.pop(order.offer, None)
    board.agenda.pop(("stray", order.offer), None)
    leg = board.legs.get(order.offer)
    if leg is None:
        return
    if leg.state is LegState.TALKING:  # the guard, as below
        board.forget_dial(board.dials[leg.call], order.cause)
    elif leg.state is not LegState.ENDING:
        late = leg.state is LegState.CONFIRMING
        facts.no_talk(board, board.dials[leg.call], leg, LegCause.NOT_CONFIRMED if late else LegCause.CONGESTION)
    board.close(leg)
