"""The machine and its slow twin, told the same facts, and compared after each one; with a journal kept beside."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from ccengine.acd import events as e
from ccengine.acd.commands import CallBack, Command, Join, Ring
from ccengine.acd.machine import Machine
from ccengine.acd.rules import ALL, AgentRules, CallbackRules, QueueRules, Rules, Strategy
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import By, LegCause
from tests.unit.acd.twin import Twin
from tests.unit.acd.twin.expects import expected

AGENTS = tuple(AgentId(name) for name in ("8001", "8002", "8003", "8004"))
CALLS = tuple(CallId(name) for name in "ABCDEFGH")
QUEUES = tuple(QueueName(name) for name in ("service", "repairs"))
REASONS = ("lunch", "", "unreachable", "busy")
SEARCHES: tuple[tuple[e.Step, ...], ...] = (
    (e.Step(0.0, (("english", 2),)), e.Step(5.0, (("english", 1),)), e.Step(20.0)),
    (e.Step(0.0, (("english", 1), ("pumps", 2))), e.Step(10.0, (("pumps", 1),)), e.Step(40.0)),
    (e.Step(agent=AGENTS[0]), e.Step(10.0)),
    (e.Step(agent=AgentId("8009")), e.Step(3.0, agent=AGENTS[1]), e.Step(3.0, (("english", 3),)), e.Step(60.0)),
    (e.Step(0.0, (("pumps", 2),), AGENTS[3]), e.Step(1.0, (("chinese", 1),)), e.Step(1.0, agent=AGENTS[2])),
    (e.Step(agent=AGENTS[3]),),
    (e.Step(agent=AgentId("8009")),),
)
"""Skills, agents by name (also one whom nobody knows, one who does not serve the queue), and some that never widen."""
NUMBERS = ("13800138000", "075523456789", "13900139000")
BACK = tuple(CallId(f"back:{name}") for name in "ABC")
HOLDS = ("waiting", "offered", "dialled", "resting")
CUSTOMERS = ("13800138000", "0755 2345", "")
LONGER = (5.0, 100.0, 0.0, -3.0, float("inf"))
LONG = 60  # entries of a journal that get a snapshot
STEPS = (0.0, 0.0, 0.001, 1.0, 3.0, 5.0, 10.0, 20.0, 30.0, 100.0, 15000.0, -1.0)


class Pair:
    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.run = 1
        self.machine = Machine(rules, self.run)
        self.twin = Twin(rules.queues.values(), rules.agents.values(), self.run)
        self.now = 1000.0
        self.made: list[OfferId] = []  # every offer there was
        self.legs: list[CallId] = []  # and every leg of a callback
        self.base: str | None = None
        self.journal: list[tuple[e.Event | Command, float]] = []
        self.told = 0

    def handle(self, fact: e.Event, stop_after: int | None = None) -> list[Command]:
        """`stop_after`: the engine dies when so many orders are on record; the rest is decided after recovery."""
        self.machine.take(fact, self.now)
        self.journal.append((fact, self.now))
        orders: list[Command] = []
        if stop_after is not None:
            self._settle(orders, stop_after)
            self.recover()
        self._settle(orders, None)
        self._same(fact, orders)
        return orders

    def _settle(self, orders: list[Command], at_most: int | None) -> None:
        for order in self.machine.decide(self.now):
            if at_most is not None and len(orders) >= at_most:
                break
            self.machine.apply(order, self.now)
            self.journal.append((order, self.now))
            orders.append(order)
            assert len(orders) < 200, f"no end: {orders[-4:]}"
            if isinstance(order, Ring | CallBack) and order.offer not in self.made:
                self.made.append(order.offer)
            if isinstance(order, CallBack):
                self.legs.append(order.call)

    def recover(self) -> None:
        """A new machine from the recorded facts and orders is the same machine."""
        again = Machine.restore(self.rules, json.loads(self.base)) if self.base else Machine(self.rules)
        for item, when in self.journal:
            if isinstance(item, Command):
                again.apply(item, when)
            else:
                again.take(item, when)
        plain = again.snapshot()
        assert plain == self.machine.snapshot(), "the journal gives another state"
        self.machine = again
        if len(self.journal) > LONG:  # as the engine does now and then
            self.base = json.dumps(plain)
            self.journal.clear()

    def restart(self) -> None:
        """By snapshot, as an upgrade does; the next run has offers of its own name."""
        self.run += 1
        self.base = json.dumps(self.machine.snapshot())
        self.journal.clear()
        self.machine = Machine.restore(self.rules, json.loads(self.base), self.run)
        self.base = json.dumps(self.machine.snapshot())
        self.twin.run = self.run
        assert list(self.machine.decide(self.now)) == [], "a restart decides"

    def _same(self, fact: e.Event, orders: Sequence[Command]) -> None:
        assert orders == self.twin.handle(fact, self.now), f"orders differ after {fact}"
        self.told += 1
        if self.told % 4 == 0:  # what is broken stays so; a check costs as much as all the rest
            assert self.machine.check() == []
        for agent in self.machine.agents():
            worker = self.twin.workers[agent.id]
            shown = (agent.state.value, agent.reason, agent.deadline)
            assert shown == worker.shown, f"{agent.id} differs after {fact}"
            numbers = (agent.talks, agent.rung, agent.missed, agent.load, agent.occupied)
            assert numbers == (worker.talks, worker.last_offer, worker.row, worker.load, worker.number), (
                f"numbers of {agent.id} differ after {fact}"
            )
        assert {call.id: (call.state.value, call.step) for call in self.machine.calls()} == {
            caller.name: (caller.stage, caller.at) for caller in self.twin.callers
        }, f"calls differ after {fact}"
        for queue in self.rules.queues:
            line = [one for one in self.twin.callers if one.queue == queue and one.stage in HOLDS]
            names = [one.name for one in sorted(line, key=lambda one: one.key)]
            assert self.machine.waiting(queue) == names, f"places differ after {fact}"
            assert [self.machine.position(CallId(name)) for name in names] == list(range(1, len(names) + 1))
            for name in names:
                same = pytest.approx(expected(self.twin, next(one for one in line if one.name == name)))
                assert self.machine.expected_wait(CallId(name), self.now) == same, f"expected waits differ after {fact}"
        assert {offer.id for offer in self.machine.live_offers()} == {
            bid.name for bid in self.twin.bids.values() if bid.stage != "reserved"
        }
        for queue in self.rules.queues:
            added, cost = self.machine.lesson(queue).added, self.twin.past[queue].added
            assert added.mean.count == cost.n, f"cost differs after {fact}"
            assert added.mean.value == pytest.approx(cost.v), f"cost differs after {fact}"
            for customer, within in ((CUSTOMERS[0], 40.0), (CUSTOMERS[1], 86400.0)):
                last = self.machine.last_agent(queue, customer, within, self.now)
                assert last == self.twin.last_agent(queue, customer, within), f"last agents differ after {fact}"
        assert set(self.machine._floor.stays) == set(self.twin.stays), f"places that were left differ after {fact}"
        awaited = self.twin.awaited()
        assert self.machine.next_deadline() == (min(awaited)[0] if awaited else None), "deadlines differ"


Pick = Callable[[Sequence[Any]], Any]

CALLBACKS = (
    CallbackRules(),
    CallbackRules(share=30, tries=2, pause=10.0, ring=20.0, keep=200.0),
    CallbackRules(share=70, tries=1, pause=1.0, keep=60.0, most=2),
    CallbackRules(share=100, tries=3, pause=5.0, ring=5.0),
)


def some_rules(pick: Pick) -> Rules:
    """Agents 8001 and 8004 serve one queue each, the others both."""
    service = replace(
        some_queue(pick, QUEUES[0], AGENTS[:3]), longest_wait=pick((60.0, 1800.0)), ring=pick((20.0, 7.0))
    )
    repairs = replace(some_queue(pick, QUEUES[1], AGENTS[:0:-1]), longest_wait=pick((40.0, 1800.0)))
    return Rules.of([service, repairs], [some_agent(pick, agent) for agent in AGENTS])


def some_queue(pick: Pick, name: QueueName, agents: tuple[AgentId, ...]) -> QueueRules:
    return QueueRules(
        name,
        agents,
        wrap_up=pick((10.0, 0.0, 3.0)),
        strategy=pick(list(Strategy)),
        rings=pick((1, 1, 2, ALL)),
        weight=pick((0.0, 0.0, 25.0)),
        longest_queue=pick((None, None, 3, 1)),
        leave_when_empty=pick((False, False, True)),
        longest_expected=pick((None, None, 97.3)),
        callbacks=pick(CALLBACKS),
    )


def some_agent(pick: Pick, agent: AgentId) -> AgentRules:
    levels = {"english": pick((0, 1, 2, 3)), "pumps": pick((0, 1, 2))}
    rests: dict[LegCause, float | None] = pick(
        ({}, {}, {LegCause.NO_ANSWER: 12.0, LegCause.BUSY: None}, {LegCause.UNREACHABLE: 8.0, LegCause.CONGESTION: 2.0})
    )
    skills = {name: level for name, level in levels.items() if level}
    return AgentRules(agent, agent != AGENTS[3], skills, rests, pick((1, 1, 2, 3)))


class Day:
    """A random day: facts that make sense mostly, now and then any fact about anything."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.pair = Pair(some_rules(self.rng.choice))
        self.todo: list[e.Event] = []

    def tell(self, fact: e.Event, stop_after: int | None = None) -> None:
        for order in self.pair.handle(fact, stop_after):
            self.todo += what_follows(self.rng, order)

    def go_on(self) -> None:
        rng, pair, todo = self.rng, self.pair, self.todo
        due = pair.machine.next_deadline()
        pair.now = due if due and rng.random() < 0.15 else pair.now + rng.choice(STEPS[:6])
        fact = todo.pop(rng.randrange(len(todo))) if todo and rng.random() < 0.5 else any_fact(rng, pair)
        self.tell(fact, rng.randrange(3) if rng.random() < 0.05 else None)
        if rng.random() < 0.02:
            pair.restart()


def walk(seed: int, steps: int) -> None:
    day = Day(seed)
    for _ in range(steps):
        day.go_on()


def what_follows(rng: random.Random, order: Command) -> list[e.Event]:
    """What a phone would do with the order."""
    if isinstance(order, Ring) and rng.random() < 0.8:
        return [e.OfferAnswered(order.offer)]
    if isinstance(order, Ring):
        return [e.OfferFailed(order.offer, rng.choice(list(LegCause)))]
    if isinstance(order, CallBack):
        reached: list[e.Event] = [e.CallbackReached(order.call, order.queue)]
        return reached if rng.random() < 0.6 else [e.CallbackFailed(order.call, rng.choice(list(LegCause)))]
    if isinstance(order, Join) and rng.random() < 0.9:
        held = [e.TalkHeld(order.offer, True), e.TalkHeld(order.offer, False)] if rng.random() < 0.2 else []
        return [e.TalkBegan(order.offer), *held, e.TalkEnded(order.offer, rng.choice(list(By)))]
    return []


def any_fact(rng: random.Random, pair: Pair) -> e.Event:
    """Mostly what keeps a hotline busy; sometimes nonsense."""
    call, agent, queue = rng.choice(CALLS), rng.choice(AGENTS), rng.choice(QUEUES)
    live = [offer.id for offer in pair.machine.live_offers()]
    offer = rng.choice(live if live and rng.random() < 0.8 else pair.made[-6:] or [OfferId("o1-99")])
    here = [known.id for known in pair.machine.calls()] or [call]
    leg = rng.choice([*pair.legs[-4:], CallId("c1-99")])
    gone = rng.choice([*(CallId(name) for name in pair.twin.stays), call])
    facts: list[tuple[int, e.Event]] = [
        (8, e.CallerQueued(call, queue, customer=rng.choice(CUSTOMERS))),
        (3, e.CallerQueued(call, queue, rng.choice((30.0, -5.0)))),
        (5, e.CallerQueued(call, queue, rng.choice((0.0, 0.0, 7.0)), rng.choice(SEARCHES))),
        (1, e.CallerQueued(call, queue, rng.choice((0.0, 47.0)), (), rng.choice((150.3, 0.0)), True)),
        (1, e.CallerQueued(call, QueueName("gone"))),
        (4, e.CallerLeft(rng.choice(here))),
        (1, e.WayOutTaken(rng.choice(here), rng.choice("1*"))),
        (1, e.OfferRinging(offer)),
        (1, e.OfferAnswered(offer)),
        (1, e.OfferFailed(offer, rng.choice(list(LegCause)))),
        (1, e.TalkBegan(offer)),
        (1, e.TalkHeld(offer, rng.random() < 0.5)),
        (1, e.TalkEnded(offer, rng.choice(list(By)), rng.random() < 0.5)),
        (6, e.AgentLoggedIn(agent)),
        (2, e.AgentLoggedOut(agent)),
        (8, e.AgentReady(agent)),
        (2, e.AgentNotReady(agent, rng.choice(REASONS))),
        (2, e.WrapUpExtended(agent, rng.choice(LONGER))),
        (3, e.AgentReachable(agent, rng.random() < 0.8)),
        (1, e.SwitchAvailable(False)),
        (4, e.SwitchAvailable(True)),
        (4, e.CallerLeft(rng.choice(here), By.FLOW)),
        (6, e.CallbackAsked(rng.choice(BACK), gone, queue, rng.choice(NUMBERS))),
        (1, e.CallbackReached(leg, queue)),
        (1, e.CallbackFailed(leg, rng.choice(list(LegCause)))),
        (1, e.CallbackCancelled(rng.choice(BACK))),
        (1, e.CallerLeft(leg, rng.choice(list(By)))),
        (1, e.TimePassed()),
    ]
    return rng.choices([fact for _, fact in facts], [weight for weight, _ in facts])[0]
