"""Dialling in the engine: whose fact it is, what the book makes of it, what leaves, what a crash leaves of it."""

import json
from collections.abc import Sequence
from typing import Any, cast

import pytest

from ccengine.acd import commands, events
from ccengine.acd.dial.commands import Dial, DialOver, PutThrough
from ccengine.acd.dial.events import DialAsked, OfferConfirmed
from ccengine.acd.rules import AgentRules, QueueRules, Rules
from ccengine.engine.desk import EngineDesk
from ccengine.engine.dispatch import Dispatch
from ccengine.engine.machines import Machines
from ccengine.engine.recovery import IN_FLIGHT, Believed, compare, strangers, to_come
from ccengine.engine.translate import translate
from ccengine.engine.views import call_view
from ccengine.flow.running.talking import talk
from ccengine.model import facts
from ccengine.model.call import CallInfo, Connect, Leave, Talked
from ccengine.model.callbacks import Asked
from ccengine.model.dialling import Confirm, Dialling, Rung
from ccengine.model.ids import AgentId, CallId, NodeId, OfferId, QueueName
from ccengine.model.outgoing import Outgoing
from ccengine.model.parties import Outside
from ccengine.model.why import By, DialExit, Ended, LegCause
from ccengine.switch.asterisk import Channel, SwitchState
from tests.unit.engine import house as houses

A, B = CallId("ast-1.1"), CallId("ast-1.2")
D1, D2 = OfferId("d1-1"), OfferId("d1-2")
SERVICE, AGENT = QueueName("service"), AgentId("8001")
MOBILE = "13800138000"
RULES = Rules.of([QueueRules(SERVICE, (AGENT,))], [AgentRules(AGENT)])
ARRIVED = facts.CallArrived(A, "PJSIP/trunk-1", "4008001234", "13911112222", "", "hotline", "zh")
AT_DIAL = [ARRIVED, facts.NodeEntered(A, NodeId("night"), 2)]


class House(houses.House):
    RULES = RULES


ASKED = DialAsked(A, (MOBILE, "8001"))
TALKING = [*AT_DIAL, ASKED, facts.LegAnswered(D1), facts.TalkSeen(A, D1)]


def test_the_words_of_a_leg_are_taken_by_whose_it_is() -> None:
    house = House(events.AgentLoggedIn(AGENT), *AT_DIAL)
    assert house.take(ASKED) == [Dial(D1, MOBILE, A, 25.0)]
    assert house.machines.acd.calls() == []
    assert house.take(facts.LegAnswered(D1)) == [PutThrough(D1, MOBILE, A, True)]
    stranger = house.take(facts.LegAnswered(OfferId("o9-9")))
    assert stranger == [commands.Release(OfferId("o9-9"), LegCause.LATE)], "the ACD's to release, and once"
    assert house.take(facts.LegAnswered(OfferId("d9-9"))) == [commands.Release(OfferId("d9-9"), LegCause.LATE)]


def test_a_caller_who_leaves_is_told_to_both() -> None:
    house = House(events.AgentLoggedIn(AGENT), *AT_DIAL, ASKED)
    assert house.take(facts.CallerGone(A, By.CALLER)) == [commands.StopRinging(D1, LegCause.CALLER_LEFT)]


@pytest.mark.parametrize("length", range(1, len(TALKING) + 1))
def test_the_journal_gives_the_same_house_again(length: int) -> None:
    house = House(*TALKING[:length]).again()
    state = json.loads(json.dumps(house.machines.snapshot()))
    assert Machines.restore(RULES, state).snapshot() == state
    assert house.machines.check() == []


def test_a_state_of_before_there_was_a_dialer() -> None:
    state = {"acd": House().machines.acd.snapshot()}
    assert Machines.restore(RULES, cast(Any, state)).dialer.live_legs() == []


def test_a_loser_that_ends_does_not_end_the_talk_of_the_winner() -> None:
    both = DialAsked(A, (MOBILE, "8001"), at_once=True)
    house = House(*AT_DIAL, both, facts.LegAnswered(D1), facts.LegAnswered(D2), facts.TalkSeen(A, D1))
    house.take(facts.LegEnded(D2, By.ENGINE))
    assert house.book.calls[A].visit.talk == "on"
    house.take(facts.LegEnded(D1, By.AGENT))
    assert (house.book.calls[A].visit.talk, house.book.calls[A].visit.talk_by) == ("over", "agent")


@pytest.mark.parametrize(
    ("told", "again"),
    [
        ([], True),
        ([ASKED], True),  # it goes on: the dialer has it
        ([ASKED, facts.LegAnswered(D1)], True),
        ([ASKED, facts.LegAnswered(D1), facts.TalkSeen(A, D1), facts.LegEnded(D1, By.AGENT)], False),
        ([DialAsked(A, ("1",)), facts.LegFailed(D1, LegCause.BUSY)], False),
        ([facts.CallerGone(A, By.CALLER)], False),
    ],
)
def test_a_settled_dial_is_not_dialled_twice(told: list[object], again: bool) -> None:
    house = House(*AT_DIAL, *told)
    assert translate(ASKED, house.book) == ([ASKED] if again else [])
    dialled = [order for order in house.take(ASKED) if isinstance(order, Dial)]
    assert dialled == ([] if told else [Dial(D1, MOBILE, A, 25.0)])


# -- what leaves


class Out:
    """A switch and a session that only note what they are told."""

    def __init__(self, house: House, shown: str = "4008001234") -> None:
        self.rung: list[tuple[object, ...]] = []
        self.told: list[object] = []
        self.ring = lambda *order: self.rung.append(order)
        self.tell = self.told.append
        way_out = Outgoing(caller=shown)
        outside = Dispatch(
            cast(Any, self), house.book, lambda _call: cast(Any, self), lambda _q: True, {AGENT}, way_out
        )
        self.dispatch = outside


def test_whom_the_switch_is_to_ring() -> None:
    out = Out(House(*AT_DIAL))
    for order in (Dial(D1, MOBILE, A, 20.0), Dial(D2, "8001", A, 20.0), Dial(D2, "8001", A, 20.0, "95588"),
                  Dial(D1, "8002", A, 20.0, "95588"), Dial(D1, MOBILE, A, 20.0, "x<sip:a@b>")):  # fmt: skip
        out.dispatch(order)
    assert out.rung == [
        (D1, Outside(MOBILE), A, 20.0, "4008001234", None),
        (D2, AGENT, A, 20.0, "13911112222", None),  # the caller's own number, as with a queue
        (D2, AGENT, A, 20.0, "95588", None),
        (D1, Outside("8002"), A, 20.0, "95588", None),  # no agent of ours
        (D1, Outside(MOBILE), A, 20.0, "4008001234", None),  # what is no number is not shown to a carrier
    ]


def test_what_the_call_is_told() -> None:
    out = Out(House(*AT_DIAL))
    out.dispatch(PutThrough(D1, MOBILE, A, True))
    out.dispatch(PutThrough(D1, MOBILE, A, False))
    out.dispatch(DialOver(A, DialExit.BUSY))
    connect, unrecorded, leave = out.told
    assert isinstance(connect, Connect)
    assert connect.record_to.endswith(f"/ast_1.1-{MOBILE}-d1_1")
    assert unrecorded == Connect(D1, AgentId(MOBILE))
    assert leave == Leave("busy")


def test_what_a_call_is_told_that_was_put_through_while_it_had_no_session() -> None:
    house = House(*TALKING[:-1]).again()
    pending = Out(house).dispatch.pending(A, house.machines)
    assert pending is not None
    assert (pending.offer, pending.agent) == (D1, MOBILE)
    assert Out(house).dispatch.pending(B, house.machines) is None


def test_the_desk_bounds_what_a_flow_asks_for() -> None:
    posted: list[object] = []
    desk = EngineDesk(posted.append, {}, lambda _: None, lambda *_: Asked.OFF, lambda *_: None, lambda _: "")
    desk.dial(A, Dialling(("138-0013 8000", "x" * 500, *(["1"] * 500)), shown="9" * 500))
    (asked,) = posted
    assert isinstance(asked, DialAsked)
    assert asked.targets[:2] == (MOBILE, "x" * 64)
    assert (len(asked.targets), len(asked.shown)) == (20, 64)


def test_a_talk_that_never_came_about_ends_its_own_leg_and_not_the_one_that_rings_by_now() -> None:
    """The agent hung up before he was joined, and the next one rings already when the session learns of it."""
    posted: list[object] = []
    desk = EngineDesk(posted.append, {}, lambda _call: None, lambda *_: Asked.OFF, lambda *_: None, lambda _: "")

    class Line:
        info = CallInfo(id=A, called="", caller="")

        def join(self, _connect: Connect) -> Talked:
            return Talked(Ended.FAILED, detail="Bridge: NONEXISTENT")

    assert talk(cast(Any, Line()), desk, Connect(D1, AGENT)) is False
    assert posted == [events.TalkEnded(D1, By.ENGINE, ok=False)]


def test_a_talk_that_was_found_began_at_a_time_that_nobody_saw() -> None:
    house = House(*TALKING[:-1])
    assert translate(facts.TalkSeen(A, D1, inferred=True), house.book) == [events.TalkBegan(D1, estimated=True)]
    assert translate(facts.TalkSeen(A, D1), house.book) == [events.TalkBegan(D1)]


def test_the_end_of_a_talk_is_told_of_the_leg_that_talks() -> None:
    house = House(*TALKING)
    assert house.machines.offer_of(A) == D1
    assert House(*AT_DIAL, ASKED).machines.offer_of(A) is None, "it only rings"


def test_how_a_call_is_shown() -> None:
    def shown(*bodies: object) -> tuple[object, ...]:
        house = House(*bodies)
        view = call_view(house.book.calls[A], house.machines, 100.0)
        return view["stage"], view["agent"], view["queue"]

    assert shown(*AT_DIAL) == ("flow", None, None)
    assert shown(*AT_DIAL, DialAsked(A, (MOBILE, "8001"), at_once=True)) == ("dialling", f"{MOBILE} 8001", None)
    assert shown(*TALKING) == ("talking", MOBILE, None)


# -- the switch's state


def corrected(house: House, *legs: Channel) -> list[object]:
    state = SwitchState({A: Channel(A, "PJSIP/ccengine-trunk-1"), **{leg.unique: leg for leg in legs}})
    believed = Believed.now(house.machines, house.book)
    return [
        each for each in compare(believed, state, house.machines, house.book) if not isinstance(each, facts.Corrected)
    ]


@pytest.mark.parametrize(
    ("boots", "by"), [("aa", By.UNKNOWN), ("ab", By.SWITCH), ("a", By.UNKNOWN), (["", "b"], By.UNKNOWN)]
)
def test_what_a_switch_had_that_was_started_anew_ended_with_it(boots: Sequence[str], by: By) -> None:
    """Also when the engine was dead meanwhile."""
    first, *later = boots
    house = House(facts.SwitchUp(first), *TALKING).again()
    for boot in later:
        house.take(facts.SwitchUp(boot))
    assert lost_by(house, SwitchState()) == [by] * 3


@pytest.mark.parametrize(("boot", "by"), [("a", By.UNKNOWN), ("b", By.SWITCH), ("", By.UNKNOWN)])
def test_the_first_look_at_the_switch_comes_before_the_word_that_it_is_up(boot: str, by: By) -> None:
    """Of an engine that starts: its first turn is the comparison."""
    house = House(facts.SwitchUp("a"), *TALKING).again()
    assert lost_by(house, SwitchState(boot=boot)) == [by] * 3


def test_a_switch_was_started_anew_once() -> None:
    """What is gone later, when the engine or its sight has been away, did not end with that switch."""
    house = House(facts.SwitchUp("a"), facts.SwitchUp("b"), *TALKING)
    assert lost_by(house.again(), SwitchState(boot="b")) == [By.SWITCH] * 3
    house.take(events.SwitchAvailable(True))
    assert lost_by(house, SwitchState(boot="b")) == [By.UNKNOWN] * 3
    started = House(facts.SwitchUp("a"), facts.SwitchUp("b"), *TALKING, facts.EngineStarted(2, "")).again()
    assert lost_by(started, SwitchState(boot="b")) == [By.UNKNOWN] * 3


def lost_by(house: House, state: SwitchState) -> list[By | None]:
    return [
        getattr(each, "by", None)
        for each in compare(Believed.now(house.machines, house.book), state, house.machines, house.book)
        if isinstance(each, facts.CallEnded | events.CallerLeft | events.TalkEnded)
    ]


def test_a_key_that_was_pressed_while_nobody_looked() -> None:
    rung = Rung(MOBILE, 25.0, 0, Confirm("1", ("asks",), "zh"))
    asked = DialAsked(A, (MOBILE,), plan=(rung,))
    waiting = Channel(D1, "PJSIP/x-1", up=True, asked=True)
    pressed = Channel(D1, "PJSIP/x-1", up=True, confirmed=True)
    ringing, asks = House(*AT_DIAL, asked), House(*AT_DIAL, asked, facts.LegAnswered(D1))
    assert corrected(ringing, waiting) == [events.OfferAnswered(D1)]
    assert corrected(ringing, pressed) == [events.OfferAnswered(D1), OfferConfirmed(D1)]
    assert corrected(asks, waiting) == []
    assert corrected(asks, pressed) == [OfferConfirmed(D1)]
    assert asks.take(OfferConfirmed(D1)) == [PutThrough(D1, MOBILE, A, True)]
    assert corrected(asks, pressed) == [], "told once"


def test_a_leg_that_the_switch_has_otherwise() -> None:
    ringing, joining, talking = House(*AT_DIAL, ASKED), House(*TALKING[:-1]), House(*TALKING)
    leg = Channel(D1, "PJSIP/ccengine-outgoing-1")
    up, bridged = Channel(D1, leg.name, up=True), Channel(D1, leg.name, up=True, bridge="b")
    assert corrected(ringing) == [events.OfferFailed(D1, LegCause.SWITCH_LOST)]
    assert corrected(ringing, leg) == []
    assert corrected(ringing, up) == [events.OfferAnswered(D1)]
    assert corrected(joining, bridged) == [events.TalkBegan(D1, estimated=True)]
    assert corrected(joining, up) == []
    assert corrected(joining) == [], "its session knows whether they have talked"
    assert corrected(talking, bridged) == []
    assert corrected(talking, up) == [events.TalkEnded(D1, By.UNKNOWN, estimated=True)]
    assert corrected(talking) == [events.TalkEnded(D1, By.UNKNOWN, estimated=True)]


def test_legs_that_nobody_knows() -> None:
    house = House(*AT_DIAL, ASKED)
    there = ("d1-1", "d1-7", "o1-1", "ast-1.1", "ast-9.9")
    state = SwitchState({unique: Channel(unique, "PJSIP/x") for unique in there})
    assert strangers(state, house.machines) == ["d1-7", "o1-1"]


def test_a_leg_that_was_ordered_just_now_may_be_still_to_come() -> None:
    """The run that ordered it died, and Asterisk carries the order out all the same."""
    house = House(facts.SwitchUp("a"), *AT_DIAL, ASKED).again()
    party = house.machines.party(D1)
    assert party is not None

    def told(after: float, *legs: str, boot: str = "a") -> tuple[set[OfferId], list[object]]:
        believed = Believed.now(house.machines, house.book, party.since + after)
        state = SwitchState({each: Channel(each, "x") for each in (A, *legs)}, boot=boot)
        found = compare(believed, state, house.machines, house.book)
        return to_come(believed, state, house.book), [each for each in found if not isinstance(each, facts.Corrected)]

    lost = [events.OfferFailed(D1, LegCause.SWITCH_LOST)]
    assert told(IN_FLIGHT - 0.1) == ({D1}, [])
    assert told(IN_FLIGHT) == (set(), lost)
    assert told(0.1, D1) == (set(), []), "it has come"
    assert told(0.1, boot="b") == (set(), lost), "who was told of it is dead, too"
    house.take(facts.LegAnswered(D1))
    assert told(0.1) == (set(), []), "it had come; what became of it, the call's session finds out"
