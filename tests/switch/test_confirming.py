"""Who answers is asked for a key before anybody is put through: on a real Asterisk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ccengine.acd import events
from ccengine.acd.dial.commands import Dial, PutThrough
from ccengine.acd.dial.events import OfferConfirmed
from ccengine.model.call import Connect, Hangup
from ccengine.model.dialling import Confirm
from ccengine.model.facts import LegAnswered, LegConfirmed, LegEnded, LegFailed, LegRefused, TalkSeen
from ccengine.model.ids import AgentId, OfferId
from ccengine.model.parties import Outside
from ccengine.model.why import Ended, LegCause
from tests.contract.line import names
from tests.switch.board import Board, Talking
from tests.switch.desk import DeskOf, desk_of
from tests.switch.phones import Carrier

MOBILE, OFFICE, OTHER = "13800138000", "075523456789", "13900139000"
ASKS = Confirm("1", ("one",), "zh", 20.0)
SHORTLY = Confirm("1", ("one",), "zh", 1.0)


@pytest.fixture
def desk(board: Board, carrier: Carrier, tmp_path: Path) -> Iterator[DeskOf]:
    with desk_of(board, tmp_path) as desk:
        yield desk


def causes(desk: DeskOf) -> list[LegCause]:
    return [body.cause for body in desk.records() if isinstance(body, events.OfferFailed)]


def test_who_presses_the_key_is_put_through(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    with board.caller() as (call, far):
        dialled = desk.dial(call, MOBILE, confirm=ASKS)
        board.fact(LegAnswered)
        callee = carrier.came[0]
        board.until(lambda: "one" in names(callee.media.heard()))
        assert not board.all(TalkSeen), "the caller is not let in yet"
        assert "one" not in names(far.media.heard()), "nor does he hear the question"
        callee.media.press("1")
        board.fact(TalkSeen)
        assert [type(each) for each in desk.records() if isinstance(each, OfferConfirmed | PutThrough)] == [
            OfferConfirmed,
            PutThrough,
        ]
        callee.hang_up()
        assert dialled.result() == "answered"


@pytest.mark.parametrize("does", ["says nothing", "presses another", "hangs up"])
def test_who_does_not_is_let_go_and_the_next_is_rung(board: Board, carrier: Carrier, desk: DeskOf, does: str) -> None:
    """A voicemail says its greeting, whatever it is asked."""
    with board.caller() as (call, _far):
        dialled = desk.dial(call, MOBILE, OFFICE, confirm=SHORTLY if does == "says nothing" else ASKS)
        board.until(lambda: carrier.calls_to(MOBILE))
        first = carrier.calls_to(MOBILE)[0]
        board.until(lambda: "one" in names(first.media.heard()))
        if does == "presses another":
            first.media.press("2")
        elif does == "hangs up":
            first.hang_up()
        board.until(lambda: carrier.calls_to(OFFICE))
        second = carrier.calls_to(OFFICE)[0]
        board.until(lambda: "one" in names(second.media.heard()))
        second.media.press("1")
        board.fact(TalkSeen)
        assert first.over.wait(10.0)
        second.hang_up()
        assert dialled.result() == "answered"
    assert causes(desk) == [LegCause.NOT_CONFIRMED]


def test_together_the_first_key_wins(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    with board.caller() as (call, _far):
        dialled = desk.dial(call, MOBILE, OFFICE, at_once=True, confirm=ASKS)
        board.until(lambda: len(board.all(LegAnswered)) == 2)
        winner, loser = carrier.calls_to(OFFICE)[0], carrier.calls_to(MOBILE)[0]
        winner.media.press("1")
        board.fact(TalkSeen)
        assert loser.over.wait(10.0)
        winner.hang_up()
        assert dialled.result() == "answered"


def test_the_caller_leaves_while_somebody_is_asked(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    with board.caller() as (call, far):
        dialled = desk.dial(call, MOBILE, confirm=ASKS)
        offer = board.fact(LegAnswered).offer
        far.hang_up()
        assert isinstance(dialled.result(), Hangup)
        board.fact(LegEnded, offer=offer)
        assert carrier.came[0].over.wait(10.0)


def test_agents_are_not_asked_unless_it_is_said(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    with board.caller() as (call, _far):
        dialled = desk.dial(call, "8001", confirm=ASKS)
        board.fact(TalkSeen)
        board.agents[0].came[0].hang_up()
        assert dialled.result() == "answered"


def test_what_a_restart_finds(board: Board, carrier: Carrier) -> None:
    """The key was pressed while no engine was there: the switch's state says so."""
    offer = OfferId(f"d{board.run}-1")
    with board.caller() as (call, _far):
        board.switch.ring(offer, Outside(MOBILE), call.info.id, 20.0, "", ASKS)
        board.fact(LegAnswered, offer=offer)
        found = board.switch.read_state().channels[offer]
        assert (found.asked, found.confirmed) == (True, False)
        board.crash()
        carrier.came[0].media.press("1")
        board.restart()
        board.until(lambda: board.switch.read_state().channels[offer].confirmed)
        board.switch.release(offer, LegCause.FORCED)
        board.fact(LegEnded, offer=offer)


def test_a_restart_in_the_question_goes_on(board: Board, carrier: Carrier) -> None:
    offer = OfferId(f"d{board.run}-1")
    with board.caller() as (call, _far):
        board.switch.ring(offer, Outside(MOBILE), call.info.id, 20.0, "", ASKS)
        board.fact(LegAnswered, offer=offer)
        board.crash()
        board.restart()
        carrier.came[0].media.press("1")
        board.fact(LegConfirmed, offer=offer)
        board.switch.release(offer, LegCause.FORCED)
        board.fact(LegEnded, offer=offer)


def test_nobody_is_rung_to_hear_nothing(board: Board, carrier: Carrier, desk: DeskOf) -> None:
    with board.caller() as (call, _far):
        assert desk.dial(call, MOBILE, confirm=Confirm("1", ("no-such-prompt",), "zh")).result() == "failed"
    assert "no-such-prompt" in board.fact(LegRefused).why
    assert not carrier.came
    assert len([body for body in desk.records() if isinstance(body, Dial)]) == 1


def test_the_longest_talk_outside_is_kept_by_the_switch(board: Board, carrier: Carrier) -> None:
    """Whatever becomes of the engine: once told, Asterisk ends it, and the caller goes on."""
    with board.caller() as (call, _far):
        offer = OfferId(f"d{board.run}-1")
        board.switch._legs._longest = 1.0
        board.switch.ring(offer, Outside(MOBILE), call.info.id, 20.0, "")
        board.fact(LegAnswered, offer=offer)
        talk = Talking(call, Connect(offer, AgentId(MOBILE)))
        board.fact(TalkSeen, offer=offer)
        assert talk.talked().why is Ended.PARTNER
        board.fact(LegEnded, offer=offer)
        assert carrier.came[0].over.wait(10.0)
        assert call.play(["tone-1s"]).why is Ended.DONE


def test_the_far_side_is_told_by_which_hotline_it_came(board: Board, carrier: Carrier) -> None:
    offer = OfferId(f"d{board.run}-1")
    with board.caller() as (call, _far):
        board.switch.ring(offer, Outside(MOBILE), call.info.id, 20.0, "")
        board.fact(LegAnswered, offer=offer)
        (invite,) = [each.invite for each in carrier.came]
        assert invite is not None
        assert invite.get("X-CCengine-Path") == board.switch.name
        board.switch.release(offer, LegCause.FORCED)
        assert not board.all(LegFailed)
