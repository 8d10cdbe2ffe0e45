"""A caller's line: interrupting, keys, ends.  What every implementation of Call must do is in tests/contract."""

import logging
import time
from functools import partial

import gevent
import pytest
from gevent import socket

from ccengine.model.call import ONE_KEY, Ask, Cancelled, Connect, Hangup, Leave, Limits
from ccengine.model.facts import CallerGone, CallerUp
from ccengine.model.ids import AgentId, OfferId
from ccengine.model.why import By, Ended
from ccengine.switch.asterisk.call import AsteriskCall
from tests.switch.board import NUMBER, Board

METHODS = {
    "play": lambda call: call.play(["tone-5s"]),
    "collect": lambda call: call.collect(["tone-5s"], ONE_KEY),
    "hold": lambda call: call.hold("default", 30.0),
    "record": lambda call: call.record("some/record", 30.0, beep=False),
}


def test_who_calls_whom(board: Board) -> None:
    far = board.phone().dial(NUMBER, '"Zhang San" <sip:13911112222@127.0.0.1>')
    session = board.session()
    info = session.call.info
    assert (info.called, info.caller, info.caller_name, info.resumed) == (NUMBER, "13911112222", "Zhang San", False)
    assert info.id in board.switch.read_state().channels
    assert board.switch.call(info.id) is session.call
    assert far.is_there


def test_a_call_arrived_when_its_channel_was_made_however_late_its_first_step_was(board: Board) -> None:
    with board.caller() as (call, _far):
        gevent.sleep(0.05)  # so long after it came
        late = f"agi://127.0.0.1/400?entry=again&arrived={time.time():.6f}"
        key = board.asterisk.runtime.agi_key.reveal()
        with socket.create_connection(("127.0.0.1", board.asterisk.runtime.agi_port), timeout=10) as sock:
            told = {"uniqueid": call.info.id, "request": late, "channel": call.channel, "dnid": "400", "arg_1": key}
            sock.sendall("".join(f"agi_{name}: {value}\n" for name, value in told.items()).encode() + b"\n")
            again = board.session()
            assert again.call.info.arrived == pytest.approx(call.info.arrived, abs=0.02)  # each reads two clocks
            again.done.set()


def test_a_call_was_answered_when_agi_said_so_however_late_ami_told_and_stamped_it(board: Board) -> None:
    board.phone().dial(NUMBER)
    call = board.session().call
    board.relay.late = 0.5
    call.answer()
    (up,) = [at for fact, at in board.told if fact == CallerUp(call.info.id)]
    assert call._line.answered is not None
    assert up == call._line.answered
    assert call.clock.now() - call._line.answered > 0.4, "the event came"


def test_a_command_that_is_cut_leaves_nothing_behind(board: Board) -> None:
    """Cut at every moment of its first 40 ms, also while it is still on its way; the session stays in step.  A marker
    that is lost and not repeated would be a CallFault here."""
    with board.caller() as (call, _far):
        call._line.limits = Limits(command=4.0)
        for step in range(40):
            gevent.spawn_later(step / 1000, call.tell, Leave(str(step)))
            assert call.play(["tone-5s"]).why is Ended.DIRECTIVE
            held = call.hold("default", 0.0)
            assert held.directive == Leave(str(step))
        assert call.play(["tone-1s"]).why is Ended.DONE
        assert call.collect(["tone-1s"], Ask(first=0.05)).why is Ended.TIMEOUT


def test_two_prompts_follow_each_other_without_a_gap(board: Board) -> None:
    with board.caller() as (call, far):
        call.play(["one", "one", "one"])
        call.collect([], Ask(first=0.1))
    tones = [piece for piece in far.media.heard() if piece.what == "one"]
    assert len(tones) == 1
    assert tones[0].end - tones[0].begin == pytest.approx(3.0, abs=0.13)


def waiting(call: AsteriskCall, keys: int) -> bool:
    return len(call._line.keys) == keys


def test_keys_are_not_lost_between_commands(board: Board) -> None:
    with board.caller() as (call, far):
        for keys in ("1", "20", "ABCD", "*9#"):
            far.media.press(keys)
            board.until(lambda: not far.media.pressing)
            board.until(partial(waiting, call, len(keys)))
            assert call.collect(["tone-5s"], Ask(max_digits=len(keys), terminator="")).digits == keys


def test_more_keys_than_the_buffer_holds_are_dropped_with_one_line_in_the_log(
    board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    def told() -> list[logging.LogRecord]:
        return [record for record in caplog.records if "typed ahead" in record.message]

    with board.caller() as (call, far), caplog.at_level(logging.WARNING):
        call._line.limits = Limits(typed_ahead=3)
        far.media.press("123456")
        board.until(lambda: told() and not far.media.pressing)  # that it was sent says not that it came
        call.collect([], Ask(first=0.1, max_digits=1, keep_typed_ahead=True))
        assert call.collect([], Ask(max_digits=2)).digits == "23"
    assert len(told()) == 1


@pytest.mark.parametrize("method", METHODS)
def test_the_callers_hang_up_ends_every_method(board: Board, method: str) -> None:
    with board.caller() as (call, far):
        gevent.spawn_later(0.3, far.hang_up)
        with pytest.raises(Hangup):
            METHODS[method](call)
        assert board.fact(CallerGone, call=call.info.id).by is By.CALLER
        with pytest.raises(Hangup):
            METHODS[method](call)
        assert len(board.all(CallerGone)) == 1


@pytest.mark.parametrize("method", METHODS)
def test_cancel_ends_every_method_and_leaves_the_line(board: Board, method: str) -> None:
    with board.caller() as (call, far):
        gevent.spawn_later(0.3, call.cancel)
        with pytest.raises(Cancelled):
            METHODS[method](call)
        with pytest.raises(Cancelled):
            call.play(["tone-1s"])
        assert far.is_there
        call.hangup()
        assert board.fact(CallerGone, call=call.info.id).by is By.FLOW


def test_cancel_ends_a_talk_and_leaves_the_line(board: Board) -> None:
    with board.caller() as (call, far):
        _offer, talk = board.talking(call)
        call.cancel()
        assert isinstance(talk.raised(), Cancelled)
        assert far.is_there
        board.until(board.agents[0].came[-1].over.is_set)


def test_an_end_is_no_crash(board: Board) -> None:
    """After hangup() the dialplan does not ask for the engine again, and the far side hears of the end."""
    with board.caller() as (call, far):
        call.hangup()
        call.hangup()
        board.fact(CallerGone, call=call.info.id)
        board.until(far.over.is_set)
    with board.caller() as (other, _far):
        assert not other.info.resumed
    assert board.sessions.empty()


def test_the_engine_hangs_up_a_call_without_its_session(board: Board) -> None:
    with board.caller() as (call, far):
        board.switch.hangup(call.info.id, By.OPERATOR)
        with pytest.raises(Hangup):
            call.hold("default", 30.0)
        assert board.fact(CallerGone, call=call.info.id).by is By.OPERATOR
        board.until(far.over.is_set)
    assert board.sessions.empty()


def test_a_refused_call_is_told_why(board: Board) -> None:
    with board.caller(answered=False) as (call, far):
        call.refuse(1)
        board.until(far.over.is_set)
        assert far.answers == 0
        assert board.fact(CallerGone, call=call.info.id)
    assert board.sessions.empty(), "the dialplan asked for it again"


def test_an_end_right_behind_a_key_is_an_end(board: Board) -> None:
    """The marker that cuts the prompt may not be answered yet."""
    with board.caller() as (call, far):
        plays = gevent.spawn(call.play, ["tone-5s"], "1")
        gevent.sleep(0.3)
        call._line.pressed("1")
        assert plays.get(timeout=10.0).key == "1"
        call.hangup()
        board.until(far.over.is_set)
        board.fact(CallerGone, call=call.info.id)
    assert board.sessions.empty()


def test_a_leg_that_never_was_is_a_failed_join(board: Board) -> None:
    with board.caller() as (call, _far):
        talked = call.join(Connect(OfferId("o9-999"), AgentId("8001")))
        assert (talked.why, "o9-999" in talked.detail) == (Ended.FAILED, True)
