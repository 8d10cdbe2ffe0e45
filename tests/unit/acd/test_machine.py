"""What scenarios cannot say: rules from settings, clocks, hostile orders, other rules, the manual's charts."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.acd import events as e
from ccengine.acd.commands import Command, Join, Release, Ring, SendOn, SetAgent, StopRinging
from ccengine.acd.machine import Machine, Undecided
from ccengine.acd.rules import AgentRules, QueueRules, Rules
from ccengine.acd.state import MOVES, Agent, AgentState, CallState, ImpossibleMove, OfferState, chart, move
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.settings import AgentSettings, QueueSettings, Settings
from ccengine.model.why import LegCause, QueueExit
from tests.unit.acd.pair import AGENTS, CALLS, QUEUES

MANUAL = Path(__file__).parents[3] / "docs" / "manual" / "agent-states.md"
SERVICE, A8001, A = QueueName("service"), AgentId("8001"), CallId("A")


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
    assert rules.served_by(A8001) == (SERVICE,)
    assert Machine(rules).settle(1.0) == []


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


offers = st.sampled_from([OfferId(f"o1-{n}") for n in range(1, 5)])
agents = st.sampled_from([*AGENTS, AgentId("9999")])
calls = st.sampled_from(CALLS[:3])
orders = st.one_of(
    st.builds(Ring, offers, agents, calls, st.sampled_from(QUEUES), st.just(20.0)),
    st.builds(StopRinging, offers, st.sampled_from(LegCause)),
    st.builds(Join, offers, agents, calls, st.sampled_from(QUEUES)),
    st.builds(Release, offers, st.sampled_from(LegCause)),
    st.builds(SendOn, calls, st.sampled_from(QueueExit)),
    st.builds(
        SetAgent,
        agents,
        st.sampled_from([*(state.value for state in AgentState), "asleep"]),
        st.sampled_from(["", "lunch", "unreachable"]),
        st.sampled_from([None, 5.0, 500.0]),
    ),
)
facts = st.one_of(
    st.builds(e.CallerQueued, calls, st.sampled_from([*QUEUES, QueueName("gone")])),
    st.builds(e.CallerLeft, calls),
    st.builds(e.OfferAnswered, offers),
    st.builds(e.TalkBegan, offers),
    st.builds(e.OfferFailed, offers, st.sampled_from(LegCause)),
    st.builds(e.AgentReady, agents),
    st.builds(e.AgentReachable, agents, st.booleans()),
)


@given(st.lists(st.one_of(orders, facts), max_size=40), st.integers(0, 2))
def test_any_journal_can_be_taken_up(journal: list[Command | e.Event], known: int) -> None:
    """Recorded under other rules, by other code, or with holes: no exception, every invariant holds, and afterwards
    the machine settles and loses no call."""
    rules = Rules.of([QueueRules(name, AGENTS[:known]) for name in QUEUES[:known]], map(AgentRules, AGENTS[:known]))
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
    machine = Machine(Rules.of([QueueRules(SERVICE, AGENTS)], map(AgentRules, AGENTS)))
    machine.handle(e.CallerQueued(A, SERVICE), 1.0)
    machine.handle(e.CallerQueued(CallId("B"), SERVICE), 1.0)
    floor = machine._floor
    first, second = (floor.offers[OfferId(f"o1-{n}")] for n in (1, 2))
    damage: dict[str, Callable[[], object]] = {
        "two-agents-on-one-call": lambda: floor.offers.update({second.id: replace(second, call=A)}),
        "one-agent-for-two-calls": lambda: floor.offers.update({second.id: replace(second, agent=first.agent)}),
        "offer-without-its-agent": lambda: setattr(floor.agents[first.agent], "offer", None),
        "offer-without-its-call": lambda: floor.calls.pop(A),
        "call-with-a-dead-offer": lambda: floor.offers.pop(first.id),
        "states-disagree": lambda: setattr(floor.calls[A], "state", CallState.TALKING),
        "no-deadline": lambda: floor.expect(first, None),
        "agent-stuck": lambda: setattr(floor.agents[AGENTS[3]], "state", AgentState.NOT_READY),
        "index-of-places": lambda: floor.lines[SERVICE].places.remove(floor.calls[A].place),
        "index-of-ready": lambda: floor.lines[SERVICE].ready.remove(floor.agents[AGENTS[3]].idle),
        "index-of-deadlines": lambda: setattr(first, "deadline", 99.0),
        "index-of-pairable": lambda: floor.pairable.add(SERVICE),
    }
    plain = machine.snapshot()
    for name, hurt in damage.items():
        machine = Machine.restore(machine.rules, plain)
        floor = machine._floor
        first, second = (floor.offers[OfferId(f"o1-{n}")] for n in (1, 2))
        assert machine.check() == []
        hurt()
        assert name in {broken.partition(":")[0] for broken in machine.check()}, name
