"""AMI cut, silent, restored: calls go on, keys come from AGI, and what happened meanwhile is told afterwards."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import gevent
import pytest
from gevent.event import Event

from ccengine.app.render import LEG_WAIT, template
from ccengine.model.call import ONE_KEY, Ask, Connect, Leave
from ccengine.model.facts import (
    CallerGone,
    LegAnswered,
    LegEnded,
    LegFailed,
    LegRinging,
    RecordingSeen,
    SwitchDown,
    SwitchUp,
    TalkSeen,
    TalkUnseen,
)
from ccengine.model.ids import AgentId, CallId, OfferId
from ccengine.model.secret import Secret
from ccengine.model.why import By, Ended, LegCause
from ccengine.switch.asterisk import ami_client
from ccengine.switch.asterisk.ami_client import AmiClient
from ccengine.wire.ami import Event as AmiEvent
from tests.switch.board import PATIENCE, Board


def cut(board: Board) -> None:
    board.relay.cut()
    board.fact(SwitchDown)


def restore(board: Board) -> None:
    board.facts.clear()
    board.relay.restore()
    board.fact(SwitchUp)


def test_calls_go_on_without_ami(board: Board) -> None:
    with board.caller() as (call, far):
        cut(board)
        assert call.play(["tone-1s"]).why is Ended.DONE
        gevent.spawn_later(0.4, far.media.press, "12")
        assert call.collect(["tone-5s"], Ask(max_digits=2)).digits == "12"
        gevent.spawn_later(0.4, far.media.press, "3")
        assert call.play(["tone-5s"], cut_by="3").key == "3"
        gevent.spawn_later(0.4, far.media.press, "4")
        assert call.hold("default", 20.0, cut_by="4").key == "4"
        gevent.spawn_later(0.4, call.tell, Leave("out"))
        assert call.hold("default", 20.0).directive == Leave("out")
        assert call.collect([], Ask(first=0.3)).why is Ended.TIMEOUT


def test_a_key_that_does_not_cut_does_not_end_a_prompt_without_ami_either(board: Board) -> None:
    with board.caller() as (call, far):
        cut(board)
        gevent.spawn_later(0.4, far.media.press, "7")
        assert call.play(["one", "one"], cut_by="3").why is Ended.DONE
        assert call.collect([], ONE_KEY).digits == "7"
        call.hold("default", 0.2)
    heard = [piece for piece in far.media.heard() if piece.what == "one"]
    assert sum(piece.end - piece.begin for piece in heard) == pytest.approx(2.0, abs=0.3)


def test_keys_are_taken_from_ami_again_when_it_is_back(board: Board) -> None:
    with board.caller() as (call, far):
        cut(board)
        gevent.spawn_later(0.5, restore, board)
        gevent.spawn_later(1.5, far.media.press, "12")
        got = call.collect([], Ask(max_digits=3, first=20.0, between=1.0))
        assert got.digits == "12"


def test_the_cut_is_logged_once(board: Board, caplog: pytest.LogCaptureFixture) -> None:
    with board.caller() as (call, _far), caplog.at_level(logging.WARNING):
        cut(board)
        for _ in range(3):
            call.collect([], Ask(first=0.05))
    assert len([record for record in caplog.records if "AMI is away" in record.message]) == 1
    assert len(board.all(SwitchDown)) == 1


def test_a_talk_goes_on_and_its_end_is_told_afterwards(board: Board) -> None:
    with board.caller() as (call, _far):
        offer, talk = board.talking(call)
        cut(board)
        board.agents[0].came[-1].hang_up()
        assert talk.talked().why is Ended.PARTNER
        restore(board)
        assert board.fact(TalkUnseen, offer=offer).inferred
        assert board.fact(LegEnded, offer=offer).inferred
        assert board.facts.index(board.all(LegEnded)[0]) < board.facts.index(board.all(SwitchUp)[0])


def test_a_caller_who_left_meanwhile_is_told_of(board: Board) -> None:
    with board.caller() as (call, far):
        cut(board)
        far.hang_up()
        board.until(lambda: call._line.over)
        board.until(lambda: call.info.id not in board.asterisk.cli("core show channels concise"))
        restore(board)
        gone = board.fact(CallerGone, call=call.info.id)
        assert (gone.by, gone.inferred) == (By.UNKNOWN, True)


def test_a_leg_that_answered_meanwhile_is_told_of(board: Board) -> None:
    with board.caller() as (call, _far):
        board.agents[0].after = 0.5
        offer = board.ring(0, call.info.id)
        board.fact(LegRinging, offer=offer)
        cut(board)
        board.until(board.agents[0].came[-1].up.is_set)
        restore(board)
        board.fact(LegAnswered, offer=offer)
        gevent.spawn(call.join, Connect(offer, AgentId("8001")))
        board.fact(TalkSeen, offer=offer)
        board.switch.release(offer, LegCause.LATE)
        board.fact(LegEnded, offer=offer)


def test_orders_without_ami_fail_or_are_owed(board: Board) -> None:
    board.agents[1].status = ""
    ringing = board.ring(1, CallId("x"))
    board.fact(LegRinging, offer=ringing)
    cut(board)
    offer = board.ring(0, CallId("x"))
    assert board.fact(LegFailed, offer=offer).cause is LegCause.SWITCH_LOST
    board.switch.stop_ringing(ringing, LegCause.CALLER_LEFT)
    restore(board)
    assert board.fact(LegFailed, offer=ringing).cause is LegCause.CALLER_LEFT
    assert not board.agents[0].came


def originate(board: Board, offer: OfferId) -> None:
    """What an AMI connection that is gone had still to do."""
    runtime = board.asterisk.runtime
    up = Event()
    ami = AmiClient(
        runtime.ami_port, runtime.ami_user, runtime.ami_secret, lambda _event: None, up.set, lambda _why: None
    )
    ami.start()
    up.wait(PATIENCE)
    leg = {"Channel": "PJSIP/agent8001", "ChannelId": offer, "Async": "true", "Timeout": "20000"}
    where = {"Context": "agentleg", "Exten": "wait", "Priority": "1"}
    assert ami.request("Originate", leg | where).ok
    ami.stop()


@pytest.mark.parametrize("ami", ["up", "away"])
def test_a_leg_that_is_made_after_its_end_was_told_goes(board: Board, ami: str) -> None:
    """Its order was on the way when AMI went.  The phone takes it without a ring, so that nothing else tells of it."""
    phone = board.agents[0]
    phone.first = "100 Trying"
    cut(board)
    offer = board.ring(0, CallId("x"))
    assert board.fact(LegFailed, offer=offer).cause is LegCause.SWITCH_LOST
    if ami == "up":
        restore(board)
    originate(board, offer)
    if ami == "up":
        assert board.switch._known.wait(offer, PATIENCE)  # and is hung up at once, perhaps before it reached the phone
    else:
        board.until(lambda: phone.came and phone.came[-1].up.is_set())
        restore(board)
    board.until(lambda: offer not in board.switch.read_state().channels, seconds=LEG_WAIT / 2)
    board.until(lambda: all(call.over.is_set() for call in phone.came))
    assert not board.all(LegEnded, offer=offer)
    assert not board.all(LegAnswered, offer=offer)


def test_a_silent_ami_is_dead(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ami_client, "PING_AFTER", 0.2)
    monkeypatch.setattr(ami_client, "SILENCE", 0.6)
    cut(board)
    restore(board)
    assert not board.all(SwitchDown)
    board.relay.silent = True
    board.fact(SwitchDown)
    restore(board)


def test_a_quiet_ami_that_answers_pings_lives(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ami_client, "PING_AFTER", 0.1)
    monkeypatch.setattr(ami_client, "SILENCE", 2.0)
    cut(board)
    restore(board)
    connections = board.relay.connections
    gevent.sleep(2.5)  # longer than the silence that would kill it
    assert not board.all(SwitchDown)
    assert board.relay.connections == connections


@pytest.mark.parametrize("lingers", [False, True], ids=["Asterisk ends the connection", "we end it"])
def test_a_refused_login_is_told_once_and_tried_again(
    board: Board, caplog: pytest.LogCaptureFixture, lingers: bool
) -> None:
    board.relay.lingers = lingers
    runtime = board.asterisk.runtime
    came: list[object] = []
    with caplog.at_level(logging.WARNING):
        client = ami_client.AmiClient(
            board.relay.port, runtime.ami_user, Secret("wrong"), came.append, lambda: came.append("up"), came.append
        )
        before = board.relay.connections
        client.start()
        board.until(lambda: board.relay.connections >= before + 3)
        client.stop()
    assert came == []
    (record,) = caplog.records
    assert "Authentication failed" in record.message
    assert "wrong" not in record.message


@contextmanager
def everything(board: Board) -> Iterator[set[str]]:
    """The names of all events that Asterisk makes: what somebody is told who may read all and filters nothing."""
    told: set[str] = set()
    file = board.asterisk.home.asterisk / "etc" / "manager.conf"
    before = file.read_text("utf-8")
    file.write_text(f"{before}\n[curious]\nsecret = curious\nread = all\nwrite = system\n", "utf-8")
    up = Event()
    client = AmiClient(
        board.asterisk.runtime.ami_port,
        "curious",
        Secret("curious"),
        lambda event: told.add(event.name),
        up.set,
        lambda _: None,
    )
    try:
        board.asterisk.cli("manager reload")
        client.start()
        assert up.wait(PATIENCE)
        yield told
        client.stop()
    finally:
        file.write_text(before, "utf-8")
        board.asterisk.cli("manager reload")


def test_only_events_that_somebody_reads_are_made(board: Board) -> None:
    seen: set[str] = set()
    take = board.switch._ami._on_event

    def note(event: AmiEvent) -> None:
        seen.add(event.name)
        take(event)

    board.switch._ami._on_event = note
    with everything(board) as told, board.caller() as (call, far):
        call.play(["tone-1s"])
        gevent.spawn_later(0.4, far.media.press, "1")
        assert call.hold("default", 20.0, cut_by="1").key == "1"
        offer, _talk = board.talking(call, record_to="told/all")
        board.fact(RecordingSeen, offer=offer)
        board.switch.release(offer, LegCause.LATE)
        board.fact(LegEnded, offer=offer)
        call.hangup()
        board.until(lambda: "Hangup" in told)
    assert {"Newchannel", "DTMFEnd", "BridgeEnter", "Hangup"} <= seen & told
    taken = set(re.findall(r"name\((\w+)\)", template("manager_user")))
    assert seen <= taken
    assert told <= taken | {"Reload"}, "costs Asterisk and is read by nobody: see manager.conf and stasis.conf"
