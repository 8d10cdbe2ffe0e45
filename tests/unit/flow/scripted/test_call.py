"""The scripted call: the same script always gives the same transcript."""

from textwrap import dedent

import pytest

from ccengine.flow.scripted import ScriptedCall, ScriptedDesk, every_prompt, listed_prompts
from ccengine.model.call import NOTHING, ONE_KEY, Announce, Ask, Call, Connect, Hangup, Leave, Steering
from ccengine.model.desk import Desk
from ccengine.model.facts import Marked
from ccengine.model.ids import CallId, QueueName
from ccengine.model.why import By, Ended


def test_a_visit_reads_as_it_went() -> None:
    scripted = ScriptedCall(
        """
        # a caller who knows the menu
        when play menu
        wait 500ms
        press 1
        when music
        wait 10s
        announce you-are-first
        when play you-are-first
        wait 1s
        connect 8001
        wait 20s
        agent hangs up
        when play how-satisfied
        wait 2500ms
        press 5
        """,
        lengths=every_prompt(2.0, you_are_first=3.0),
    )
    call: Call = scripted
    desk: Desk = ScriptedDesk(scripted)
    call.answer()
    call.play(["welcome"])
    assert call.collect(["menu"], ONE_KEY).digits == "1"
    desk.enter_queue(call.info.id, QueueName("service"))
    held = call.hold("default", 600.0)
    assert isinstance(held.directive, Announce)
    assert call.play(held.directive.prompts).why is Ended.DIRECTIVE
    held = call.hold("default", 600.0)
    assert isinstance(held.directive, Connect)
    talked = call.join(held.directive)
    assert (talked.why, talked.by, talked.seconds) == (Ended.PARTNER, By.AGENT, 20.0)
    desk.record(Marked(call.info.id, "how-satisfied", call.collect(["how-satisfied"], ONE_KEY).digits))
    call.hangup()
    assert [line.strip() for line in scripted.transcript.lines] == dedent("""\
        0.000  answer
        0.000  play welcome
        2.000  play menu
        2.500  caller presses 1
        2.500  cut
        2.500  got 1 (done)
        2.500  enter queue service
        2.500  music default
        12.500  told: announce you-are-first
        12.500  play you-are-first
        13.500  told: connect 8001
        13.500  cut
        13.500  talk with 8001
        33.500  agent 8001 hangs up
        33.500  talk over after 20.000s
        33.500  play how-satisfied
        36.000  caller presses 5
        36.000  got 5 (done)
        36.000  mark how-satisfied 5
        36.000  hang up""").splitlines()


def test_time_jumps_and_a_silent_caller_leaves_in_the_end() -> None:
    call = ScriptedCall("when play never", longest=3600.0)
    for _ in range(11):
        assert call.hold("default", 300.0).why is Ended.TIMEOUT
    with pytest.raises(Hangup):
        call.hold("default", 301.0)
    assert call.clock.now() == 3600.0
    assert call.transcript.texts[-2:] == ['the script still waits for "play never"', "caller hangs up"]


def test_steps_without_a_pause_come_at_the_same_moment() -> None:
    call = ScriptedCall("at 3s\npress 12\nsend on waited_too_long\nwait 1s\nhang up")
    assert call.hold("default", 60.0).directive == Leave("waited_too_long")
    assert call.clock.now() == 3.0
    assert call.collect(NOTHING, Ask(max_digits=2)).digits == "12"
    with pytest.raises(Hangup):
        call.play(["long"])
    assert call.clock.now() == 4.0


def test_keys_with_pauses() -> None:
    call = ScriptedCall("press 471# every 2s")
    assert call.collect(NOTHING, Ask(max_digits=9)).digits == "471"
    assert call.clock.now() == 6.0


def test_only_listed_prompts_exist() -> None:
    call = ScriptedCall(lengths=listed_prompts({"zh": {"welcome": 1.0}, "en": {}}))
    assert call.play(["welcome"]).why is Ended.DONE
    assert call.play(["welcome", "bye"]).detail == "bye"
    call.set_language("en")
    assert call.play(["welcome"]).detail == "welcome"


def test_a_leg_that_is_gone_cannot_be_joined() -> None:
    call = ScriptedCall("connect 8001 gone")
    directive = call.hold("default", 5.0).directive
    assert isinstance(directive, Connect)
    assert call.join(directive).why is Ended.FAILED


def test_the_clock_starts_where_it_is_told() -> None:
    call = ScriptedCall(start=1_700_000_000.0)
    call.play(["welcome"])
    assert call.clock.now() == 1_700_000_002.0
    assert call.transcript.lines == ["   0.000  play welcome"]


def test_it_can_be_steered_from_outside() -> None:
    call = ScriptedCall()
    steering: Steering = call
    assert steering.tell(Leave("failed"))
    assert call.hold("default", 5.0).directive == Leave("failed")
    assert call.info.id == CallId("scripted")
