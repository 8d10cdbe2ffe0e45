"""What operators may do to an agent."""

from typing import Any

import pytest

from ccengine.acd import commands, events
from ccengine.acd.rules import Rules
from ccengine.engine.book import Book
from ccengine.engine.clock import AnchoredClock
from ccengine.engine.control import Refused
from ccengine.engine.machines import Machines
from ccengine.engine.operator import Operator, SwitchState
from ccengine.model.ids import AgentId, CallId, QueueName
from ccengine.model.settings import AgentSettings, QueueSettings, Settings
from ccengine.model.why import By

A1, SERVICE = AgentId("8001"), QueueName("service")
SETTINGS = Settings(
    queues={SERVICE: QueueSettings(SERVICE, (A1,), wrap_up=30.0)}, agents={A1: AgentSettings(A1, logged_in=True)}
)


class House:
    def __init__(self) -> None:
        self.machines = Machines.restore(Rules.from_settings(SETTINGS), None)
        self.clock = AnchoredClock()
        self.now = self.clock.now()
        self.operator = Operator(
            self.machines,
            Book(),
            SETTINGS,
            self.clock,
            self.post,
            lambda _: None,
            dict,
            dict,
            SwitchState("managed"),
            dict,
        )

    def post(self, fact: object) -> None:
        self.tell(fact)

    def tell(self, fact: Any) -> list[Any]:
        return self.machines.handle(fact, self.now)

    def wraps_up(self) -> None:
        self.tell(events.SwitchAvailable(True))
        orders = self.tell(events.CallerQueued(CallId("A"), SERVICE))
        (ring,) = (order for order in orders if isinstance(order, commands.Ring))
        for fact in (
            events.OfferAnswered(ring.offer),
            events.TalkBegan(ring.offer),
            events.TalkEnded(ring.offer, By.AGENT),
        ):
            self.tell(fact)

    def until(self) -> float:
        agent = self.machines.acd.agent(A1)
        assert agent is not None
        assert agent.deadline is not None
        return agent.deadline - self.now


def test_more_time_after_a_talk() -> None:
    house = House()
    house.wraps_up()
    assert house.until() == 30.0
    assert house.operator.agent({"agent": "8001", "action": "longer", "seconds": 60}) == {}
    assert house.until() == 90.0


@pytest.mark.parametrize("seconds", [None, 0, -1, 3601, True, "60", float("nan"), float("inf")])
def test_a_time_that_cannot_be_meant(seconds: object) -> None:
    house = House()
    house.wraps_up()
    with pytest.raises(Refused) as refused:
        house.operator.agent({"agent": "8001", "action": "longer", "seconds": seconds})
    assert refused.value.code == "bad-request"
    assert house.until() == 30.0


def test_who_is_in_no_wrap_up() -> None:
    with pytest.raises(Refused) as refused:
        House().operator.agent({"agent": "8001", "action": "longer", "seconds": 60})
    assert refused.value.code == "not-in-wrap-up"
