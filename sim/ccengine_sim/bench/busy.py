"""The mix of events, with as many callers waiting as there are agents.

Each turn a talk ends, a caller or two enter, every other turn one gives up, and one's position is asked.  An agent who
is rung answers, and the talk begins.  Time goes on so that each agent is busy for four minutes a call: what comes due
(wrap-up ends, a step widens the search) comes as often as in a hotline of this size, each at its time."""

import random
from collections.abc import Callable
from functools import partial

from ccengine.acd import events as e
from ccengine.acd.commands import Command, Ring, Widen
from ccengine.acd.machine import Machine
from ccengine.model.ids import CallId, OfferId, Seconds
from ccengine.model.why import By
from ccengine_sim.bench import house
from ccengine_sim.bench.desk import Tell
from ccengine_sim.bench.stopwatch import Stopwatch

BUSY: Seconds = 240.0  # an agent with each call, wrap-up included
FORETOLD = 10  # every so many turns an expected wait is asked for, too

QUERIES = ("position asked", "expected wait asked")


class Busy:
    def __init__(self, size: int, machine: Machine, tell: Tell, watch: Stopwatch, skills: bool, seed: int) -> None:
        self.machine = machine
        self.watch = watch
        self._size = size
        self._tell = tell
        self._skills = skills
        self._rng = random.Random(seed)
        self._queues = house.queues(size)
        self._pause = BUSY / size  # between two turns
        self._now: Seconds = 0.0
        self._turns = self._calls = 0
        self._talking: list[OfferId] = []
        self._waiting: list[CallId] = []
        self._at: dict[CallId, int] = {}  # where each is in the list: to draw one, and to take him out, in no time
        self.machine.settle(0.0)
        while len(self._waiting) < size:
            self._pass(self._pause / 2)
            self._enter()
        for _ in range(500 + size // 2):  # by then some agents are in wrap-up, callers have waited differently long
            self.turn()
        watch.forget()

    def turn(self) -> None:
        self._turns += 1
        self._pass(self._pause)
        if self._talking:
            self._hang_up()
        if self._turns % 2:
            self._abandon()
        while len(self._waiting) < self._size:
            self._enter()
        self._ask()

    def _pass(self, seconds: Seconds) -> None:
        until = self._now + seconds
        while (due := self.machine.next_deadline()) is not None and due <= until:
            self._now = max(self._now, due)
            self._handle(e.TimePassed(), _due)
        self._now = until

    def _handle(self, fact: e.Event, name: Callable[[list[Command]], str]) -> list[Command]:
        orders = self.watch.time(partial(self._tell, fact, self._now), name)
        for order in orders:
            if isinstance(order, Ring):
                self._answer(order)
        return orders

    def _answer(self, ring: Ring) -> None:
        self._handle(e.OfferAnswered(ring.offer), lambda _: "agent answers")
        self._handle(e.TalkBegan(ring.offer), lambda _: "talk begins")
        self._gone(ring.call)
        self._talking.append(ring.offer)

    def _enter(self) -> None:
        self._calls += 1
        call, queue = CallId(f"c{self._calls}"), self._rng.choice(self._queues)
        steps = house.asked(self._rng) if self._skills else ()
        fact = e.CallerQueued(call, queue, self._rng.choice((0.0, 0.0, 0.0, 60.0)), steps)
        self._at[call] = len(self._waiting)
        self._waiting.append(call)
        self._handle(fact, lambda orders: "caller enters, is rung for" if orders else "caller enters")

    def _abandon(self) -> None:
        call = self._rng.choice(self._waiting)
        self._gone(call)
        self._handle(e.CallerLeft(call), lambda _: "caller gives up")

    def _gone(self, call: CallId) -> None:
        at, last = self._at.pop(call), self._waiting.pop()
        if last != call:
            self._waiting[at] = last
            self._at[last] = at

    def _hang_up(self) -> None:
        at = self._rng.randrange(len(self._talking))
        self._talking[at], self._talking[-1] = self._talking[-1], self._talking[at]
        by = self._rng.choice((By.AGENT, By.CALLER))
        self._handle(e.TalkEnded(self._talking.pop(), by), lambda _: "talk ends")

    def _ask(self) -> None:
        call = self._rng.choice(self._waiting)
        self.watch.time(lambda: [self.machine.position(call)][:0], lambda _: QUERIES[0])
        if self._turns % FORETOLD == 0:
            self.watch.time(lambda: [self.machine.expected_wait(call, self._now)][:0], lambda _: QUERIES[1])


def _due(orders: list[Command]) -> str:
    if any(isinstance(order, Ring) for order in orders):
        return "wrap-up ends, next caller rung"
    return "search widens" if any(isinstance(order, Widen) for order in orders) else "wrap-up ends, nobody to ring for"
