"""AMI events -> facts, in whatever order two sources bring them.  Event texts are cut from real ones."""

from itertools import permutations

import pytest

from ccengine.model.facts import (
    CallerGone,
    CallerUp,
    LegAnswered,
    LegConfirmed,
    LegEnded,
    LegFailed,
    LegHeld,
    LegRinging,
    PhoneSeen,
    TalkSeen,
    TalkUnseen,
)
from ccengine.model.ids import CallId, OfferId
from ccengine.model.why import By, LegCause
from ccengine.switch.asterisk.state import Channel, SwitchState
from ccengine.switch.asterisk.tracker import Tracker
from ccengine.wire.ami import Event

LEG, CALLER = OfferId("o1-1"), CallId("home-1.0")


def event(name: str, unique: str = "", **headers: str) -> Event:
    pairs = [("Event", name), ("Uniqueid", unique), *((key.replace("_", "-"), value) for key, value in headers.items())]
    return Event(tuple(pairs))


def new(unique: str, name: str = "PJSIP/x-00000001") -> Event:
    return event("Newchannel", unique, Channel=name, ChannelState="0")


RING = event("Newstate", LEG, ChannelState="5")
UP = event("Newstate", LEG, ChannelState="6")
ANSWERED = event("OriginateResponse", LEG, ActionID="originate-o1-1", Response="Success", Reason="4")
FAILED = event("OriginateResponse", "<null>", ActionID="originate-o1-1", Response="Failure", Reason="0")
TIMED_OUT = event("OriginateResponse", "<null>", ActionID="originate-o1-1", Response="Failure", Reason="3")
REFUSED = event("HangupRequest", LEG)


def gone(unique: str, cause: str = "16", tech: str = "") -> Event:
    return event("Hangup", unique, Cause=cause, TechCause=tech, Cause_txt="Normal Clearing")


def told(tracker: Tracker, *events: Event) -> list[object]:
    return [fact for each in events for fact in tracker.event(each)]


def rung() -> Tracker:
    tracker = Tracker()
    tracker.originating(LEG)
    assert told(tracker, new(LEG), RING, RING) == [LegRinging(LEG)]
    return tracker


def test_what_led_to_an_answer_is_told_before_it() -> None:
    """Asterisk tells of the answer by another way than of the channel's states, which may be slower."""
    tracker = Tracker()
    tracker.originating(LEG)
    assert told(tracker, new(LEG), ANSWERED, RING, UP) == [LegRinging(LEG), LegAnswered(LEG)]
    tracker = Tracker()
    tracker.originating(LEG)
    assert told(tracker, new(LEG), ANSWERED, gone(LEG)) == [LegAnswered(LEG), LegEnded(LEG, By.SWITCH)]


PRESSED = event("UserEvent", LEG, UserEvent="CCConfirmed")


def asked() -> Tracker:
    tracker = Tracker()
    tracker.originating(LEG, confirm=True)
    told(tracker, new(LEG), RING)
    return tracker


def test_who_has_to_press_a_key() -> None:
    """The key may be told before the answer; a leg that ends without it was not confirmed; one of ours, as it was."""
    assert told(asked(), UP, ANSWERED, PRESSED, PRESSED) == [LegAnswered(LEG), LegConfirmed(LEG)]
    assert told(asked(), UP, PRESSED, ANSWERED) == [LegAnswered(LEG), LegConfirmed(LEG)]
    assert told(asked(), UP, ANSWERED, gone(LEG)) == [LegAnswered(LEG), LegFailed(LEG, LegCause.NOT_CONFIRMED)]
    assert told(asked(), UP, ANSWERED, PRESSED, gone(LEG))[-1] == LegEnded(LEG, By.SWITCH)
    assert told(asked(), event("HangupRequest", LEG), gone(LEG, "17")) == [LegFailed(LEG, LegCause.BUSY)]
    released = asked()
    told(released, UP, ANSWERED)
    released.releasing(LEG, LegCause.CALLER_LEFT)
    assert told(released, gone(LEG)) == [LegEnded(LEG, By.CALLER)]
    assert told(rung(), UP, ANSWERED, PRESSED) == [LegAnswered(LEG)], "nobody asked for it"


def test_who_was_asked_before_a_restart() -> None:
    tracker = Tracker()
    list(tracker.replace(SwitchState({LEG: Channel(LEG, "PJSIP/x-1", up=True, asked=True)}, boot="a")))
    assert told(tracker, PRESSED) == [LegConfirmed(LEG)]


def test_a_key_that_was_pressed_while_nobody_listened() -> None:
    tracker = asked()
    told(tracker, UP, ANSWERED)
    list(tracker.replace(SwitchState({LEG: Channel(LEG, "PJSIP/x-1", up=True, confirmed=True)}, boot="a")))
    assert told(tracker, gone(LEG)) == [LegEnded(LEG, By.SWITCH)]


@pytest.mark.parametrize("order", list(permutations([UP, ANSWERED])))
def test_an_answer_in_either_order_is_told_once(order: tuple[Event, ...]) -> None:
    assert told(rung(), *order, ANSWERED) == [LegAnswered(LEG)]


def test_a_leg_that_answered_can_be_joined_before_its_newstate_came() -> None:
    tracker = rung()
    assert told(tracker, ANSWERED) == [LegAnswered(LEG)]
    assert tracker.state.channels[LEG].up


@pytest.mark.parametrize("order", list(permutations([FAILED, gone(LEG, "17", "486")])))
def test_a_refusal_in_either_order_is_told_once_with_the_phones_word(order: tuple[Event, ...]) -> None:
    assert told(rung(), REFUSED, *order) == [LegFailed(LEG, LegCause.BUSY)]


@pytest.mark.parametrize("order", list(permutations([TIMED_OUT, gone(LEG, "19", "480")])))
def test_a_leg_that_rang_out_is_no_answer(order: tuple[Event, ...]) -> None:
    assert told(rung(), *order) == [LegFailed(LEG, LegCause.NO_ANSWER)]


def test_the_phones_own_480_is_unreachable() -> None:
    assert told(rung(), REFUSED, gone(LEG, "19", "480")) == [LegFailed(LEG, LegCause.UNREACHABLE)]


@pytest.mark.parametrize("order", list(permutations([ANSWERED, gone(LEG)])))
def test_answered_and_gone_at_once(order: tuple[Event, ...]) -> None:
    assert told(rung(), UP, REFUSED, *order) == [LegAnswered(LEG), LegEnded(LEG, By.AGENT)]


def test_a_leg_without_a_channel_is_judged_by_originate_alone() -> None:
    tracker = Tracker()
    tracker.originating(LEG)
    assert told(tracker, FAILED, FAILED) == [LegFailed(LEG, LegCause.UNREACHABLE)]


def test_our_own_cause_goes_before_all_others() -> None:
    tracker = rung()
    tracker.releasing(LEG, LegCause.ANSWERED_ELSEWHERE)
    tracker.releasing(LEG, LegCause.LATE)
    assert told(tracker, TIMED_OUT, gone(LEG, "26")) == [LegFailed(LEG, LegCause.ANSWERED_ELSEWHERE)]


def talking() -> Tracker:
    tracker = rung()
    told(tracker, new(CALLER), UP, ANSWERED)
    enter = [event("BridgeEnter", each, BridgeUniqueid="b1") for each in (LEG, CALLER)]
    assert told(tracker, *enter, *enter) == [TalkSeen(CALLER, LEG)]
    return tracker


@pytest.mark.parametrize("who", [LEG, CALLER])
@pytest.mark.parametrize("order", list(permutations([0, 1, 2, 3])))
def test_the_end_of_a_talk_in_every_order(who: str, order: tuple[int, ...]) -> None:
    ends = [
        event("BridgeLeave", LEG, BridgeUniqueid="b1"),
        event("BridgeLeave", CALLER, BridgeUniqueid="b1"),
        gone(LEG),
        gone(CALLER),
    ]
    by = By.AGENT if who == LEG else By.CALLER
    facts = told(talking(), event("HangupRequest", who), *(ends[i] for i in order))
    assert [fact for fact in facts if isinstance(fact, TalkUnseen)] == [TalkUnseen(CALLER, LEG, by)]
    assert [fact for fact in facts if isinstance(fact, LegEnded)] == [LegEnded(LEG, by)]
    assert len([fact for fact in facts if isinstance(fact, CallerGone)]) == 1
    assert len(facts) == 3


def test_events_of_asterisks_own_helpers_and_of_strangers_are_nothing() -> None:
    tracker = Tracker()
    assert told(tracker, new("x.1", "Surrogate/PJSIP/a-1"), gone("x.1"), gone("never.seen"), RING, UP) == []


def test_a_phones_state_is_told_when_it_changes() -> None:
    def device(state: str) -> Event:
        return event("DeviceStateChange", Device="PJSIP/agent8001", State=state)

    facts = told(Tracker(), *map(device, ["UNAVAILABLE", "INVALID", "NOT_INUSE", "INUSE", "UNAVAILABLE"]))
    assert [fact.reachable for fact in facts if isinstance(fact, PhoneSeen)] == [False, True, False]


# -- a state read anew


def read(*channels: Channel, boot: str = "1") -> SwitchState:
    return SwitchState({channel.unique: channel for channel in channels}, boot=boot)


def test_what_vanished_unseen_is_inferred() -> None:
    facts = list(talking().replace(read()))
    assert TalkUnseen(CALLER, LEG, By.UNKNOWN, inferred=True) in facts
    assert LegEnded(LEG, By.UNKNOWN, inferred=True) in facts
    assert [fact.inferred for fact in facts if isinstance(fact, CallerGone)] == [True]
    assert len(facts) == 3


def test_after_a_new_start_it_was_the_switch() -> None:
    tracker = talking()
    same = [Channel(LEG, "a", True, bridge="b1"), Channel(CALLER, "b", True, bridge="b1")]
    assert list(tracker.replace(read(*same, boot="1"))) == [CallerUp(CALLER, inferred=True)]
    assert list(tracker.replace(read(*same, boot="1"))) == []
    facts = list(tracker.replace(read(boot="2")))
    assert [fact.by for fact in facts if isinstance(fact, TalkUnseen | LegEnded | CallerGone)] == [By.SWITCH] * 3


def test_an_agent_holds_and_takes_back() -> None:
    held, back = event("Hold", LEG, MusicClass="default"), event("Unhold", LEG)
    tracker = talking()
    assert told(tracker, held, back, event("Hold", CALLER)) == [LegHeld(LEG, True), LegHeld(LEG, False)]
    assert told(Tracker(), held) == [], "of a leg that nobody knows"


def test_a_caller_who_was_answered() -> None:
    tracker = Tracker()
    tracker.arrived(CALLER, "PJSIP/x-1")
    up = event("Newstate", CALLER, ChannelState="6")
    assert told(tracker, event("Newstate", CALLER, ChannelState="4"), up, up) == [CallerUp(CALLER)]
    assert told(tracker, new(LEG), UP) == [], "an agent is no caller"


def test_a_leg_that_came_up_unseen_was_answered() -> None:
    assert list(rung().replace(read(Channel(LEG, "a", up=True)))) == [LegAnswered(LEG)]


def test_a_leg_that_was_ordered_and_is_nowhere_is_lost() -> None:
    tracker = Tracker()
    tracker.originating(LEG)
    assert list(tracker.replace(read())) == [LegFailed(LEG, LegCause.SWITCH_LOST)]


def test_a_talk_that_is_found_is_one_since_nobody_knows_when() -> None:
    """It began between two runs of the engine.  One that was seen to begin is not told again."""
    both = Channel(CALLER, "PJSIP/x-1", up=True, bridge="b"), Channel(LEG, "PJSIP/y-1", up=True, bridge="b")
    assert TalkSeen(CALLER, LEG, inferred=True) in list(Tracker().replace(read(*both)))
    assert [fact for fact in talking().replace(read(*both)) if isinstance(fact, TalkSeen)] == []


def test_a_call_with_a_session_is_there_although_the_state_was_read_before_it_came() -> None:
    tracker = Tracker(served=lambda unique: unique == CALLER)
    tracker.arrived(CALLER, "PJSIP/x-1")
    assert list(tracker.replace(read())) == []
    assert CALLER in tracker.state.channels


# -- who is called back: a leg until he answers, then a caller

BACK = OfferId("c1-1")
BACK_UP = event("Newstate", BACK, ChannelState="6")
BACK_ANSWERED = event("OriginateResponse", BACK, ActionID="originate-c1-1", Response="Success", Reason="4")


def called_back() -> Tracker:
    tracker = Tracker()
    tracker.originating(BACK)
    assert told(tracker, new(BACK, "PJSIP/ccengine-outgoing-00000001")) == []
    return tracker


def test_who_is_called_back_and_busy_is_a_leg_that_failed() -> None:
    busy = (event("HangupRequest", BACK), gone(BACK, "17", "486 Busy Here"))
    assert told(called_back(), *busy) == [LegFailed(BACK, LegCause.BUSY)]
    assert told(called_back(), gone(BACK, "16")) == [LegFailed(BACK, LegCause.NO_ANSWER)]


@pytest.mark.parametrize("order", list(permutations([BACK_UP, BACK_ANSWERED])))
def test_who_is_called_back_and_answers_is_a_caller(order: tuple[Event, ...]) -> None:
    tracker = called_back()
    assert told(tracker, *order) == [CallerUp(CallId(BACK)), LegAnswered(BACK)]
    assert told(tracker, new(LEG), UP, event("BridgeEnter", LEG, BridgeUniqueid="b")) == []
    assert told(tracker, event("BridgeEnter", BACK, BridgeUniqueid="b")) == [TalkSeen(CallId(BACK), LEG)]
    left = told(tracker, event("HangupRequest", BACK), gone(BACK))
    assert left[-1] == CallerGone(CallId(BACK), By.CALLER, "Normal Clearing")


def test_who_is_called_back_and_gone_before_originate_said_so() -> None:
    tracker = called_back()
    assert told(tracker, BACK_UP, event("HangupRequest", BACK), gone(BACK), BACK_ANSWERED) == [
        CallerUp(CallId(BACK)),
        CallerGone(CallId(BACK), By.CALLER, "Normal Clearing"),
    ]


def test_who_rings_since_before_the_engine_died_fails_as_any_leg() -> None:
    tracker = Tracker()
    ringing = Channel(BACK, "PJSIP/ccengine-outgoing-00000001", ringing=True)
    list(tracker.replace(SwitchState({BACK: ringing}, {}, "1")))
    assert told(tracker, gone(BACK, "16")) == [LegFailed(BACK, LegCause.NO_ANSWER)]
    gone_unseen = called_back()
    assert list(gone_unseen.replace(SwitchState({}, {}, "1"))) == [LegFailed(BACK, LegCause.SWITCH_LOST)]


def test_a_leg_waits_for_one_whose_id_begins_its_own() -> None:
    tracker = Tracker()
    tracker.originating(OfferId("o1-1"))
    assert tracker.begins_with_one_to_come(OfferId("o1-12"))
    assert tracker.begins_with_one_to_come(OfferId("o1-123"))
    assert not tracker.begins_with_one_to_come(OfferId("o1-1"))
    assert not tracker.begins_with_one_to_come(OfferId("o1-2"))
    assert not tracker.begins_with_one_to_come(OfferId("o11-12"))
    tracker.arrived("o1-1", "PJSIP/x-1")
    assert not tracker.begins_with_one_to_come(OfferId("o1-12"))
    tracker.originating(OfferId("o1-3"))
    assert [*tracker.unsent(OfferId("o1-3"))]
    assert not tracker.begins_with_one_to_come(OfferId("o1-30"))


@pytest.mark.parametrize(("cause", "text", "why"), [("16", "Normal Clearing", "Normal Clearing"), ("0", "Unknown", "")])
def test_why_a_caller_left_is_told_when_it_is_known(cause: str, text: str, why: str) -> None:
    tracker = Tracker()
    left = event("Hangup", CALLER, Cause=cause, Cause_txt=text)
    assert told(tracker, new(CALLER), event("HangupRequest", CALLER), left) == [CallerGone(CALLER, By.CALLER, why)]


def test_a_phone_is_done_with_a_leg_from_its_own_bye_on() -> None:
    """Asterisk has the leg some milliseconds longer.  By a caller's end the phone has a BYE to come."""
    for who, busy in ((LEG, False), (CALLER, True)):
        tracker = talking()
        assert tracker.busy(LEG)
        told(tracker, event("HangupRequest", who), event("BridgeLeave", who, BridgeUniqueid="b1"))
        assert tracker.busy(LEG) is busy
        told(tracker, gone(LEG))
        assert not tracker.busy(LEG)


def test_a_phone_whose_leg_is_to_come_is_busy() -> None:
    tracker = Tracker()
    assert not tracker.busy(LEG)
    tracker.originating(LEG)
    assert tracker.busy(LEG)
