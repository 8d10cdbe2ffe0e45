"""Any sequence of facts, crashes and restarts: the machine and its slow twin agree, the journal gives the same state,
every invariant holds (all compared in pair.py after each step)."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ccengine.acd import events as e
from ccengine.acd import pools
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import By, LegCause
from tests.unit.acd.pair import (
    AGENTS,
    BACK,
    CALLS,
    CUSTOMERS,
    LONGER,
    NUMBERS,
    QUEUES,
    REASONS,
    SEARCHES,
    STEPS,
    Day,
    Pair,
    walk,
)

agents = st.sampled_from(AGENTS)
calls = st.sampled_from(CALLS)
nth = st.integers(0, 7)
stops = st.sampled_from([None, None, None, None, None, None, 0, 1, 2, 3])


class Acd(RuleBasedStateMachine):
    """`between`: after each fact of hypothesis' own so many of a random day."""

    between = 0
    pair: Pair
    day: Day

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.day = Day(seed)
        self.pair = self.day.pair
        self.tell(e.TimePassed())

    def tell(self, fact: e.Event, stop: int | None = None) -> None:
        self.day.tell(fact, stop)
        for _ in range(self.between):
            self.day.go_on()

    def offer(self, nth: int) -> OfferId:
        """One of the last eight, dead or alive, or none that ever was."""
        last = self.pair.made[-8:]
        return last[nth] if nth < len(last) else OfferId("o1-999")

    @rule(step=st.sampled_from(STEPS))
    def time_goes(self, step: float) -> None:
        self.pair.now += step
        self.tell(e.TimePassed())

    @precondition(lambda self: self.pair.machine.next_deadline() is not None)
    @rule()
    def deadline(self) -> None:
        due = self.pair.machine.next_deadline()
        assert due is not None
        self.pair.now = due
        self.tell(e.TimePassed())

    @rule(
        call=calls,
        queue=st.sampled_from([*QUEUES, *QUEUES, QueueName("gone")]),
        head=st.sampled_from([0.0, 0.0, 30.0, -9.0]),
        steps=st.sampled_from([(), (), (), *SEARCHES]),
        customer=st.sampled_from(CUSTOMERS),
        stop=stops,
    )
    def enters(
        self,
        call: CallId,
        queue: QueueName,
        head: float,
        steps: tuple[e.Step, ...],
        customer: str,
        stop: int | None,
    ) -> None:
        self.tell(e.CallerQueued(call, queue, head, steps, customer=customer), stop)

    @rule(call=calls, by=st.sampled_from([By.CALLER, By.FLOW]), stop=stops)
    def leaves(self, call: CallId, by: By, stop: int | None) -> None:
        self.tell(e.CallerLeft(call, by), stop)

    @rule(
        callback=st.sampled_from(BACK),
        call=calls,
        queue=st.sampled_from(QUEUES),
        number=st.sampled_from(NUMBERS),
        party=st.sampled_from(("", *NUMBERS[:2])),
        stop=stops,
    )
    def asks_to_be_called_back(
        self, callback: CallId, call: CallId, queue: QueueName, number: str, party: str, stop: int | None
    ) -> None:
        self.tell(e.CallbackAsked(callback, call, queue, number, party=party), stop)

    def leg(self, nth: int) -> CallId:
        last = self.pair.legs[-8:]
        return last[nth] if nth < len(last) else CallId("c1-999")

    @rule(nth=nth, stop=stops)
    def is_reached(self, nth: int, stop: int | None) -> None:
        self.tell(e.CallbackReached(self.leg(nth), QUEUES[0]), stop)

    @rule(nth=nth, cause=st.sampled_from(LegCause), stop=stops)
    def is_not_reached(self, nth: int, cause: LegCause, stop: int | None) -> None:
        self.tell(e.CallbackFailed(self.leg(nth), cause), stop)

    @rule(nth=nth, by=st.sampled_from(By), estimated=st.booleans(), stop=stops)
    def hangs_up_after_he_was_called_back(self, nth: int, by: By, estimated: bool, stop: int | None) -> None:
        self.tell(e.CallerLeft(self.leg(nth), by, estimated=estimated), stop)

    @rule(callback=st.sampled_from(BACK), stop=stops)
    def cancels(self, callback: CallId, stop: int | None) -> None:
        self.tell(e.CallbackCancelled(callback), stop)

    @rule(call=calls, key=st.sampled_from("1*"), stop=stops)
    def presses(self, call: CallId, key: str, stop: int | None) -> None:
        self.tell(e.WayOutTaken(call, key), stop)

    @rule(
        call=calls,
        queue=st.sampled_from(QUEUES),
        longest=st.sampled_from([0.0, 97.3, 400.1, None]),
        steps=st.sampled_from([(), (), *SEARCHES]),
        stop=stops,
    )
    def enters_unless_it_takes_long(
        self, call: CallId, queue: QueueName, longest: float | None, steps: tuple[e.Step, ...], stop: int | None
    ) -> None:
        self.tell(e.CallerQueued(call, queue, 0.0, steps, longest, True), stop)

    @rule(nth=nth)
    def rings(self, nth: int) -> None:
        self.tell(e.OfferRinging(self.offer(nth)))

    @rule(nth=nth, stop=stops)
    def answered(self, nth: int, stop: int | None) -> None:
        self.tell(e.OfferAnswered(self.offer(nth)), stop)

    @rule(nth=nth, cause=st.sampled_from(LegCause), stop=stops)
    def failed(self, nth: int, cause: LegCause, stop: int | None) -> None:
        self.tell(e.OfferFailed(self.offer(nth), cause), stop)

    @rule(nth=nth)
    def talk_began(self, nth: int) -> None:
        self.tell(e.TalkBegan(self.offer(nth)))

    @rule(nth=nth, held=st.booleans())
    def held(self, nth: int, held: bool) -> None:
        self.tell(e.TalkHeld(self.offer(nth), held))

    @rule(nth=nth, by=st.sampled_from(By), ok=st.booleans(), stop=stops)
    def talk_ended(self, nth: int, by: By, ok: bool, stop: int | None) -> None:
        self.tell(e.TalkEnded(self.offer(nth), by, ok), stop)

    @rule(agent=agents)
    def logs_in(self, agent: AgentId) -> None:
        self.tell(e.AgentLoggedIn(agent))

    @rule(agent=agents, stop=stops)
    def logs_out(self, agent: AgentId, stop: int | None) -> None:
        self.tell(e.AgentLoggedOut(agent), stop)

    @rule(agent=agents)
    def ready(self, agent: AgentId) -> None:
        self.tell(e.AgentReady(agent))

    @rule(agent=agents, reason=st.sampled_from(REASONS), stop=stops)
    def not_ready(self, agent: AgentId, reason: str, stop: int | None) -> None:
        self.tell(e.AgentNotReady(agent, reason), stop)

    @rule(agent=agents, seconds=st.sampled_from(LONGER))
    def needs_longer(self, agent: AgentId, seconds: float) -> None:
        self.tell(e.WrapUpExtended(agent, seconds))

    @rule(agent=agents, reachable=st.booleans())
    def reachable(self, agent: AgentId, reachable: bool) -> None:
        self.tell(e.AgentReachable(agent, reachable))

    @rule(available=st.booleans(), stop=stops)
    def switch(self, available: bool, stop: int | None) -> None:
        self.tell(e.SwitchAvailable(available), stop)

    @rule()
    def crash(self) -> None:
        self.pair.recover()

    @rule()
    def restart(self) -> None:
        self.pair.restart()

    @invariant()
    def nothing_is_due_unless_it_comes(self) -> None:
        due = self.pair.machine.next_deadline()
        assert due is None or due > self.pair.machine.now


class BusyAcd(Acd):
    between = 4


@pytest.mark.many
def test_machine_and_twin_agree() -> None:
    """300 times 100 facts.  A fifth of them hypothesis' own: it takes longer over a fact than both machines do."""
    run_state_machine_as_test(BusyAcd, settings=settings(max_examples=300, stateful_step_count=20))


@pytest.mark.many
@pytest.mark.long
def test_machine_and_twin_agree_for_long() -> None:
    run_state_machine_as_test(Acd, settings=settings(max_examples=2000, stateful_step_count=100))


@pytest.mark.many
@pytest.mark.parametrize("seed", range(4))
def test_a_random_day(seed: int) -> None:
    walk(seed, 400)


@pytest.mark.many
@pytest.mark.parametrize("seed", range(50, 52))
def test_a_random_day_that_forgets_what_nobody_waits_for(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "KEPT", 30)
    walk(seed, 400)


@pytest.mark.many
@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 200))
def test_a_long_random_day(seed: int) -> None:
    walk(seed, 5000)
