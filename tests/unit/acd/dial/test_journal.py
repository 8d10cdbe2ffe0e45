"""A journal with holes, of other code, in any order: no exception, every rule holds, and afterwards all is settled."""

import json
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from ccengine.acd import events as e
from ccengine.acd.commands import Release, StopRinging
from ccengine.acd.dial.board import Board
from ccengine.acd.dial.commands import Dial, DialCommand, DialOver, PutThrough
from ccengine.acd.dial.dialer import Dialer
from ccengine.acd.dial.events import DialAsked, DialEvent
from ccengine.acd.dial.state import Dialling, DialState, Leg, LegState
from ccengine.model.ids import CallId, OfferId
from ccengine.model.why import By, DialExit, LegCause

A, D1 = CallId("A"), OfferId("d1-1")
calls = st.sampled_from([CallId(name) for name in "ABC"])
legs = st.sampled_from([OfferId(f"d1-{n}") for n in range(1, 5)])
who = st.sampled_from(["8001", "13800138000"])
orders = st.one_of(
    st.builds(Dial, legs, who, calls, st.just(20.0)),
    st.builds(PutThrough, legs, who, calls, st.booleans()),
    st.builds(DialOver, calls, st.sampled_from(DialExit)),
    st.builds(StopRinging, legs, st.sampled_from(LegCause)),
    st.builds(Release, legs, st.sampled_from(LegCause)),
)
facts = st.one_of(
    st.builds(DialAsked, calls, st.lists(who, max_size=3).map(tuple), st.booleans(), st.just(10.0), st.just(15.0)),
    st.builds(e.CallerLeft, calls),
    st.builds(e.OfferRinging, legs),
    st.builds(e.OfferAnswered, legs),
    st.builds(e.OfferFailed, legs, st.sampled_from(LegCause)),
    st.builds(e.TalkBegan, legs),
    st.builds(e.TalkEnded, legs, st.sampled_from(By), st.booleans()),
    st.builds(e.SwitchAvailable, st.booleans()),
)


@given(st.lists(st.one_of(orders, facts), max_size=40))
def test_any_journal_can_be_taken_up(journal: list[DialCommand | DialEvent]) -> None:
    dialer = Dialer()
    for at, item in enumerate(journal):
        if isinstance(item, DialCommand):
            dialer.apply(item, float(at))
        else:
            dialer.take(item, float(at))
        assert dialer.check() == []
    dialer = Dialer.restore(json.loads(json.dumps(dialer.snapshot())), run=2)
    dialer.settle(100.0)
    assert dialer.check() == []
    due = dialer.next_deadline()
    assert due is None or due > 100.0


def test_a_leg_that_was_dialled_for_nobody_is_let_go() -> None:
    dialer = Dialer()
    dialer.apply(Dial(D1, "8001", A, 20.0), 1.0)
    assert dialer.settle(2.0) == [Release(D1, LegCause.FORCED)]


def all_answer(board: Board, dial: Dialling) -> None:
    for offer in dial.legs:
        board.legs[offer].state = LegState.ANSWERED


def test_broken_state_is_noticed() -> None:
    """check() itself can fail: each damage is named."""
    dialer = Dialer()
    for call in (A, CallId("B")):
        dialer.handle(DialAsked(call, ("1", "2"), at_once=True), 1.0)
    plain = json.loads(json.dumps(dialer.snapshot()))

    def hurt_by(change: Callable[[Board, Leg, Dialling], object]) -> set[str]:
        hurt = Dialer.restore(json.loads(json.dumps(plain)))
        hurt.settle(1.0)
        assert hurt.check() == []
        board = hurt._board
        change(board, board.legs[D1], board.dials[A])
        return {broken.partition(":")[0] for broken in hurt.check()}

    damage: dict[str, Callable[[Board, Leg, Dialling], object]] = {
        "dial-with-a-dead-leg": lambda board, leg, dial: board.legs.pop(leg.id),
        "two-partners-for-one-call": lambda board, leg, dial: all_answer(board, dial),
        "dial-and-leg-disagree": lambda board, leg, dial: setattr(dial, "state", DialState.TALKING),
        "dial-stuck": lambda board, leg, dial: dial.legs.clear(),
        "ending-leg-forgotten": lambda board, leg, dial: setattr(leg, "state", LegState.ENDING),
        "leg-without-its-dial": lambda board, leg, dial: board.dials.pop(leg.call),
        "leg-without-deadline": lambda board, leg, dial: setattr(leg, "deadline", None),
        "index-of-dial-deadlines": lambda board, leg, dial: setattr(dial, "until", 99.0),
    }
    for name, change in damage.items():
        assert name in hurt_by(change), name
