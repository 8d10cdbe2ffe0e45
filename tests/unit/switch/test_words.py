"""What is said to Asterisk by FastAGI, and in what order.  The far side is a socket that says what Asterisk said."""

from collections.abc import Iterator
from contextlib import suppress

import gevent
import pytest
from gevent import socket

from ccengine.model.call import Connect, Hangup, Limits, Talked
from ccengine.model.ids import AgentId, CallId, OfferId
from ccengine.model.why import By, Ended, LegCause
from ccengine.switch.asterisk import line as lines
from ccengine.switch.asterisk.agi_session import AgiSession
from ccengine.switch.asterisk.line import Line
from ccengine.switch.asterisk.talk import join

CALL, OFFER = CallId("cc-1.1"), OfferId("o1-1")
ENVIRONMENT = b"agi_uniqueid: cc-1.1\nagi_channel: PJSIP/trunk-1\n\n"
PATIENCE = 5.0


class Far:
    """Asterisk's end of the connection.  `near`: ours."""

    def __init__(self, sock: socket.socket, near: socket.socket) -> None:
        self.sock, self.near = sock, near
        self._lines = sock.makefile("rb")
        sock.settimeout(PATIENCE)

    def hears(self) -> str:
        """The next command; "" when there will be none."""
        return self._lines.readline().decode().rstrip("\n")

    def says(self, *words: str) -> None:
        self.sock.sendall("".join(f"{each}\n" for each in words).encode())

    def close(self) -> None:
        self._lines.close()
        self.sock.close()

    def heard_nothing(self) -> bool:
        gevent.sleep(0.05)
        self.sock.settimeout(0.0)
        with suppress(BlockingIOError):
            return not self.sock.recv(1, socket.MSG_PEEK)
        self.sock.settimeout(PATIENCE)
        return True


class Manager:
    """The other connection: what is asked of it, and what it knows of legs."""

    def __init__(self, up: bool = True) -> None:
        self.up = up
        self.remembered: list[tuple[str, str]] = []

    def leg_channel(self, _offer: OfferId) -> str:
        return "PJSIP/agent8001-00000002"

    def remember(self, _call: CallId, variable: str, value: str) -> bool:
        if self.up:
            self.remembered.append((variable, value))
        return self.up

    def hang_up_leg(self, offer: OfferId, cause: LegCause) -> None: ...

    def hang_up_call(self, call: CallId, by: By) -> None: ...

    def hanging_up(self, call: CallId, by: By) -> None: ...

    def press(self, channel: str, key: str) -> None: ...

    def start_recording(self, call: CallId, channel: str, offer: OfferId, name: str) -> None: ...

    def stop_recording(self, offer: OfferId) -> None: ...


@pytest.fixture
def far() -> Iterator[Far]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        sock = socket.create_connection(listener.getsockname())
        near, _ = listener.accept()
    end = Far(sock, near)
    yield end
    end.close()


@pytest.fixture
def line(far: Far) -> Iterator[Line]:
    found: list[Line] = []

    def wake() -> None:
        for each in found:
            each.wake()

    session = AgiSession(far.near, wake)
    far.sock.sendall(ENVIRONMENT)
    session.open()
    found.append(Line(CALL, session, Limits(), lambda: False))
    yield found[0]
    session.close()
    gevent.sleep(0)  # its reader dies


def test_a_key_leads_on_before_asterisk_has_told_that_it_plays_no_more(
    line: Line, far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "NUDGE", PATIENCE)
    line.pressed("1")
    assert line.run(lambda: bool(line.keys), 60.0, "STREAM", "FILE", "welcome", "", "0") is None
    assert far.hears().startswith("STREAM FILE welcome")
    marker = far.hears().removeprefix("GET FULL VARIABLE ")
    music = gevent.spawn(line.ask, "SET", "MUSIC", "ON", "default")
    far.says("200 result=0 endpos=800")
    assert far.heard_nothing(), "the prompt's reply is not the marker's"
    far.says(f"200 result=1 ({marker})")
    assert far.hears() == "SET MUSIC ON default"
    far.says("200 result=7")
    assert music.get(timeout=PATIENCE).result == "7"


def test_a_marker_that_was_not_seen_is_written_again_whoever_waits(line: Line, far: Far) -> None:
    assert line.run(lambda: True, 60.0, "STREAM", "FILE", "welcome", "", "0") is None
    far.hears()
    first, second = far.hears(), far.hears()
    assert first != second
    music = gevent.spawn(line.ask, "SET", "MUSIC", "OFF")
    far.says("200 result=0 endpos=800", f"200 result=1 ({second.removeprefix('GET FULL VARIABLE ')})")
    while (heard := far.hears()).startswith("GET FULL"):
        far.says(f"200 result=1 ({heard.removeprefix('GET FULL VARIABLE ')})")  # once more, meanwhile
    assert heard == "SET MUSIC OFF"
    far.says("200 result=0")
    music.get(timeout=PATIENCE)


def test_the_last_command_is_followed_by_the_end(line: Line, far: Far) -> None:
    """Nothing is asked behind it: the caller's BYE waits for no answer of ours."""
    ends = gevent.spawn(line.finish, "SET", "VARIABLE", "ACDFINISHED", "1")
    assert (far.hears(), far.hears()) == ("SET VARIABLE ACDFINISHED 1", "")
    far.says("200 result=1")
    far.close()
    assert ends.get(timeout=PATIENCE)


def test_an_asterisk_that_does_not_end_the_session(line: Line, far: Far, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "FINISH", 0.05)
    assert not line.finish("SET", "VARIABLE", "ACDFINISHED", "1"), "AMI is to hang it up"


def talk(line: Line, manager: Manager) -> "gevent.Greenlet[..., Talked]":
    return gevent.spawn(join, line, manager, "PJSIP/trunk-1", Connect(OFFER, AgentId("8001"), ""))


def test_a_talk_that_the_agent_left_needs_no_question(line: Line, far: Far) -> None:
    talks = talk(line, manager := Manager())
    assert far.hears() == 'EXEC Bridge "PJSIP/agent8001-00000002,x"'
    assert manager.remembered == [("TALK", OFFER)]
    line.left_talk = By.AGENT
    far.says("200 result=0")
    talked = talks.get(timeout=PATIENCE)
    assert (talked.why, talked.by) == (Ended.PARTNER, By.AGENT)
    assert far.heard_nothing()


@pytest.mark.parametrize("by", [By.CALLER, By.OPERATOR, By.ENGINE, By.UNKNOWN])
def test_a_caller_who_is_gone_from_a_talk_is_not_taken_for_one_who_stays(line: Line, far: Far, by: By) -> None:
    """Asterisk tells a session of a hang-up one command later, his own or that of an operator."""
    talks = talk(line, Manager())
    far.hears()
    line.left_talk = by
    far.says("200 result=-1")
    assert far.hears() == "GET VARIABLE BRIDGERESULT"
    far.says("511 Command Not Permitted on a dead channel or intercept routine")
    with pytest.raises(Hangup):
        talks.get(timeout=PATIENCE)


def test_a_talk_that_nobody_saw_is_asked_for(line: Line, far: Far) -> None:
    """A channel that is gone gives `result=0`, too."""
    talks = talk(line, Manager())
    far.hears()
    far.says("200 result=0")
    assert far.hears() == "GET VARIABLE BRIDGERESULT"
    far.says("200 result=1 (NONEXISTENT)")
    assert talks.get(timeout=PATIENCE).why is Ended.FAILED


def test_without_the_manager_the_session_itself_remembers_the_talk(line: Line, far: Far) -> None:
    talks = talk(line, Manager(up=False))
    assert far.hears() == f"SET VARIABLE TALK {OFFER}"
    far.says("200 result=1")
    assert far.hears().startswith("EXEC Bridge")
    talks.kill()
