"""Legs that leave by the trunk: what becomes of them, and what never leaves."""

import pytest

from ccengine.model.call import Connect
from ccengine.model.facts import LegAnswered, LegEnded, LegFailed, LegRinging, TalkSeen
from ccengine.model.ids import AgentId, CallId, OfferId
from ccengine.model.parties import Outside
from ccengine.model.why import By, Ended, LegCause
from ccengine.switch.asterisk import state
from tests.support.rawsip import RawSip
from tests.switch.board import NUMBER, Board, Talking
from tests.switch.phones import Carrier, called

CALL = CallId("some-call")
MOBILE = "13800138000"


def dial(board: Board, leg: int, number: str = MOBILE, limit: float = 20.0, shown: str = "4008001234") -> OfferId:
    offer = OfferId(f"d{board.run}-{leg}")
    board.switch.ring(offer, Outside(number), CALL, limit, shown)
    return offer


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("486 Busy Here", LegCause.BUSY),
        ("603 Decline", LegCause.REJECTED),
        ("480 Temporarily Unavailable", LegCause.UNREACHABLE),
        ("404 Not Found", LegCause.UNREACHABLE),
        ("503 Service Unavailable", LegCause.UNREACHABLE),
        ("500 Server Internal Error", LegCause.CONGESTION),
    ],
)
def test_why_nobody_answered_outside(board: Board, carrier: Carrier, status: str, cause: LegCause) -> None:
    carrier.status = status
    offer = dial(board, 1)
    assert board.fact(LegFailed, offer=offer).cause is cause
    assert not board.all(LegAnswered, offer=offer)


@pytest.mark.parametrize("word", ["180 Ringing", "183 Session Progress", "silent"])
def test_nobody_answers_in_time(board: Board, carrier: Carrier, word: str) -> None:
    """Many carriers play the ringing themselves, behind a 183, and say no 180; AMI does not tell that from silence."""
    carrier.status, carrier.first = ("silent", "") if word == "silent" else ("", word)
    offer = dial(board, 1, limit=0.6)
    assert board.fact(LegFailed, offer=offer).cause is LegCause.NO_ANSWER
    assert not board.all(LegAnswered, offer=offer)


def test_what_the_far_side_sees(board: Board, carrier: Carrier) -> None:
    offer = dial(board, 1, "138-0013 8000")
    board.fact(LegAnswered, offer=offer)
    (call,) = carrier.calls_to(MOBILE)
    assert call.invite is not None
    assert call.invite.start == f"INVITE sip:{MOBILE}@127.0.0.1:{carrier.port} SIP/2.0"
    assert "<sip:4008001234@" in call.invite.get("from")
    assert "m=audio" in call.invite.body
    board.switch.release(offer, LegCause.FORCED)
    board.fact(LegEnded, offer=offer)


def test_a_talk_with_somebody_outside(board: Board, carrier: Carrier) -> None:
    with board.caller() as (call, _far):
        offer = dial(board, 1)
        board.fact(LegAnswered, offer=offer)
        talk = Talking(call, Connect(offer, AgentId(MOBILE)))
        board.fact(TalkSeen, offer=offer)
        carrier.came[-1].hang_up()
        talked = talk.talked()
        assert (talked.why, talked.by) == (Ended.PARTNER, By.AGENT)
        assert board.fact(LegEnded, offer=offer).by is By.AGENT


@pytest.mark.parametrize(
    "number",
    ["15912345678", "0085212345678", "+8613800138000", "", "13800138000@192.0.2.1", "138&PJSIP/agent8001", "*86",
     "13\r\nVariable: CCOFFER=x", "1" * 25, "13800138000;x=1"],
)  # fmt: skip
def test_what_is_not_allowed_never_reaches_the_switch(
    board: Board, carrier: Carrier, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    offer = dial(board, 1, number)
    assert [fact for fact in board.facts if isinstance(fact, LegFailed)] == [LegFailed(offer, LegCause.NOT_ALLOWED)]
    told = [record.getMessage() for record in caplog.records if "is not dialled" in record.getMessage()]
    assert len(told) == 1
    assert told[0].isprintable()
    good = dial(board, 2)  # what was sent before it would have come before it
    board.fact(LegAnswered, offer=good)
    assert [called(call.invite) for call in carrier.came if call.invite] == [MOBILE]
    board.switch.release(good, LegCause.FORCED)
    board.fact(LegEnded, offer=good)


def test_only_so_many_at_once_also_after_a_restart(board: Board, carrier: Carrier) -> None:
    """The settings of these tests say three."""
    carrier.status = ""
    legs = [dial(board, n) for n in (1, 2, 3)]
    assert board.fact(LegFailed, offer=dial(board, 4)).cause is LegCause.CONGESTION
    for leg in legs:
        board.fact(LegRinging, offer=leg)
    board.crash()
    board.restart()
    assert board.fact(LegFailed, offer=dial(board, 5)).cause is LegCause.CONGESTION
    for leg in legs:
        board.switch.stop_ringing(leg, LegCause.CALLER_LEFT)
        assert board.fact(LegFailed, offer=leg).cause is LegCause.CALLER_LEFT
    carrier.status = "200 OK"
    again = dial(board, 6)
    board.fact(LegAnswered, offer=again)
    board.switch.release(again, LegCause.FORCED)
    board.fact(LegEnded, offer=again)


def test_the_name_of_the_way_out_makes_nobody_a_caller_or_more(board: Board) -> None:
    """Who calls with its name in From is who he is by his address: the trunk, and his call comes in as any other."""
    with RawSip(board.asterisk.sip) as sip:
        sip.ring(NUMBER, "<sip:ccengine-outgoing@127.0.0.1>")
        session = board.session()
        assert session.call.channel.startswith("PJSIP/ccengine-trunk-")
        session.call.hangup()
        session.done.set()
        sip.reply()


def test_a_dialled_leg_is_known_as_ours_by_its_id() -> None:
    assert state.is_offer("d7-12")
    assert state.is_offer("o7-12")
    assert not any(state.is_offer(each) for each in ("c7-12", "d7", "d7-", "d-1", "d٧-1", "dial7-1", "d7-1.2"))
