"""A call that dials, through the engine's core, on a real Asterisk: who is rung, who talks, by which exit it leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ccengine.acd import events
from ccengine.acd.dial.commands import Dial, PutThrough
from ccengine.flow.scripted.transcript import Piece
from ccengine.model.call import Hangup
from ccengine.model.facts import LegAnswered, LegEnded, LegFailed, LegRinging, RecordingSeen, TalkSeen
from ccengine.model.ids import OfferId
from ccengine.model.why import By, LegCause
from ccengine.switch.asterisk.tracker import ORIGINATE
from ccengine.wire.ami import Event
from tests.switch.board import Board
from tests.switch.desk import DeskOf, desk_of
from tests.switch.phones import Carrier

AT_450 = "agent 8001"  # the ear's name for that tone (tests/contract/far/sound.py)
MOBILE, OFFICE, OTHER = "13800138000", "075523456789", "13900139000"


@pytest.fixture
def desk(board: Board, carrier: Carrier, tmp_path: Path) -> Iterator[DeskOf]:
    with desk_of(board, tmp_path) as desk:
        yield desk


@pytest.mark.parametrize(
    ("status", "exit"),
    [
        ("486 Busy Here", "busy"),
        ("603 Decline", "rejected"),
        ("480 Temporarily Unavailable", "unreachable"),
        ("404 Not Found", "unreachable"),
        ("500 Server Internal Error", "failed"),
        ("", "no_answer"),
    ],
)
def test_nobody_is_reached(board: Board, carrier: Carrier, desk: DeskOf, status: str, exit: str) -> None:
    carrier.status = status
    with board.caller() as (call, _far):
        assert desk.dial(call, MOBILE, ring=20.0 if status else 1.0).result() == exit
        assert call.play(["tone-1s"]).why.value == "done"


def test_a_failed_originate_that_overtakes_its_channel_does_not_say_why(board: Board) -> None:
    """Its Reason is 0 for a busy phone as for none; the Hangup tells (docs/asterisk-notes.md)."""
    leg, come = OfferId("o9-1"), board.switch._ami._on_event
    board.switch._tracker.originating(leg)
    come(ami("OriginateResponse", Response="Failure", Reason="0", ActionID=f"{ORIGINATE}{leg}"))
    come(ami("Newchannel", Uniqueid=leg, Channel="PJSIP/carrier-1", ChannelStateDesc="Down"))
    come(ami("HangupRequest", Uniqueid=leg))
    come(ami("Hangup", Uniqueid=leg, Cause="17", TechCause="486"))
    assert board.fact(LegFailed, offer=leg).cause is LegCause.BUSY


def ami(name: str, **headers: str) -> Event:
    return Event((("Event", name), *headers.items()))


def test_a_talk_that_the_other_side_ends_is_recorded_and_the_call_goes_on(
    board: Board, carrier: Carrier, desk: DeskOf
) -> None:
    carrier.after = 0.3
    with board.caller() as (call, _far):
        dialled = desk.dial(call, MOBILE)
        board.fact(TalkSeen)
        assert board.fact(RecordingSeen).ok
        assert MOBILE in board.fact(RecordingSeen).path
        carrier.came[-1].hang_up()
        assert dialled.result() == "answered"
        assert call.play(["tone-1s"]).why.value == "done"
    assert [type(body) for body in desk.records() if isinstance(body, Dial | PutThrough)] == [Dial, PutThrough]


def test_one_after_the_other(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    """Busy, not allowed, an agent's phone that rejects; the fourth takes it."""
    carrier.people = {OFFICE: "486 Busy Here"}
    board.agents[1].status = "603 Decline"
    with board.caller() as (call, _far):
        dialled = desk.dial(call, OFFICE, "0085212345678", "8002", MOBILE)
        board.fact(TalkSeen)
        carrier.came[-1].hang_up()
        assert dialled.result() == "answered"
    causes = [body.cause for body in desk.records() if isinstance(body, events.OfferFailed)]
    assert causes == [LegCause.BUSY, LegCause.NOT_ALLOWED, LegCause.REJECTED]
    assert [len(carrier.calls_to(each)) for each in (OFFICE, "0085212345678", MOBILE)] == [1, 0, 1]


def test_at_once_the_first_wins_and_the_others_are_told(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    carrier.people = {OFFICE: "", MOBILE: "", OTHER: "486 Busy Here"}
    board.agents[0].status = ""
    with board.caller() as (call, _far):
        dialled = desk.dial(call, OFFICE, MOBILE, OTHER, "8001", at_once=True)
        board.until(lambda: len(board.all(LegRinging)) >= 3 and board.all(LegFailed) and carrier.calls_to(MOBILE))
        carrier.answer_now(carrier.calls_to(MOBILE)[0])
        board.fact(TalkSeen)
        board.until(lambda: carrier.cancels and board.agents[0].cancels)
        for cancel in (*carrier.cancels, *board.agents[0].cancels):
            assert "cause=200" in cancel.get("Reason")
        carrier.calls_to(MOBILE)[0].hang_up()
        assert dialled.result() == "answered"


def test_two_answer_at_the_same_moment(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    """One talk, and the other's leg is let go at once."""
    carrier.after = 0.4
    with board.caller() as (call, _far):
        dialled = desk.dial(call, MOBILE, OFFICE, at_once=True)
        talk = board.fact(TalkSeen)
        both = [each.offer for each in desk.records() if isinstance(each, Dial)]
        (loser,) = [offer for offer in both if offer != talk.offer]
        board.until(lambda: board.all(LegEnded, offer=loser) or board.all(LegFailed, offer=loser))
        assert not dialled.over, "the talk goes on"
        assert len(board.all(TalkSeen)) == 1
        winner = MOBILE if talk.offer == both[0] else OFFICE
        carrier.calls_to(winner)[0].hang_up()
        assert dialled.result() == "answered"


def test_an_answer_that_crosses_the_cancel(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    """The caller leaves; the phone answers before it has our CANCEL: the leg is released, and nobody talks."""
    carrier.status = ""
    with board.caller() as (call, far):
        dialled = desk.dial(call, MOBILE)
        offer = board.fact(LegRinging).offer
        (phone,) = carrier.came
        carrier.deaf = True  # the CANCEL is not seen
        far.hang_up()
        assert isinstance(dialled.result(), Hangup)
        board.until(lambda: carrier.unseen)
        carrier.answer_now(phone)
        carrier.deaf = False
        board.until(lambda: board.all(LegEnded, offer=offer) or board.all(LegFailed, offer=offer))
        assert not board.all(TalkSeen)
        assert phone.over.wait(10.0), "the phone is let go"


def test_the_caller_leaves_while_two_ring(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    carrier.status = ""
    with board.caller() as (call, far):
        dialled = desk.dial(call, MOBILE, OFFICE, at_once=True)
        board.until(lambda: len(board.all(LegRinging)) == 2)
        far.hang_up()
        assert isinstance(dialled.result(), Hangup)
        board.until(lambda: len(board.all(LegFailed)) == 2)
        assert {fact.cause for fact in board.all(LegFailed)} == {LegCause.CALLER_LEFT}
        assert all(phone.over.wait(10.0) for phone in carrier.came)


def test_the_caller_leaves_in_the_talk(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    with board.caller() as (call, far):
        dialled = desk.dial(call, MOBILE)
        offer = board.fact(TalkSeen).offer
        far.hang_up()
        assert isinstance(dialled.result(), Hangup)
        assert board.fact(LegEnded, offer=offer).by is By.CALLER
        assert carrier.came[0].over.wait(10.0)


def test_the_limit_of_all(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    carrier.status = ""
    with board.caller() as (call, _far):
        assert desk.dial(call, MOBILE, OFFICE, OTHER, ring=30.0, limit=1.5).result() == "no_answer"
        board.until(lambda: board.all(LegFailed))
    assert [len(carrier.calls_to(each)) for each in (MOBILE, OFFICE, OTHER)] == [1, 0, 0]


def test_the_target_is_gone_before_it_is_put_through(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    """It answers and hangs up in one breath; the next is tried."""
    carrier.people = {MOBILE: "200 OK", OFFICE: "486 Busy Here"}
    carrier.hangs_up_at_once = True
    with board.caller() as (call, _far):
        exit = desk.dial(call, MOBILE, OFFICE).result()
        board.fact(LegAnswered)
        assert exit in ("rejected", "answered")  # a talk of a moment, when the bridge was quicker
        assert len(carrier.calls_to(OFFICE)) == (exit == "rejected")


def test_the_caller_hears_ringing(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    """A second of 450 Hz, four of silence, and again."""
    carrier.status = ""

    def tones() -> list[Piece]:
        return [piece for piece in far.media.heard() if piece.what == AT_450]

    with board.caller() as (call, far):
        dialled = desk.dial(call, MOBILE, ring=8.0)
        board.until(lambda: len(tones()) >= 2)
        first, second, *_ = tones()
        assert first.end - first.begin == pytest.approx(1.0, abs=0.3)  # a busy host moves the pieces a little
        assert second.begin - first.begin == pytest.approx(5.0, abs=0.5)
        assert dialled.result() == "no_answer"
