"""What an event costs the ACD machine, by size.  By hand: `.venv/bin/python -m tests.bench.acd`; figures of a run are
in docs/performance.md.  (No pytest: a bench asserts nothing.)

The mix, with N callers waiting in 100 queues and N agents, each serving three of them, all busy: a talk ends
(wrap-up), a wrap-up ends (the agent is rung for the next caller), the phone answers, the talk begins, a caller enters,
a caller abandons, a caller's position is asked.  With `--skills`: each agent has three of eight skills at levels 1 to
3, half of the callers ask for one of them, widen to level 1 after 20 s and to anybody after 300 s, and the time is told
as it passes ("widen": what a deadline costs).  An event's time is that of `handle`, decisions and their application
included; the garbage collector runs as usual."""

import argparse
import gc
import json
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable

from ccengine.acd import events as e
from ccengine.acd.commands import Command, Ring
from ccengine.acd.machine import Machine
from ccengine.acd.rules import AgentRules, QueueRules, Rules
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import By

QUEUES = 100
SKILLS = ("english", "french", "german", "spanish", "pumps", "pipes", "bills", "contracts")


class Floor:
    def __init__(self, size: int, seed: int, clock: Callable[[], int], skills: bool = False) -> None:
        self.clock = clock
        self.skills = skills
        self.rng = random.Random(seed)
        names = [QueueName(f"q{n}") for n in range(min(QUEUES, size))]
        members: dict[QueueName, list[AgentId]] = defaultdict(list)
        agents = [AgentId(f"{n:05}") for n in range(size)]
        for agent in agents:
            for name in self.rng.sample(names, 3):
                members[name].append(agent)
        self.names = names
        self.machine = Machine(
            Rules.of(
                [QueueRules(name, tuple(members[name]), 20.0, 30.0, 1e9) for name in names],
                [AgentRules(agent, skills=self.able()) for agent in agents],
            )
        )
        self.now = 0.0
        self.count = 0
        self.talking: list[OfferId] = []
        self.waiting: list[CallId] = []  # with `at`: to draw and to remove by name in no time
        self.at: dict[CallId, int] = {}
        self.took: dict[str, list[float]] = defaultdict(list)
        self.orders: dict[str, int] = defaultdict(int)
        self.machine.settle(0.0)
        while len(self.talking) < size and self.count < 50 * size:
            self.enter()
        while len(self.waiting) < size:
            self.enter()
        self.took.clear()
        self.orders.clear()

    def able(self) -> dict[str, int]:
        return {name: self.rng.randint(1, 3) for name in self.rng.sample(SKILLS, 3)} if self.skills else {}

    def asked(self) -> tuple[e.Step, ...]:
        if not self.skills or self.rng.random() < 0.5:
            return ()
        skill = self.rng.choice(SKILLS)
        return (e.Step(0.0, ((skill, 2),)), e.Step(20.0, ((skill, 1),)), e.Step(300.0))

    def handle(self, name: str, fact: e.Event) -> list[Command]:
        self.now += 0.01
        while (due := self.machine.next_deadline()) is not None and due <= self.now and name != "widen":
            self.handle("widen", e.TimePassed())
        begin = self.clock()
        orders = self.machine.handle(fact, self.now)
        self.took[name].append((self.clock() - begin) / 1000)
        self.orders[name] += len(orders)
        for order in orders:
            if isinstance(order, Ring):
                self.answer(order)
        return orders

    def answer(self, ring: Ring) -> None:
        self.handle("answer", e.OfferAnswered(ring.offer))
        self.handle("talk begins", e.TalkBegan(ring.offer))
        self.gone(ring.call)
        self.talking.append(ring.offer)

    def enter(self) -> None:
        self.count += 1
        call = CallId(f"c{self.count}")
        head_start = self.rng.choice((0.0, 0.0, 0.0, 60.0))
        orders = self.handle("enter", e.CallerQueued(call, self.rng.choice(self.names), head_start, self.asked()))
        if not orders:
            self.at[call] = len(self.waiting)
            self.waiting.append(call)

    def gone(self, call: CallId) -> None:
        at, last = self.at.pop(call, None), self.waiting[-1] if self.waiting else None
        if at is not None and last is not None:
            self.waiting[at] = last
            self.at[last] = at
            self.waiting.pop()
            self.at.pop(call, None)

    def abandon(self) -> None:
        call = self.rng.choice(self.waiting)
        self.gone(call)
        self.handle("abandon", e.CallerLeft(call))

    def position(self) -> None:
        call = self.rng.choice(self.waiting)
        begin = self.clock()
        self.machine.position(call)
        self.took["position"].append((self.clock() - begin) / 1000)

    def release(self) -> None:
        """A talk ends; its wrap-up ends; the next caller is rung for, answered, joined."""
        at = self.rng.randrange(len(self.talking))
        self.talking[at], self.talking[-1] = self.talking[-1], self.talking[at]
        offer = self.talking.pop()
        known = self.machine.offer(offer)
        assert known
        self.handle("talk ends", e.TalkEnded(offer, By.AGENT))
        self.handle("ready and ring", e.AgentReady(known.agent))

    def turn(self) -> None:
        """One served, one abandons every other turn, as many enter: about `size` callers go on waiting."""
        self.release()
        self.enter()
        if self.count % 2:
            self.abandon()
            self.enter()
        self.position()


def run(
    size: int, turns: int, seed: int, clock: Callable[[], int], skills: bool
) -> dict[str, tuple[float, float, float, int]]:
    floor = Floor(size, seed, clock, skills)
    gc.collect()
    for _ in range(turns):
        floor.turn()
    assert floor.machine.check() == []
    every = [took for name, all_of in floor.took.items() if name != "position" for took in all_of]
    found = dict(floor.took) | {"all events": every}
    return {name: (*figures(took), len(took)) for name, took in sorted(found.items())}


def figures(took: list[float]) -> tuple[float, float, float]:
    took = sorted(took)
    return statistics.median(took), took[min(len(took) - 1, int(len(took) * 0.999))], took[-1]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000, 10000])
    options.add_argument("--turns", type=int, default=10000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument(
        "--cpu", action="store_true", help="CPU time of the thread: for a machine that does other work"
    )
    options.add_argument("--skills", action="store_true", help="callers ask for skills, less as they wait")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    clock = time.thread_time_ns if given.cpu else time.perf_counter_ns
    result = {}
    for size in given.sizes:
        runs = [run(size, given.turns, seed, clock, given.skills) for seed in range(given.runs)]
        names = runs[0]
        result[size] = {
            name: {
                "median": statistics.median(one[name][0] for one in runs),
                "p99.9": statistics.median(one[name][1] for one in runs),
                "p99.9 of the runs": [round(one[name][1], 1) for one in runs],
                "max": max(one[name][2] for one in runs),
            }
            for name in names
        }
        if not given.json:
            for name, found in result[size].items():
                print(
                    f"{size:6} {name:16} {found['median']:8.1f} {found['p99.9']:8.1f} {found['max']:9.0f}", flush=True
                )
    if given.json:
        print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
