"""The engine dies, Asterisk dies: what lives on, and what the next run finds."""

from itertools import pairwise

import gevent
import pytest

from ccengine.model.call import Ask, Connect, Hangup
from ccengine.model.facts import CallerGone, LegEnded, SwitchDown, SwitchUp, TalkSeen
from ccengine.model.ids import AgentId, OfferId
from ccengine.model.why import By, Ended, LegCause
from ccengine.switch.asterisk.place import ROOM
from tests.switch.board import Board, size


def test_waiting_callers_keep_their_music_over_a_crash(board: Board) -> None:
    with board.caller() as (call, far):
        held = gevent.spawn(call.hold, "default", 60.0)
        gevent.sleep(1.0)
        board.crash()
        held.kill()
        gevent.sleep(1.0)
        board.restart()
        again = board.session()
        assert (again.call.info.id, again.call.info.resumed) == (call.info.id, True)
        again.call.hold("default", 1.0)
        arrivals = [arrival for arrival, *_ in far.media._got]
        assert max(b - a for a, b in pairwise(arrivals)) < 0.9  # of the second without an engine
        again.call.play(["one"])
        assert "one" in [piece.what for piece in far.media.heard()]
        again.call.hangup()
        again.done.set()


def test_a_talk_goes_on_over_a_crash_and_the_call_comes_back_at_its_end(board: Board) -> None:
    with board.caller() as (call, far):
        offer, talk = board.talking(call)
        board.crash()
        assert isinstance(talk.raised(), Hangup)
        board.restart()
        state = board.switch.read_state()
        assert state.channels[offer].bridge == state.channels[call.info.id].bridge != ""
        assert board.fact(TalkSeen).offer == offer
        assert board.switch.call(call.info.id) is None
        assert far.is_there
        board.agents[0].came[-1].hang_up()
        assert board.fact(LegEnded, offer=offer).by is By.AGENT
        again = board.session().call
        assert (again.info.id, again.info.resumed) == (call.info.id, True)
        assert again.play(["one"]).why is Ended.DONE
        again.hangup()


def test_a_talk_that_ended_while_the_engine_was_dead_has_been(board: Board) -> None:
    """The order to join was given, and neither the talk's begin nor its end was seen: the next run gives it again."""
    with board.caller() as (call, _far):
        offer, talk = board.talking(call)
        board.crash()
        assert isinstance(talk.raised(), Hangup)
        board.agents[0].came[-1].hang_up()
        board.agents[0].came[-1].over.wait()
        board.restart()
        again = board.session().call
        assert again.join(Connect(offer, AgentId("8001"))).why is Ended.PARTNER
        other = again.join(Connect(OfferId("o9-9"), AgentId("8001")))
        assert (other.why, other.detail) == (Ended.FAILED, "the agent's leg o9-9 is gone")
        again.hangup()


def test_a_talk_without_a_session_is_steered_by_ami(board: Board) -> None:
    with board.caller() as (call, far):
        offer, _talk = board.talking(call)
        board.crash()
        board.restart()
        board.switch.hangup(call.info.id, By.OPERATOR)
        assert board.fact(CallerGone, call=call.info.id).by is By.OPERATOR
        assert board.fact(LegEnded, offer=offer).by is By.OPERATOR
        board.until(far.over.is_set)
        assert board.sessions.empty()


def test_a_caller_who_leaves_a_talk_leaves_no_agent_behind_though_the_engine_is_dead(board: Board) -> None:
    with board.caller() as (call, far):
        board.talking(call)
        board.crash()
        far.hang_up()
        board.until(board.agents[0].came[-1].over.is_set)
        board.restart()


def test_a_recording_of_a_talk_ends_with_the_talk_though_the_engine_is_dead(board: Board) -> None:
    with board.caller() as (call, _far):
        _offer, _talk = board.talking(call, record_to="crash/talk")
        path = board.asterisk.home.recordings / "crash" / "talk.raw"
        board.until(lambda: size(path) > ROOM)
        board.crash()
        board.agents[0].came[-1].hang_up()
        board.restart()
        again = board.session().call
        again.play(["one"])
        before = size(path)
        again.play(["one", "one"])
        assert size(path) - before < 8000  # half a second at most, of what was still to be written
        again.hangup()


def test_asterisk_is_killed(own_board: Board) -> None:
    board = own_board
    with board.caller() as (call, _far):
        _offer, talk = board.talking(call)
        waiting = board.phone()
        waiting.dial("4008001234")
        other = board.session().call
        other.answer()
        board.asterisk.kill()
        with pytest.raises(Hangup):
            other.hold("default", 30.0)
        assert isinstance(talk.raised(), Hangup)
        board.fact(SwitchDown)
        board.facts.clear()
        board.asterisk.start()
        board.fact(SwitchUp)
        gone = {fact.call: fact for fact in board.all(CallerGone)}
        assert set(gone) == {call.info.id, other.info.id}
        assert {fact.by for fact in gone.values()} == {By.SWITCH}
        assert board.fact(LegEnded).by is By.SWITCH
        assert board.switch.read_state().channels == {}
    with board.caller() as (call, _far):
        assert call.play(["one"]).why is Ended.DONE
        offer, talk = board.talking(call)
        board.switch.release(offer, LegCause.LATE)
        talk.talked()
        assert call.collect([], Ask(first=0.1)).why is Ended.TIMEOUT
