"""An agent's leg: what becomes of an order to ring, told once, with its cause."""

import gevent
import pytest
from gevent import socket

from ccengine.model.call import Connect, Hangup
from ccengine.model.facts import LegAnswered, LegEnded, LegFailed, LegHeld, LegRinging, TalkSeen, TalkUnseen
from ccengine.model.ids import AgentId, CallId, OfferId
from ccengine.model.why import By, Ended, LegCause
from ccengine.switch.asterisk import phones
from ccengine.switch.asterisk.switch import BEHIND
from ccengine.switch.asterisk.tracker import ORIGINATE
from ccengine.wire.ami import encode
from tests.contract.far.sip import Message
from tests.switch.board import Board

CALL = CallId("some-call")


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("486 Busy Here", LegCause.BUSY),
        ("600 Busy Everywhere", LegCause.BUSY),
        ("603 Decline", LegCause.REJECTED),
        ("403 Forbidden", LegCause.REJECTED),
        ("480 Temporarily Unavailable", LegCause.UNREACHABLE),
        ("408 Request Timeout", LegCause.UNREACHABLE),
        ("404 Not Found", LegCause.UNREACHABLE),
        ("500 Server Internal Error", LegCause.CONGESTION),
    ],
)
def test_why_a_phone_did_not_answer(board: Board, status: str, cause: LegCause) -> None:
    board.agents[0].status = status
    offer = board.ring(0, CALL)
    assert board.fact(LegFailed, offer=offer).cause is cause
    assert board.all(LegRinging, offer=offer)
    assert not board.all(LegAnswered, offer=offer)


@pytest.mark.parametrize(
    ("status", "limit", "cause"), [("", 3.0, LegCause.NO_ANSWER), ("silent", 0.6, LegCause.UNREACHABLE)]
)
def test_a_phone_that_is_not_taken_off_hook_in_time(board: Board, status: str, limit: float, cause: LegCause) -> None:
    """The first one has the time to say that it rings: what tells it from the other."""
    board.agents[0].status = status
    offer = board.ring(0, CALL, limit)
    assert board.fact(LegFailed, offer=offer).cause is cause


def test_an_agent_without_a_phone(board: Board) -> None:
    offer = OfferId("o99-1")
    board.switch.ring(offer, AgentId("9999"), CALL, 5.0, "1")
    assert board.fact(LegFailed, offer=offer).cause is LegCause.UNREACHABLE


def test_an_order_that_asterisk_refuses_fails_at_once(board: Board) -> None:
    """No OriginateResponse follows an error."""
    offer = OfferId("o1-" + "9" * 150)  # longer than a channel's id may be
    board.switch.ring(offer, AgentId("8001"), CALL, 20.0, "1")
    assert board.fact(LegFailed, offer=offer).cause is LegCause.CONGESTION


def test_each_fact_of_a_leg_is_told_once_and_in_order(board: Board) -> None:
    board.agents[0].after = 0.2
    offer = board.answered(0, CALL)
    board.switch.release(offer, LegCause.LATE)
    assert board.fact(LegEnded, offer=offer).by is By.ENGINE
    kinds = [type(f) for f in board.facts if getattr(f, "offer", None) == offer]
    assert kinds == [LegRinging, LegAnswered, LegEnded]


def test_the_loser_of_a_ring_all_is_told_that_another_answered(board: Board) -> None:
    board.agents[0].status = ""
    offer = board.ring(0, CALL)
    board.fact(LegRinging, offer=offer)
    board.switch.stop_ringing(offer, LegCause.ANSWERED_ELSEWHERE)
    assert board.fact(LegFailed, offer=offer).cause is LegCause.ANSWERED_ELSEWHERE
    board.until(lambda: board.agents[0].cancels)
    assert "cause=200" in board.agents[0].cancels[0].get("Reason")


def test_a_leg_that_is_stopped_before_it_exists_goes_as_soon_as_it_does(board: Board) -> None:
    board.agents[0].status = ""
    offer = board.ring(0, CALL)
    board.switch.stop_ringing(offer, LegCause.CALLER_LEFT)
    assert board.fact(LegFailed, offer=offer).cause is LegCause.CALLER_LEFT
    board.until(lambda: offer not in board.switch.read_state().channels)


def test_an_order_that_no_header_can_hold_fails_alone(board: Board) -> None:
    offer = OfferId("o9-1\n")
    board.switch.ring(offer, AgentId("8001"), CALL, 5.0, "")
    assert board.fact(LegFailed, offer=offer).cause is LegCause.CONGESTION
    other = board.answered(0, CALL)
    board.switch.release(other, LegCause.CALLER_LEFT)
    board.fact(LegEnded, offer=other)


def test_a_phone_is_not_rung_before_its_last_leg_is_gone(board: Board) -> None:
    """Asterisk may be late with the hang-up of a leg that is over for us: two orders are lost, the third is heeded."""
    phone = board.agents[0]
    phone.status = ""
    offer = board.ring(0, CALL)
    board.fact(LegRinging, offer=offer)
    board.relay.lost_hangups = 2
    board.switch.stop_ringing(offer, LegCause.CALLER_LEFT)
    again = board.ring(0, CALL)
    board.fact(LegRinging, offer=again)
    assert not board.relay.lost_hangups
    assert len(phone.cancels) == 1, "the phone rang for two"
    ended, rings = board.fact(LegFailed, offer=offer), board.fact(LegRinging, offer=again)
    assert board.facts.index(ended) < board.facts.index(rings)
    board.switch.stop_ringing(again, LegCause.CALLER_LEFT)
    board.fact(LegFailed, offer=again)


def test_a_phone_is_rung_in_the_moment_its_last_leg_is_gone(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not at the next look, which here would come too late."""
    monkeypatch.setattr(phones, "LOOK", 3600.0)
    offer = board.answered(0, CALL)
    again = board.ring(0, CALL)
    board.switch.release(offer, LegCause.CALLER_LEFT)
    board.fact(LegRinging, offer=again)
    assert board.facts.index(board.fact(LegEnded, offer=offer)) < board.facts.index(board.fact(LegRinging, offer=again))
    board.switch.stop_ringing(again, LegCause.CALLER_LEFT)
    board.until(lambda: board.all(LegFailed, offer=again) or board.all(LegEnded, offer=again))  # it may answer just now


def test_a_phone_that_hung_up_is_rung_behind_the_answer_to_its_bye(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its leg's end comes later."""
    monkeypatch.setattr(phones, "LOOK", 3600.0)
    phone, done = board.agents[0], []
    with board.caller() as (call, _far):
        offer, _talk = board.talking(call)
        talk, rung = phone.came[-1], phone._rung

        def noted(message: Message) -> None:
            done.append(talk.over.is_set())
            rung(message)

        monkeypatch.setattr(phone, "_rung", noted)
        board.relay.held = b"Hangup"
        phone.request(talk, "BYE")
        board.fact(TalkUnseen, offer=offer)
        again = board.ring(0, CALL)
        board.fact(LegAnswered, offer=again)
        assert done == [True]
        assert not board.all(LegEnded, offer=offer)
        board.relay.release()
        assert board.fact(LegEnded, offer=offer).by is By.AGENT
        board.switch.release(again, LegCause.CALLER_LEFT)
        board.fact(LegEnded, offer=again)


def test_an_agent_who_hangs_up_before_he_is_joined(board: Board) -> None:
    offer = board.answered(0, CALL)
    board.agents[0].came[-1].hang_up()
    assert board.fact(LegEnded, offer=offer).by is By.AGENT


def test_a_leg_that_is_gone_cannot_be_joined_and_the_caller_goes_on(board: Board) -> None:
    with board.caller() as (call, _far):
        offer = board.answered(0, call.info.id)
        board.agents[0].came[-1].hang_up()
        board.fact(LegEnded, offer=offer)
        assert call.join(Connect(offer, AgentId("8001"))).why is Ended.FAILED
        assert call.play(["tone-1s"]).why is Ended.DONE


def test_orders_for_legs_that_do_not_exist_are_nothing(board: Board) -> None:
    board.switch.stop_ringing(OfferId("o9-9"), LegCause.CALLER_LEFT)
    board.switch.release(OfferId("o9-8"), LegCause.LATE)
    offer = board.answered(0, CALL)
    board.switch.release(offer, LegCause.FORCED)
    assert board.fact(LegEnded, offer=offer).by is By.OPERATOR
    board.switch.release(offer, LegCause.LATE)
    assert len(board.all(LegEnded, offer=offer)) == 1


def test_a_leg_of_another_run_is_known_by_its_id(board: Board) -> None:
    """The engine hangs up what belongs to no live offer: after a crash it finds the leg in the state."""
    board.agents[0].status = ""
    offer = board.ring(0, CALL)
    board.fact(LegRinging, offer=offer)
    board.crash()
    board.restart()
    assert board.switch.read_state().channels[offer].ringing
    board.switch.release(offer, LegCause.LATE)
    assert board.fact(LegFailed, offer=offer).cause is LegCause.LATE


def test_a_leg_that_rang_before_a_crash_is_answered_after_it(board: Board) -> None:
    board.agents[0].after = 1.5
    offer = board.ring(0, CALL)
    board.fact(LegRinging, offer=offer)
    board.crash()
    board.restart()
    board.fact(LegAnswered, offer=offer)
    board.switch.release(offer, LegCause.LATE)
    board.fact(LegEnded, offer=offer)


def ordered_by_a_run_that_died(board: Board, offer: OfferId) -> None:
    """As the switch orders it, over another connection, which ends at once."""
    runtime = board.asterisk.runtime
    login = {"Username": runtime.ami_user, "Secret": runtime.ami_secret.reveal(), "Events": "off"}
    order = {
        "ChannelId": offer, "Channel": "PJSIP/agent8001", "Async": "true", "Context": "agentleg", "Exten": "wait",
        "Priority": "1", "Timeout": "20000",
    }  # fmt: skip
    with socket.create_connection(("127.0.0.1", runtime.ami_port)) as ami:
        ami.sendall(encode("Login", "1", login) + encode("Originate", f"{ORIGINATE}{offer}", order))
        ami.shutdown(socket.SHUT_WR)
        while ami.recv(4096):
            pass


@pytest.mark.parametrize("when", ["before it is made", "while it rings", "when it was answered"])
def test_a_leg_that_a_run_before_this_one_ordered_is_taken_over(board: Board, when: str) -> None:
    offer = OfferId(f"o{board.run}-701")
    board.agents[0].after = 1.0
    if when == "before it is made":
        board.switch.expect(offer, confirm=False, outside=False, limit=10.0)
    ordered_by_a_run_that_died(board, offer)
    if when == "while it rings":
        board.until(lambda: board.all(LegRinging, offer=offer))
        board.switch.expect(offer, confirm=False, outside=False, limit=10.0)
    if when == "when it was answered":
        board.until(lambda: (leg := board.switch.read_state().channels.get(offer)) is not None and leg.up)
        board.switch.expect(offer, confirm=False, outside=False, limit=10.0)
    board.fact(LegAnswered, offer=offer)
    board.switch.release(offer, LegCause.LATE)
    board.fact(LegEnded, offer=offer)
    assert [type(fact) for fact in board.facts if isinstance(fact, LegAnswered | LegFailed)] == [LegAnswered]
    board.switch.expect(offer, confirm=False, outside=False, limit=0.01)  # it is over
    gevent.sleep(0.1)
    assert not board.all(LegFailed)


@pytest.mark.parametrize("first", ["the other run", "this one"])
def test_a_leg_that_two_runs_order_is_one(board: Board, first: str) -> None:
    """And the order that is refused fails nothing."""
    board.agents[0].after = 1.0
    offer = OfferId(f"o{board.run}-703")
    board.switch.expect(offer, confirm=False, outside=False, limit=10.0)
    rang = len(board.agents[0].came)
    if first == "the other run":
        ordered_by_a_run_that_died(board, offer)
    board.switch.ring(offer, AgentId("8001"), CALL, 20.0, "1")
    if first == "this one":
        ordered_by_a_run_that_died(board, offer)
    board.fact(LegAnswered, offer=offer)
    gevent.sleep(2 * BEHIND)
    board.switch.release(offer, LegCause.LATE)
    board.fact(LegEnded, offer=offer)
    assert len(board.agents[0].came) == rang + 1
    legs = LegRinging | LegAnswered | LegFailed | LegEnded
    told = [type(fact) for fact in board.facts if isinstance(fact, legs)]
    assert told == [LegRinging, LegAnswered, LegEnded]


def test_a_leg_that_was_expected_and_does_not_come_has_failed(board: Board) -> None:
    offer = OfferId(f"o{board.run}-702")
    board.switch.expect(offer, confirm=False, outside=True, limit=0.3)
    assert not board.all(LegFailed)
    assert board.fact(LegFailed, offer=offer).cause is LegCause.SWITCH_LOST
    board.agents[0].status = ""
    rings = board.ring(0, CALL)
    board.fact(LegRinging, offer=rings)  # its phone waits for nothing


@pytest.mark.parametrize("who", ["caller", "agent", "engine"])
def test_who_ended_a_talk(board: Board, who: str) -> None:
    with board.caller() as (call, far):
        offer, talk = board.talking(call)
        assert board.all(TalkSeen) == [TalkSeen(call.info.id, offer)]
        match who:
            case "caller":
                far.hang_up()
            case "agent":
                board.agents[0].came[-1].hang_up()
            case "engine":
                board.switch.release(offer, LegCause.LATE)
        expected = {"caller": By.CALLER, "agent": By.AGENT, "engine": By.ENGINE}[who]
        assert board.fact(LegEnded, offer=offer).by is expected
        if who == "caller":
            assert isinstance(talk.raised(), Hangup)
        else:
            talked = talk.talked()
            assert (talked.why, talked.by) == (Ended.PARTNER, expected)


def test_an_agent_who_puts_his_caller_on_hold(board: Board) -> None:
    with board.caller() as (call, far):
        offer, talk = board.talking(call)
        phone = board.agents[0]
        phone.hold(phone.came[-1], True)
        assert board.fact(LegHeld, offer=offer, held=True)
        phone.hold(phone.came[-1], False)
        assert board.fact(LegHeld, offer=offer, held=False)
        assert [fact.held for fact in board.all(LegHeld)] == [True, False]
        phone.came[-1].hang_up()
        assert talk.talked().why is Ended.PARTNER
        assert far.is_there
