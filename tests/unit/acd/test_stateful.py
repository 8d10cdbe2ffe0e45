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
from ccengine.model.ids import OfferId, QueueName
from ccengine.model.why import By, LegCause
from tests.unit.acd.pair import AGENTS, CALLS, QUEUES, REASONS, STEPS, Pair, some_rules, walk

agents = st.sampled_from(AGENTS)
calls = st.sampled_from(CALLS)
nth = st.integers(0, 7)
stops = st.one_of(st.none(), st.none(), st.integers(0, 3))


class Acd(RuleBasedStateMachine):
    pair: Pair

    @initialize(values=st.lists(st.integers(0, 1), min_size=6, max_size=6))
    def begin(self, values: list[int]) -> None:
        self.pair = Pair(some_rules(lambda choices: choices[values.pop()]))
        self.pair.handle(e.TimePassed())

    def offer(self, nth: int) -> OfferId:
        """One of the last eight, dead or alive, or none that ever was."""
        last = self.pair.made[-8:]
        return last[nth] if nth < len(last) else OfferId("o1-999")

    @rule(step=st.sampled_from(STEPS))
    def time_goes(self, step: float) -> None:
        self.pair.now += step
        self.pair.handle(e.TimePassed())

    @precondition(lambda self: self.pair.machine.next_deadline() is not None)
    @rule()
    def deadline(self) -> None:
        due = self.pair.machine.next_deadline()
        assert due is not None
        self.pair.now = due
        self.pair.handle(e.TimePassed())

    @rule(
        call=calls,
        queue=st.sampled_from([*QUEUES, *QUEUES, QueueName("gone")]),
        head=st.sampled_from([0.0, 0.0, 30.0, -9.0]),
    )
    def enters(self, call: str, queue: str, head: float) -> None:
        self.pair.handle(e.CallerQueued(call, queue, head))  # type: ignore[arg-type]

    @rule(call=calls, stop=stops)
    def leaves(self, call: str, stop: int | None) -> None:
        self.pair.handle(e.CallerLeft(call), stop)  # type: ignore[arg-type]

    @rule(nth=nth)
    def rings(self, nth: int) -> None:
        self.pair.handle(e.OfferRinging(self.offer(nth)))

    @rule(nth=nth, stop=stops)
    def answered(self, nth: int, stop: int | None) -> None:
        self.pair.handle(e.OfferAnswered(self.offer(nth)), stop)

    @rule(nth=nth, cause=st.sampled_from(LegCause), stop=stops)
    def failed(self, nth: int, cause: LegCause, stop: int | None) -> None:
        self.pair.handle(e.OfferFailed(self.offer(nth), cause), stop)

    @rule(nth=nth)
    def talk_began(self, nth: int) -> None:
        self.pair.handle(e.TalkBegan(self.offer(nth)))

    @rule(nth=nth, by=st.sampled_from(By), ok=st.booleans(), stop=stops)
    def talk_ended(self, nth: int, by: By, ok: bool, stop: int | None) -> None:
        self.pair.handle(e.TalkEnded(self.offer(nth), by, ok), stop)

    @rule(agent=agents)
    def logs_in(self, agent: str) -> None:
        self.pair.handle(e.AgentLoggedIn(agent))  # type: ignore[arg-type]

    @rule(agent=agents, stop=stops)
    def logs_out(self, agent: str, stop: int | None) -> None:
        self.pair.handle(e.AgentLoggedOut(agent), stop)  # type: ignore[arg-type]

    @rule(agent=agents)
    def ready(self, agent: str) -> None:
        self.pair.handle(e.AgentReady(agent))  # type: ignore[arg-type]

    @rule(agent=agents, reason=st.sampled_from(REASONS), stop=stops)
    def not_ready(self, agent: str, reason: str, stop: int | None) -> None:
        self.pair.handle(e.AgentNotReady(agent, reason), stop)  # type: ignore[arg-type]

    @rule(agent=agents, reachable=st.booleans())
    def reachable(self, agent: str, reachable: bool) -> None:
        self.pair.handle(e.AgentReachable(agent, reachable))  # type: ignore[arg-type]

    @rule(available=st.booleans(), stop=stops)
    def switch(self, available: bool, stop: int | None) -> None:
        self.pair.handle(e.SwitchAvailable(available), stop)

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


@pytest.mark.many
def test_machine_and_twin_agree() -> None:
    run_state_machine_as_test(Acd, settings=settings(max_examples=300, stateful_step_count=25, deadline=None))


@pytest.mark.many
@pytest.mark.long
def test_machine_and_twin_agree_for_long() -> None:
    run_state_machine_as_test(Acd, settings=settings(max_examples=2000, stateful_step_count=100, deadline=None))


@pytest.mark.many
@pytest.mark.parametrize("seed", range(8))
def test_a_random_day(seed: int) -> None:
    walk(seed, 400)


@pytest.mark.many
@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 200))
def test_a_long_random_day(seed: int) -> None:
    walk(seed, 5000)
