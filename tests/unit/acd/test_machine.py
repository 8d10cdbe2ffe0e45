"""What scenarios cannot say: rules from settings, clocks, hostile orders, other rules, the manual's charts."""

import json
from collections.abc import Callable
from dataclasses import replace
from math import exp
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.acd import events as e
from ccengine.acd import pools
from ccengine.acd.commands import Command, Join, Release, Ring, SendOn, SetAgent, StopRinging, Widen
from ccengine.acd.deciding import Undecided
from ccengine.acd.machine import Machine
from ccengine.acd.needs import ANYBODY
from ccengine.acd.pool import Pool
from ccengine.acd.rules import ALL, AgentRules, QueueRules, Rules, Strategy
from ccengine.acd.state import MOVES, Agent, AgentState, CallState, ImpossibleMove, OfferState, chart, move
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.settings import AgentSettings, QueueSettings, Settings
from ccengine.model.why import By, LegCause, QueueExit
from tests.unit.acd.pair import AGENTS, CALLS, QUEUES

JOINING = OfferState.JOINING
MANUAL = Path(__file__).parents[3] / "docs" / "manual" / "agent-states.md"
SERVICE, A8001, A, C = QueueName("service"), AgentId("8001"), CallId("A"), CallId("C")


def one_agent() -> Rules:
    return Rules.of([QueueRules(SERVICE, (A8001,))], [AgentRules(A8001)])


def test_rules_from_settings() -> None:
    settings = Settings(
        queues={SERVICE: QueueSettings(SERVICE, (A8001,), ring=15.0, wrap_up=7.0, longest_wait=60.0)},
        agents={A8001: AgentSettings(A8001, logged_in=False)},
    )
    rules = Rules.from_settings(settings)
    assert rules.queues == {SERVICE: QueueRules(SERVICE, (A8001,), 15.0, 7.0, 60.0)}
    assert rules.agents == {A8001: AgentRules(A8001, False)}
    assert Machine(rules).settle(1.0) == []
    more: dict[str, Any] = {
        "strategy": Strategy.SKILL,
        "rings": ALL,
        "weight": 5.0,
        "longest_queue": 3,
        "leave_when_empty": True,
    }
    own: dict[str, Any] = {"skills": {"english": 2}, "tries": 3, "rests": {LegCause.BUSY: None}}
    settings = Settings(
        queues={SERVICE: QueueSettings(SERVICE, (A8001,), **more)},
        agents={A8001: AgentSettings(A8001, **own)},
    )
    rules = Rules.from_settings(settings)
    assert rules.queues == {SERVICE: QueueRules(SERVICE, (A8001,), **more)}
    assert rules.agents == {A8001: AgentRules(A8001, **own)}


def test_a_clock_that_goes_back_is_held() -> None:
    machine = Machine(one_agent())
    machine.handle(e.CallerQueued(A, SERVICE), 100.0)
    machine.handle(e.OfferAnswered(OfferId("o1-1")), 50.0)
    agent = machine.agent(A8001)
    assert agent is not None
    assert (agent.state, agent.since, machine.now) == (AgentState.JOINING, 100.0, 100.0)


def test_an_order_that_is_not_applied_is_a_bug() -> None:
    machine = Machine(one_agent())
    with pytest.raises(Undecided):
        list(machine.decide(1.0))


def test_deciding_changes_nothing_and_may_be_left_off() -> None:
    machine = Machine(Rules.of([QueueRules(SERVICE, AGENTS)], map(AgentRules, AGENTS)))
    machine.settle(0.0)
    machine.take(e.SwitchAvailable(False), 0.0)
    for call in CALLS[:3]:
        machine.handle(e.CallerQueued(call, SERVICE), 1.0)
    machine.take(e.SwitchAvailable(True), 2.0)
    before = machine.snapshot()
    first = next(machine.decide(2.0))
    assert machine.snapshot() == before
    assert machine.next_deadline() == 2.0
    machine.apply(first, 2.0)
    assert [type(order) for order in machine.settle(3.0)] == [Ring, Ring]


def test_views_are_copies() -> None:
    machine = Machine(one_agent())
    machine.handle(e.CallerQueued(A, SERVICE), 1.0)
    machine.agents()[0].state = AgentState.READY
    machine.calls()[0].state = CallState.TALKING
    machine.live_offers()[0].state = OfferState.ENDING
    assert machine.check() == []
    assert machine.waiting_count(SERVICE) == len(machine.waiting(SERVICE)) == 1
    assert machine.offer_of(A) == "o1-1"


def test_a_head_start_that_is_no_number_is_none() -> None:
    machine = Machine(Rules.of([QueueRules(SERVICE)], []))
    for call, head_start in zip(CALLS, (float("nan"), float("inf"), -float("inf"), 1.0), strict=False):
        machine.handle(e.CallerQueued(call, SERVICE, head_start), 1.0)
    assert machine.waiting(SERVICE) == ["D", "A", "B", "C"]


def test_a_snapshot_of_another_version_is_refused() -> None:
    plain = Machine(one_agent()).snapshot() | {"version": 99}
    with pytest.raises(ValueError, match="version 99"):
        Machine.restore(one_agent(), plain)


def test_a_new_agent_is_seen_by_a_restored_machine() -> None:
    machine = Machine(one_agent())
    machine.handle(e.CallerQueued(A, SERVICE), 1.0)
    new = Rules.of([QueueRules(SERVICE, AGENTS[:2])], map(AgentRules, AGENTS[:2]))
    restored = Machine.restore(new, json.loads(json.dumps(machine.snapshot())), run=2)
    orders = restored.handle(e.CallerQueued(CallId("B"), SERVICE), 2.0)
    assert orders == [
        SetAgent(AGENTS[1], "ready"),
        Ring(OfferId("o2-2"), AGENTS[1], CallId("B"), SERVICE, 20.0),
    ]


def test_a_snapshot_of_before_there_were_steps() -> None:
    """Version 1: a ringing and a talking caller, one who waits, and an agent in wrap-up."""
    call = {"queue": "service", "entered": 5.0, "head_start": 2.0, "since": 6.0, "deadline": None, "joins_failed": 1}
    offer = {"queue": "service", "limit": 20.0, "since": 6.0, "answered": False, "cause": None}
    agent = {"since": 6.0, "reason": "", "deadline": None, "logged_in": True, "reachable": True}
    agent |= {"excuse": None, "excuse_until": None, "wrap_until": None, "offer": None}
    plain = {
        "version": 1, "run": 3, "now": 9.0, "switch": True, "arrivals": 3, "turns": 3, "rung": 2, "strays": {},
        "agenda": [],
        "agents": [
            agent | {"id": "8001", "state": "ringing", "offer": "o3-1", "idle": [1.0, 1, "8001"]},
            agent | {"id": "8002", "state": "talking", "offer": "o3-2", "idle": [1.0, 2, "8002"]},
            agent | {"id": "8003", "state": "wrap_up", "deadline": 16.0, "wrap_until": 16.0, "idle": [1.0, 3, "8003"]},
            agent | {"id": "8004", "state": "logged_out", "logged_in": False, "idle": [0.0, 0, ""]},
        ],
        "calls": [
            call | {"id": "A", "arrival": 1, "state": "offered", "offer": "o3-1"},
            call | {"id": "B", "arrival": 2, "state": "talking", "offer": "o3-2"},
            call | {"id": "C", "arrival": 3, "state": "waiting", "offer": None, "deadline": 1805.0},
        ],
        "offers": [
            offer | {"id": "o3-1", "call": "A", "agent": "8001", "state": "ringing", "deadline": 31.0},
            offer | {"id": "o3-2", "call": "B", "agent": "8002", "state": "talking", "deadline": 14466.0},
        ],
    }  # fmt: skip
    rules = Rules.of([QueueRules(SERVICE, AGENTS)], [AgentRules(agent, agent != AGENTS[3]) for agent in AGENTS])
    machine = Machine.restore(rules, plain, run=4)
    assert machine.check() == []
    assert machine.waiting(SERVICE) == ["A", "C"]
    assert (machine.offer_of(A), machine.offer_of(CallId("B")), machine.offer_of(C)) == ("o3-1", "o3-2", None)
    assert [offer.id for offer in machine.offers_of(A)] == ["o3-1"]
    assert machine.handle(e.OfferAnswered(OfferId("o3-1")), 10.0) == [Join(OfferId("o3-1"), A8001, A, SERVICE)]
    assert machine.handle(e.TalkEnded(OfferId("o3-2"), By.AGENT), 10.0) == [SetAgent(AGENTS[1], "wrap_up", "", 20.0)]
    busy = machine.agent(AGENTS[1])
    assert busy is not None
    assert busy.load == 0.0  # he is busy still: counted since he began to talk, at 6
    machine.handle(e.TimePassed(), 20.0)
    idle = machine.agent(AGENTS[1])
    assert idle is not None
    assert idle.load == 1 - exp(-14 / 3600)
    assert Machine.restore(rules, json.loads(json.dumps(machine.snapshot()))).snapshot() == machine.snapshot()


def test_pools_without_calls_are_kept_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also for agents whom nobody knows, so that no caller can fill the memory."""
    monkeypatch.setattr(pools, "KEPT", 100)
    machine = Machine(Rules.of([QueueRules(SERVICE, AGENTS)], map(AgentRules, AGENTS)))
    machine.handle(e.SwitchAvailable(False), 0.0)
    machine.handle(e.CallerQueued(A, SERVICE), 1.0)
    for n in range(50):
        machine.handle(e.CallerQueued(C, SERVICE, steps=(e.Step(agent=AgentId(f"{n}")),)), 1.0)
        machine.handle(e.CallerQueued(CallId("B"), SERVICE, steps=(e.Step(skills=((f"{n}", 1),)),)), 1.0)
        machine.handle(e.CallerLeft(C), 1.0)
        machine.handle(e.CallerLeft(CallId("B")), 1.0)
        assert machine.check() == []
    assert len(machine._floor.pools.every) == 1 + 5
    assert (SERVICE, ANYBODY, False) in machine._floor.pools.every
    machine.handle(e.CallerLeft(A), 1.0)
    assert len(machine.handle(e.SwitchAvailable(True), 2.0)) == 0
    assert machine.handle(e.CallerQueued(A, SERVICE), 1.0) == [Ring(OfferId("o1-1"), A8001, A, SERVICE, 20.0)]


def test_who_logs_out_and_in_before_anything_came_of_it_begins_anew() -> None:
    rules = Rules.of([QueueRules(SERVICE, AGENTS[:2], strategy=Strategy.FEWEST_CALLS)], map(AgentRules, AGENTS[:2]))
    machine = Machine(rules)
    for n, call in enumerate(CALLS[:2], 1):
        machine.handle(e.CallerQueued(call, SERVICE), 1.0)
        machine.handle(e.OfferAnswered(OfferId(f"o1-{n}")), 1.0)
        machine.handle(e.TalkBegan(OfferId(f"o1-{n}")), 1.0)
        machine.handle(e.TalkEnded(OfferId(f"o1-{n}"), By.AGENT), 1.0)
    machine.handle(e.TimePassed(), 11.0)
    machine.take(e.AgentLoggedOut(AGENTS[1]), 12.0)
    machine.take(e.AgentLoggedIn(AGENTS[1]), 12.0)
    assert machine.check() == []
    assert machine.handle(e.CallerQueued(C, SERVICE), 12.0) == [Ring(OfferId("o1-3"), AGENTS[1], C, SERVICE, 20.0)]


offers = st.sampled_from([OfferId(f"o1-{n}") for n in range(1, 5)])
agents = st.sampled_from([*AGENTS, AgentId("9999")])
calls = st.sampled_from(CALLS[:3])
orders = st.one_of(
    st.builds(Ring, offers, agents, calls, st.sampled_from(QUEUES), st.just(20.0)),
    st.builds(StopRinging, offers, st.sampled_from(LegCause)),
    st.builds(Join, offers, agents, calls, st.sampled_from(QUEUES)),
    st.builds(Release, offers, st.sampled_from(LegCause)),
    st.builds(SendOn, calls, st.sampled_from(QueueExit)),
    st.builds(Widen, calls, st.integers(-1, 3)),
    st.builds(
        SetAgent,
        agents,
        st.sampled_from([*(state.value for state in AgentState), "asleep"]),
        st.sampled_from(["", "lunch", "unreachable"]),
        st.sampled_from([None, 5.0, 500.0]),
    ),
)
facts = st.one_of(
    st.builds(
        e.CallerQueued,
        calls,
        st.sampled_from([*QUEUES, QueueName("gone")]),
        st.just(0.0),
        st.sampled_from([(), (), (e.Step(agent=A8001), e.Step(1.0, (("english", 1),)), e.Step(5.0))]),
    ),
    st.builds(e.CallerLeft, calls),
    st.builds(e.OfferAnswered, offers),
    st.builds(e.TalkBegan, offers),
    st.builds(e.OfferFailed, offers, st.sampled_from(LegCause)),
    st.builds(e.TalkHeld, offers, st.booleans()),
    st.builds(e.TalkEnded, offers, st.sampled_from(By)),
    st.builds(e.AgentLoggedOut, agents),
    st.builds(e.AgentLoggedIn, agents),
    st.builds(e.WrapUpExtended, agents, st.sampled_from([5.0, -5.0])),
    st.builds(e.AgentReady, agents),
    st.builds(e.AgentReachable, agents, st.booleans()),
)


@given(st.lists(st.one_of(orders, facts), max_size=40), st.integers(0, 2), st.sampled_from([1, 2, ALL]))
def test_any_journal_can_be_taken_up(journal: list[Command | e.Event], known: int, rings: int) -> None:
    """Recorded under other rules, by other code, or with holes: no exception, every invariant holds, and afterwards
    the machine settles and loses no call."""
    rules = Rules.of(
        [QueueRules(name, AGENTS[:known], rings=rings, leave_when_empty=rings == 2) for name in QUEUES[:known]],
        map(AgentRules, AGENTS[:known]),
    )
    machine = Machine(rules)
    for at, item in enumerate(journal):
        if isinstance(item, Command):
            machine.apply(item, float(at))
        else:
            machine.take(item, float(at))
        assert machine.check() == []
    machine = Machine.restore(rules, json.loads(json.dumps(machine.snapshot())), run=2)
    before = {call.id for call in machine.calls()}
    done = machine.settle(100.0)
    assert machine.check() == []
    sent_on = {order.call for order in done if isinstance(order, SendOn)}
    assert {call.id for call in machine.calls()} | sent_on == before
    assert all(agent.id in rules.agents or agent.offer for agent in machine.agents())


def test_the_table_is_the_only_way() -> None:
    agent = Agent(A8001)
    with pytest.raises(ImpossibleMove, match="agent 8001: logged_out -> talking"):
        move(agent, AgentState.TALKING, 1.0)
    with pytest.raises(ImpossibleMove):
        move(agent, CallState.OFFERED, 1.0)
    assert len({(old, new, type(old)) for old, new, _ in MOVES}) == len(MOVES)


def test_the_manual_shows_the_table() -> None:
    """Printed by: python -c "from ccengine.acd.state import *; print(chart(AgentState))"."""
    text = MANUAL.read_text(encoding="utf-8")
    for kind in (AgentState, CallState, OfferState):
        assert chart(kind) in text


def test_broken_state_is_noticed() -> None:
    """check() itself can fail: each damage is named."""
    machine = Machine(Rules.of([QueueRules(SERVICE, AGENTS, leave_when_empty=True)], map(AgentRules, AGENTS)))
    machine.handle(e.CallerQueued(A, SERVICE), 1.0)
    machine.handle(e.CallerQueued(CallId("B"), SERVICE), 1.0)
    machine.handle(e.AgentNotReady(AGENTS[2], "lunch"), 1.0)
    machine.handle(e.CallerQueued(C, SERVICE, steps=(e.Step(agent=AGENTS[2]), e.Step(9.0))), 1.0)
    floor = machine._floor
    first, second = (floor.offers[OfferId(f"o1-{n}")] for n in (1, 2))

    def pool() -> Pool:
        return floor.pools.every[SERVICE, ANYBODY, False]

    damage: dict[str, Callable[[], object]] = {
        "two-agents-on-one-call": lambda: floor.offers.update(
            {first.id: replace(first, state=OfferState.TALKING), second.id: replace(second, call=A, state=JOINING)}
        ),
        "one-agent-for-two-calls": lambda: floor.offers.update({second.id: replace(second, agent=first.agent)}),
        "offer-without-its-agent": lambda: setattr(floor.agents[first.agent], "offer", None),
        "offer-without-its-call": lambda: floor.calls.pop(A),
        "call-with-a-dead-offer": lambda: floor.offers.pop(first.id),
        "states-disagree": lambda: setattr(floor.calls[A], "state", CallState.TALKING),
        "no-deadline": lambda: floor.expect(first, None),
        "agent-stuck": lambda: setattr(floor.agents[AGENTS[3]], "state", AgentState.NOT_READY),
        "load-out-of-bounds": lambda: setattr(floor.agents[first.agent], "load", 1.5),
        "call-and-offer-disagree": lambda: setattr(floor.calls[A], "joined", first.id),
        "call-stuck": lambda: setattr(floor.calls[C], "full", True),
        "index-of-places": lambda: floor.places[SERVICE].remove(floor.calls[A].place),
        "index-of-deadlines": lambda: setattr(first, "deadline", 99.0),
        "index-of-wanting": lambda: pool().wanting.add((7.0, 7, A)),
        "index-of-members": lambda: cast("dict[AgentId, Any]", pool().members).popitem(),
        "index-of-ready": lambda: setattr(floor.agents[AGENTS[3]], "idle", (0.0, 0, AGENTS[3])),
        "index-of-present": lambda: floor.pools.present.clear(),
        "index-of-pairable": lambda: floor.pools.pairable.add(pool()),
        "index-of-unused": lambda: setattr(floor.pools, "_kept", 7),
        "index-of-outlooks": lambda: floor.pools.outlooks.clear(),
    }
    plain = machine.snapshot()
    for name, hurt in damage.items():
        machine = Machine.restore(machine.rules, plain)
        floor = machine._floor
        first, second = (floor.offers[OfferId(f"o1-{n}")] for n in (1, 2))
        assert machine.check() == []
        hurt()
        assert name in {broken.partition(":")[0] for broken in machine.check()}, name
