"""Who served whom last: what the twin cannot say of it, since it knows no bounds and no hostile names."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.acd import events as e
from ccengine.acd.machine import Machine
from ccengine.acd.rules import AgentRules, Limits, QueueRules, Rules
from ccengine.acd.served import Served
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import By

SERVICE, A8001 = QueueName("service"), AgentId("8001")


def test_who_is_the_longest_without_a_talk_is_forgotten_first() -> None:
    served = Served(2, 1000.0)
    for at, customer in enumerate(("a", "b", "a", "c")):
        served.talked(SERVICE, customer, A8001, float(at))
    assert [served.last(SERVICE, customer, 1000.0, 4.0) for customer in "abc"] == [A8001, None, A8001]
    served.talked(SERVICE, "d", A8001, 1003.5)
    assert len(served) == 1, "older than they are kept"


@given(st.lists(st.tuples(st.text(), st.text(), st.text(min_size=1), st.floats(0, 2e9)), max_size=8))
def test_any_text_is_given_back(talks: list[tuple[str, str, str, float]]) -> None:
    served, now = Served(100, 1e12), 0.0
    latest: dict[tuple[str, str], str] = {}
    for queue, customer, agent, at in talks:
        now = max(now, at)
        served.talked(QueueName(queue), customer, AgentId(agent), now)
        latest[queue, customer] = agent
    again = Served(100, 1e12, json.loads(json.dumps(served.save())))
    assert again.save() == served.save()
    for (queue, customer), agent in latest.items():
        assert again.last(QueueName(queue), customer, 1e12, now) == agent


def test_a_surrogate_of_a_hostile_caller_is_given_back() -> None:
    served = Served(10, 1e12)
    served.talked(SERVICE, "\ud800 ,\n", A8001, 1.0)
    again = Served(10, 1e12, served.save())
    assert again.last(SERVICE, "\ud800 ,\n", 10.0, 2.0) == A8001


def test_what_is_no_snapshot_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        Served(10, 1e12, "service 138")


def test_the_machine_keeps_the_limits_over_a_restart() -> None:
    rules = Rules.of([QueueRules(SERVICE, (A8001,), wrap_up=0.0)], [AgentRules(A8001)], Limits(served=1))
    machine = Machine(rules)
    for n, customer in enumerate(("138", "139"), 1):
        offer, now = OfferId(f"o1-{n}"), float(n)
        for fact in (
            e.CallerQueued(CallId(customer), SERVICE, customer=customer),
            e.OfferAnswered(offer),
            e.TalkBegan(offer),
            e.TalkEnded(offer, By.AGENT),
        ):
            machine.handle(fact, now)
    again = Machine.restore(rules, json.loads(json.dumps(machine.snapshot())))
    assert again.last_agent(SERVICE, "139", 60.0, 3.0) == A8001
    assert again.last_agent(SERVICE, "138", 60.0, 3.0) is None
    old = {name: value for name, value in machine.snapshot().items() if name != "served"}
    assert Machine.restore(rules, old).last_agent(SERVICE, "139", 60.0, 3.0) is None, "of before there was a memory"
