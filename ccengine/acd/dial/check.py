"""What must always hold, by name."""

from collections.abc import Iterator

from ccengine.acd.dial.board import Board
from ccengine.acd.dial.state import OF_DIAL, Dialling, DialState, Leg, LegState


def broken(board: Board) -> list[str]:
    """Names of the invariants that do not hold, sorted, with one example each."""
    found: dict[str, str] = {}
    for name, example in _look(board):
        found.setdefault(name, example)
    return [f"{name}: {example}" for name, example in sorted(found.items())]


def _look(board: Board) -> Iterator[tuple[str, str]]:
    for dial in board.dials.values():
        yield from _dial(board, dial)
    for leg in board.legs.values():
        yield from _leg(board, leg)
    limits = [(d.until, "dial", d.call) for d in board.dials.values() if d.state is DialState.RINGING]
    guards = [(leg.deadline, "leg", leg.id) for leg in board.legs.values() if leg.deadline is not None]
    if list(board.deadlines) != sorted([*limits, *guards]):
        yield "index-of-dial-deadlines", "differs"


def _dial(board: Board, dial: Dialling) -> Iterator[tuple[str, str]]:
    if any(offer not in board.legs for offer in dial.legs):
        yield "dial-with-a-dead-leg", dial.call
        return
    states = [board.legs[offer].state for offer in dial.legs]
    if sum(state not in (LegState.RINGING, LegState.CONFIRMING) for state in states) > 1:
        yield "two-partners-for-one-call", dial.call
    if any(OF_DIAL.get(state) is not dial.state for state in states):
        yield "dial-and-leg-disagree", dial.call
    if not states and board.switch and ("dial", dial.call) not in board.agenda:
        yield "dial-stuck", dial.call


def _leg(board: Board, leg: Leg) -> Iterator[tuple[str, str]]:
    if leg.state is LegState.ENDING:
        if ("leg", leg.id) not in board.agenda:
            yield "ending-leg-forgotten", leg.id
        return
    dial = board.dials.get(leg.call)
    if dial is None or leg.id not in dial.legs:
        yield "leg-without-its-dial", leg.id
    elif leg.deadline is None and board.switch and ("dial", leg.call) not in board.agenda:
        yield "leg-without-deadline", leg.id
