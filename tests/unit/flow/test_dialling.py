"""The dial node's sequence on the scripted call: keys and directives in, transcript out."""

import pytest

from ccengine.flow.running.dialling import EXITS, run_dial
from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall, ScriptedDesk
from ccengine.model.call import Connect, Hangup
from ccengine.model.dialling import Dialling
from ccengine.model.ids import AgentId, OfferId

WISH = Dialling(("8001", "13800138000"), limit=60.0)
ASKED = "dial 8001, 13800138000 in turn, 25s each, 60s in all"


def dialled(call: ScriptedCall, wish: Dialling = WISH) -> str:
    return run_dial(call, ScriptedDesk(call), wish)


def test_the_target_hangs_up_first() -> None:
    call = ScriptedCall("wait 3s\nconnect 13800138000\nwait 5s\nagent hangs up")
    assert dialled(call) == "answered"
    assert call.transcript.texts == [
        ASKED,
        "music ringback",
        "told: connect 13800138000",
        "joined",
        "talk with 13800138000",
        "agent 13800138000 hangs up",
        "talk over after 5.000s",
        "desk: talk over",
    ]


def test_how_it_is_dialled_is_told() -> None:
    call = ScriptedCall("send on busy")
    wish = Dialling(("1", "2"), at_once=True, ring=10.0, limit=20.0, shown="4008001234")
    assert dialled(call, wish) == "busy"
    assert call.transcript.texts[0] == "dial 1, 2 at once, 10s each, 20s in all, shown 4008001234"


@pytest.mark.parametrize("exit", [*EXITS, "waited_too_long", "no such exit"])
def test_every_exit(exit: str) -> None:
    assert dialled(ScriptedCall(f"wait 1s\nsend on {exit}")) == (exit if exit in EXITS else "failed")


def test_the_caller_does_not_wait() -> None:
    call = ScriptedCall("wait 2s\nhang up")
    with pytest.raises(Hangup):
        dialled(call)


def test_keys_are_not_taken_and_prompts_are_played() -> None:
    call = ScriptedCall("press 1\nwait 1s\nannounce please-wait\nwait 5s\nsend on no_answer")
    assert dialled(call) == "no_answer"
    assert "play please-wait" in call.transcript.texts
    assert call.transcript.texts.count("music ringback") == 2


def test_a_leg_that_is_gone_before_the_talk() -> None:
    """The next target is the engine's business: the call goes on waiting."""
    call = ScriptedCall("wait 1s\nconnect 8001 gone\nwait 2s\nsend on rejected")
    assert dialled(call) == "rejected"
    assert any(line.startswith("desk: no talk") for line in call.transcript.texts)


def test_the_engine_never_answers() -> None:
    call = ScriptedCall("wait 10m")
    assert dialled(call) == "failed"
    assert call.transcript.lines[-1] == "  75.000  stop dialling (the engine did not answer)"


def test_taken_up_while_it_rang_it_asks_again_and_goes_on() -> None:
    call = ScriptedCall("wait 3s\nsend on no_answer").taken_up()
    assert dialled(call) == "no_answer"
    assert ASKED in call.transcript.texts


def test_taken_up_in_the_talk_it_does_not_dial_again() -> None:
    before = ScriptedCall("wait 3s\nagent hangs up")
    talk = Connect(OfferId("d1-1"), AgentId("13800138000"))
    before.stage.legs[talk.offer] = talk.agent
    call = before.taken_up(talk)
    assert dialled(call) == "answered"
    assert ASKED not in call.transcript.texts


def test_taken_up_after_its_end_it_does_not_dial_again() -> None:
    call = ScriptedCall("send on busy", DEFAULT_INFO).taken_up()
    assert dialled(call) == "busy"
    assert ASKED not in call.transcript.texts
