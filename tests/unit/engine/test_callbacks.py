"""Callbacks in the engine: asked for once, dialled once, told of once, whatever dies between."""

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from ccengine.acd import commands, events
from ccengine.acd.rules import AgentRules, CallbackRules, QueueRules, Rules
from ccengine.engine.callbacks import Callbacks, Memo
from ccengine.engine.clock import AnchoredClock
from ccengine.engine.control import Refused
from ccengine.engine.core import Order
from ccengine.engine.entrance import Entrance
from ccengine.engine.machines import Machines
from ccengine.engine.operator import Operator
from ccengine.engine.operator import SwitchState as Reach
from ccengine.engine.portbook import settings_of
from ccengine.engine.recovery import IN_FLIGHT, Believed, compare, strangers, to_come
from ccengine.engine.screening import Screening
from ccengine.engine.sessions import Sessions
from ccengine.engine.views import callback_views, queue_views
from ccengine.flow.ports import Port
from ccengine.model import facts
from ccengine.model.call import CallInfo
from ccengine.model.callbacks import Asked
from ccengine.model.here import HERE
from ccengine.model.ids import AgentId, CallId, NodeId, OfferId, QueueName
from ccengine.model.outgoing import Outgoing
from ccengine.model.parties import Outside
from ccengine.model.settings import QueueSettings, Settings
from ccengine.model.why import By, LegCause
from ccengine.switch.asterisk import Channel, SwitchState
from tests.unit.engine import house as houses
from tests.unit.engine.test_dialling import Out

A, B, BACK = CallId("ast-1.1"), CallId("ast-1.2"), CallId("back:ast-1.1")
LEG, OFFER = CallId("c0-1"), OfferId("o0-1")
SERVICE, AGENT = QueueName("service"), AgentId("8001")
MOBILE = "13800138000"
RULES = Rules.of(
    [QueueRules(SERVICE, (AGENT,), callbacks=CallbackRules(share=50, tries=1))], [AgentRules(AGENT, logged_in=False)]
)
OUTGOING = Outgoing("sip:192.0.2.1:5060", "4008001234", ("13",))
ARRIVED = facts.CallArrived(A, "PJSIP/trunk-1", "4008001234", MOBILE, "", "hotline", "zh", version=cast(Any, "v1"))
AT_BACK = facts.NodeEntered(A, NodeId("back"), 2)
BEGAN = facts.CallArrived(LEG, "PJSIP/out-1", "4008001234", MOBILE, "", "hotline", "zh")
GONE = facts.CallerGone(A, By.CALLER)


class House(houses.House):
    RULES = RULES

    def __init__(self, *bodies: object) -> None:
        super().__init__()
        self.machines.begin_run(0)
        self.callbacks = Callbacks(self.machines.acd, self.book, OUTGOING, HERE, self.written)
        for body in bodies:
            self.take(body)

    def written(self, order: object) -> None:
        assert isinstance(order, Order)
        for body in order.run(cast(Any, None), float(len(self.log))):
            self.take(body)

    def take(self, fact: object) -> list[object]:
        orders = super().take(fact)
        assert self.machines.check() == []
        return orders

    def tells(self, *channels: Channel) -> list[object]:
        """What the comparison with a switch that has these channels brings."""
        believed = Believed.now(self.machines, self.book)
        state = SwitchState({channel.unique: channel for channel in channels})
        return list(compare(believed, state, self.machines, self.book))


class CalledBack:
    """The line of one who has answered, as far as his arrival needs it."""

    channel, trunk = "PJSIP/out-1", ""
    info = CallInfo(id=LEG, called="", caller="")

    def is_called_back(self, called: str, caller: str, form: str) -> None:
        self.info = replace(self.info, called=called, caller=caller, caller_form=form)


def asked(*known: object) -> House:
    house = House(ARRIVED, *known, events.CallerQueued(A, SERVICE), events.CallerLeft(A, By.FLOW), AT_BACK)
    assert house.callbacks.ask(A, SERVICE, " 138-0013-8000") is Asked.KEPT
    house.take(GONE)
    return house


def dialled(*known: object) -> House:
    house = asked(*known)
    orders = house.take(events.AgentLoggedIn(AGENT))
    assert orders[-1] == commands.CallBack(OFFER, AGENT, BACK, SERVICE, LEG, MOBILE, 30.0)
    return house


def test_it_is_kept_once_however_often_the_node_is_run() -> None:
    house = asked().again()
    house.take(replace(ARRIVED, call=B))
    house.take(replace(AT_BACK, call=B))
    assert house.callbacks.ask(B, SERVICE, MOBILE) is Asked.TWICE
    for spelling in ("013800138000", "8613800138000", "17909 13800138000"):
        assert spelt(house).ask(B, SERVICE, spelling) is Asked.TWICE, spelling
    assert house.callbacks.ask(B, SERVICE, "+86138") is Asked.NOT_ALLOWED
    assert house.callbacks.ask(B, SERVICE, "0;x=y") is Asked.NOT_ALLOWED
    assert house.callbacks.ask(B, QueueName("gone"), "13811112222") is Asked.OFF
    here = House(ARRIVED, AT_BACK)
    assert [here.callbacks.ask(A, SERVICE, MOBILE) for _ in range(2)] == [Asked.KEPT] * 2, "taken up after a crash"
    assert len(here.machines.acd.callbacks()) == 1
    assert house.callbacks.ask(A, SERVICE, "13911112222") is Asked.WAITS, "who is gone asks for nothing"


def spelt(house: House) -> Callbacks:
    """Where every way of writing a number may be dialled."""
    anything = replace(OUTGOING, allowed=("0", "1", "8", "179"))
    return Callbacks(house.machines.acd, house.book, anything, HERE, house.written)


def test_a_voicemail_asks_for_no_callback() -> None:
    """`unserved` may lead back to the node: after the last try nothing else would end it."""
    house = dialled()
    house.take(replace(ARRIVED, call=LEG))
    house.take(replace(AT_BACK, call=LEG))
    house.take(events.CallbackFailed(LEG, LegCause.NOT_CONFIRMED))
    house.take(events.CallbackCancelled(BACK, "operator"))  # as after the last try: nothing is kept for the number
    for here in (house, house.again()):
        assert here.callbacks.ask(LEG, SERVICE, MOBILE) is Asked.NOT_CONFIRMED
        assert here.machines.acd.callbacks() == []


def test_the_hotline_is_not_called_back_by_itself() -> None:
    """Whoever sends its number as his own would have it call itself for ever."""
    port = Port("13700137000", "hotline", takes=("13700137000", "13700137001"))
    house = House(
        facts.PortSet("13700137000", cast(Any, "v1"), "load", 1, settings=settings_of(port)), ARRIVED, AT_BACK
    )
    ours = replace(OUTGOING, caller="13600136000")
    callbacks = Callbacks(house.machines.acd, house.book, ours, HERE, house.written)
    for number in ("13700137000", "137-0013-7001", "13600136000"):
        assert callbacks.ask(A, SERVICE, number) is Asked.NOT_ALLOWED, number
        callbacks = Callbacks(house.machines.acd, house.book, replace(ours, allowed=("0", "1")), HERE, house.written)
        assert callbacks.ask(A, SERVICE, f"0{number}") is Asked.NOT_ALLOWED, number
    assert callbacks.ask(A, SERVICE, "13700137002") is Asked.KEPT


def test_without_a_way_out_nothing_is_kept() -> None:
    house = House(ARRIVED, AT_BACK)
    callbacks = Callbacks(house.machines.acd, house.book, Outgoing(allowed=("13",)), HERE, house.written)
    assert callbacks.ask(A, SERVICE, MOBILE) is Asked.NOT_ALLOWED
    assert house.machines.acd.callbacks() == []


def test_what_leaves_is_a_leg_through_the_gate_and_no_ring() -> None:
    house = dialled()
    out = Out(cast(Any, house))
    out.dispatch(cast(Any, house.log[-1][0]))
    assert out.rung == [(LEG, Outside(MOBILE), LEG, 30.0, "4008001234")]


def test_who_is_reached_goes_on_where_the_flow_stood() -> None:
    house = dialled()
    callback = house.machines.acd.callback_of(LEG)
    assert callback is not None
    assert callback.callback is not None
    memo = Memo.read(callback.callback.memo)
    assert (memo.flow, memo.version, memo.called) == ("hotline", "v1", "4008001234")
    house.take(replace(BEGAN, standing=memo.standing))
    known = house.book.get(LEG)
    assert known is not None
    assert (known.standing.frames[-1].node, known.standing.visit) == ("back", 0)
    assert house.machines.waiting(LEG, 0.0) is None
    assert house.take(events.CallbackReached(LEG, SERVICE)) == [commands.Ring(OFFER, AGENT, LEG, SERVICE, 20.0)]
    assert house.again().machines.waiting(LEG, 0.0), "after a crash his flow sees that he was put to the ACD"
    assert house.take(events.CallbackReached(LEG, SERVICE)) == [], "told again after a crash"
    house.again().take(facts.LegAnswered(OFFER))


def test_who_is_reached_is_of_the_class_that_he_had() -> None:
    """As a member he is one still; by a list that has changed meanwhile he would be none."""
    house = dialled(facts.ClassGiven(A, "owner"))
    told: list[object] = []
    nobody = cast(Any, None)
    entrance = Entrance(
        house.book.ports, nobody, Screening(house.book.lists, cast(Any, SimpleNamespace(now=lambda: 0.0)), HERE)
    )
    sessions = Sessions(
        told.append, lambda fact, _at: told.append(fact), house.book, house.machines, entrance, nobody, nobody, nobody
    )
    sessions.serve(cast(Any, CalledBack()))
    (arrived,) = told
    assert isinstance(arrived, facts.CallArrived)
    assert arrived.caller_class == "owner"


def test_views_tell_of_it_apart_from_who_waits() -> None:
    house = dialled()
    (shown,) = callback_views(house.machines.acd)
    assert (shown["state"], shown["agent"], shown["call"], shown["position"]) == ("dialled", "8001", LEG, 1)
    settings = Settings(queues={SERVICE: QueueSettings(SERVICE, (AGENT,))})
    (queue,) = queue_views(house.machines.acd, settings, 99.0)
    assert (queue["waiting"], queue["callbacks"], queue["agents"]) == (0, 1, {"reserved": 1})


@pytest.mark.parametrize(
    "told",
    [
        [facts.LegFailed(OfferId(LEG), LegCause.BUSY)],
        [facts.CallerGone(LEG, By.CALLER)],  # a voicemail that hung up before the engine had its session
        [BEGAN, facts.CallerGone(LEG, By.CALLER)],
        [BEGAN, facts.LegFailed(OfferId(LEG), LegCause.BUSY)],  # AMI found it gone
        [BEGAN, events.CallbackFailed(LEG, LegCause.NOT_CONFIRMED), facts.CallerGone(LEG, By.FLOW)],
    ],
)
def test_one_try_that_fails_in_any_way_is_one(told: list[object]) -> None:
    house = dialled()
    orders = [order for fact in told for order in house.take(fact)]
    assert orders[:1] == [commands.CallbackOver(BACK, cast(Any, "unreached"))]
    assert [type(order) for order in orders] == [commands.CallbackOver, commands.SetAgent]
    assert house.book.get(LEG) is None
    assert house.machines.acd.callbacks() == []
    house.again()


def test_after_a_crash_it_is_as_the_switch_says() -> None:
    rings, up = Channel(LEG, "PJSIP/out-1", ringing=True), Channel(LEG, "PJSIP/out-1", up=True)
    assert dialled().tells(rings) == [], "it goes on"
    assert dialled().tells(up) == [], "its session tells"
    corrected, failed = dialled().tells()
    assert isinstance(corrected, facts.Corrected)
    assert failed == events.CallbackFailed(LEG, LegCause.SWITCH_LOST)
    house = dialled()
    house.take(failed)
    (kept,) = house.machines.acd.callbacks()
    assert (kept.state, kept.callback and kept.callback.tries) == ("resting", 0), "no try of his"


def test_a_callback_that_was_dialled_just_now_may_be_still_to_come() -> None:
    house = dialled()
    callback = house.machines.acd.callback_of(LEG)
    assert callback is not None
    for after, coming in ((IN_FLIGHT - 0.1, {OfferId(LEG)}), (IN_FLIGHT, set[OfferId]())):
        believed = Believed.now(house.machines, house.book, callback.since + after)
        assert to_come(believed, SwitchState(), house.book) == coming
        failed = events.CallbackFailed(LEG, LegCause.SWITCH_LOST)
        assert (failed in list(compare(believed, SwitchState(), house.machines, house.book))) is not bool(coming)


def test_a_leg_that_rings_for_no_callback_is_hung_up() -> None:
    ring, up = Channel("c0-7", "PJSIP/out-7", ringing=True), Channel("c0-8", "PJSIP/out-8", up=True)
    state = SwitchState({each.unique: each for each in (ring, up, Channel(LEG, "PJSIP/out-1"))})
    assert strangers(state, dialled().machines) == ["c0-7"]


def test_an_operator_cancels_what_was_not_reached_yet() -> None:
    house = dialled()
    post: list[object] = []
    operator = Operator(
        house.machines, house.book, Settings(), AnchoredClock(), post.append, print, dict, dict, Reach("none"), dict
    )
    verbs = operator.verbs()
    assert [each["callback"] for each in verbs["callbacks"]({})] == [BACK]
    with pytest.raises(Refused):
        verbs["callback_cancel"]({"callback": str(A)})
    assert verbs["callback_cancel"]({"callback": str(BACK)}) == {}
    assert house.take(post[0]) == [
        commands.Release(OfferId(LEG), LegCause.FORCED),
        commands.SetAgent(AGENT, "ready"),
    ]
    with pytest.raises(Refused):
        verbs["callback_cancel"]({"callback": str(BACK)})


def test_a_snapshot_is_the_same_house() -> None:
    for house in (asked(), dialled()):
        state = json.loads(json.dumps(house.machines.snapshot()))
        assert Machines.restore(RULES, state).snapshot() == state


def test_a_call_with_more_variables_than_a_record_holds_is_refused() -> None:
    house = House(ARRIVED, AT_BACK)
    for name in "abcdefg":
        house.take(facts.NodeLeft(A, NodeId("ask"), "done", json.dumps({name: "水" * 1800}, ensure_ascii=False)))
    assert house.callbacks.ask(A, SERVICE, MOBILE) is Asked.TOO_LARGE
    assert house.machines.acd.callbacks() == []
    house.take(facts.NodeLeft(A, NodeId("ask"), "done", json.dumps(dict.fromkeys("abcdefg", ""))))
    assert house.callbacks.ask(A, SERVICE, MOBILE) is Asked.KEPT


@pytest.mark.parametrize(
    ("rules", "end"),
    [
        (Rules.of([], [AgentRules(AGENT)]), "failed"),
        (Rules.of([QueueRules(SERVICE, (AGENT,))], [AgentRules(AGENT)]), "expired"),
        (Rules.of([], []), "failed"),
    ],
    ids=["no queue", "no callbacks", "nothing"],
)
@pytest.mark.parametrize("house", [asked, dialled])
def test_settings_that_keep_it_no_more_end_it_on_record(house: Any, rules: Rules, end: str) -> None:
    """Read from the journal under other rules, a promise is there, as it is when it is read from a snapshot."""
    log = house().log
    machines = Machines.restore(rules, None)
    for body, at in log:
        machines.replay(body, at)
    assert [call.id for call in machines.acd.callbacks()] == [BACK]
    orders: list[object] = []
    told: list[Any] = [events.CallbackFailed(LEG, LegCause.SWITCH_LOST)] if house is dialled else []
    for fact in (*told, *[events.TimePassed()] * 3):
        orders += machines.handle(fact, max(float(len(log)), machines.next_deadline() or 0.0))
        assert machines.check() == []
    assert [order.end for order in orders if isinstance(order, commands.CallbackOver)] == [end]
    assert machines.acd.callbacks() == []
