"""What callers and strangers send changes nothing but the text that is shown."""

import logging
from contextlib import ExitStack, suppress

import pytest
from gevent import socket

from ccengine.model.facts import LegRinging
from ccengine.model.why import Ended, LegCause
from ccengine.switch.asterisk import agi_session, door, switch
from tests.switch.board import NUMBER, Board

CALLERS = [
    '"a\\" \\"b" <sip:1380@127.0.0.1>',
    '"x\\\\" <sip:1380@127.0.0.1>',
    '"HANGUP" <sip:1380@127.0.0.1>',
    '"a,b|c;d&e^f" <sip:1380@127.0.0.1>',
    '"${SHELL(touch x)}" <sip:1380@127.0.0.1>',
    "<sip:%0AHANGUP%0A@127.0.0.1>",
    "<sip:1%0D%0AAction:%20Logoff%0D%0A%0D%0A@127.0.0.1>",
    "<sip:1%0Aagi_uniqueid:%20forged%0A%0A200%20result=-1@127.0.0.1>",
    "<sip:%22%20200%20result=1@127.0.0.1>",
    '"200 result=-1" <sip:511@127.0.0.1>',
    '"' + "x" * 900 + '" <sip:1380@127.0.0.1>',
    '"中文名字" <sip:1380@127.0.0.1>',
]


@pytest.mark.parametrize("caller", CALLERS, ids=range(len(CALLERS)))
def test_a_callers_name_and_number_change_nothing_but_the_text(board: Board, caller: str) -> None:
    board.phone().dial(NUMBER, caller)
    call = board.session().call
    assert call.info.called == NUMBER
    assert call.info.id in board.switch.read_state().channels
    call.answer()
    assert call.play(["one"]).why is Ended.DONE
    board.agents[0].status = ""
    offer = board.ring(0, call.info.id, shown=f"{call.info.caller_name} {call.info.caller}")
    board.fact(LegRinging, offer=offer)
    invite = board.agents[0].came[-1].invite
    assert invite is not None
    assert len([value for name, value in invite.headers if name == "from"]) == 1
    board.switch.stop_ringing(offer, LegCause.CALLER_LEFT)
    assert not [line for line in (call.info.caller, call.info.caller_name) if "\n" in line or "\r" in line]
    call.hangup()


@pytest.mark.parametrize("shown", ["a\r\nAction: Logoff\r\n\r\n", 'x" <1>, "y', "\0\0", "\udcff\ud800", "<" * 5000, ""])
def test_what_is_shown_to_the_agent_cannot_hurt_the_order(board: Board, shown: str) -> None:
    with board.caller() as (call, _far):
        board.agents[0].status = ""
        offer = board.ring(0, call.info.id, shown=shown)
        board.fact(LegRinging, offer=offer)
        board.switch.stop_ringing(offer, LegCause.CALLER_LEFT)


MADE_UP = (
    b"agi_network: yes\nagi_uniqueid: %s\nagi_request: agi://127.0.0.1/400?entry=first\n"
    b"agi_channel: PJSIP/trunk-00000007\nagi_dnid: 400\nagi_arg_1: %s\n\n"
)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"",
        b"agi_network: yes\n",
        b"agi_x: " + b"a" * 20000,
        b"agi_network: yes\nagi_uniqueid:\n\n",
        b"agi_network: yes\nagi_uniqueid: o1-1\nagi_channel: PJSIP/x\n\n",
        b"\x00" * 100,
        MADE_UP % (b"cc-1795320000.7", b""),
        MADE_UP % (b"cc-1795320000.7", b"agi-key"),
        MADE_UP % (b"x" * 15_000, b"agi-key"),
    ],
    ids=["http", "nothing", "unfinished", "oversized", "no channel", "a leg", "zeros", "made up", "no such", "long"],
)
def test_what_is_no_caller_is_dropped_with_one_line_in_the_log(
    board: Board, sent: bytes, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agi_session, "ENVIRONMENT_LIMIT", 0.3)
    monkeypatch.setattr(switch, "STRANGER", 0.3)
    with caplog.at_level(logging.WARNING):
        with socket.create_connection(("127.0.0.1", board.asterisk.runtime.agi_port), timeout=10) as sock:
            sock.sendall(sent)
            with suppress(ConnectionResetError):
                assert sock.recv(100) == b""
        board.until(lambda: caplog.records)
    assert len(caplog.records) == 1
    assert len(caplog.records[0].getMessage()) < 300
    assert board.sessions.empty()


@pytest.mark.parametrize("key", [b"", b"guess", b"agi-key2"])
def test_nobody_takes_a_call_over_by_its_id(board: Board, key: bytes) -> None:
    with board.caller() as (call, _far):
        with socket.create_connection(("127.0.0.1", board.asterisk.runtime.agi_port), timeout=10) as sock:
            sock.sendall(MADE_UP % (call.info.id.encode(), key))
            with suppress(ConnectionResetError):
                assert sock.recv(100) == b""
        assert board.switch.call(call.info.id) is call
        assert call.play(["one"]).why is Ended.DONE


def test_who_says_nothing_gives_his_place_to_who_comes(
    board: Board, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "ROOM", 3)
    monkeypatch.setattr(door, "TOLD", 2)
    with caplog.at_level(logging.WARNING), ExitStack() as silent:
        port = board.asterisk.runtime.agi_port
        crowd = [silent.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10)) for _ in range(8)]
        for first in crowd[:5]:
            assert first.recv(100) == b""
        with board.caller() as (call, _far):
            assert call.play(["one"]).why is Ended.DONE
        crowd[7].settimeout(0.1)
        with pytest.raises(TimeoutError):
            crowd[7].recv(100)
    assert len(caplog.records) == 2, "not a line for every stranger"
