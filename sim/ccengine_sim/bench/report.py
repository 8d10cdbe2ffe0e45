"""Runs of the bench, and medians over them."""

import gc
import random
import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ccengine.acd.machine import Machine
from ccengine_sim.bench import house
from ccengine_sim.bench.busy import QUERIES, Busy
from ccengine_sim.bench.desk import Tell, journalled
from ccengine_sim.bench.stopwatch import Figures, Stopwatch

ALL = "all events"  # without what is only asked


@dataclass(frozen=True)
class Run:
    """Times in microseconds, of the median run; `most` is the greatest of all."""

    size: int
    skills: bool
    journal: bool
    events: dict[str, Figures]
    per_order: float  # all the time of all events, by all orders
    collecting: float  # the garbage collector's share of that time
    longest_collection: float


@dataclass(frozen=True)
class Plan:
    size: int
    skills: bool
    journal: bool
    turns: int
    clock: str


def bench(plans: Sequence[Plan], runs: int) -> Iterator[Run]:
    for plan in plans:
        yield _median([run(plan, seed) for seed in range(1, runs + 1)])


def run(plan: Plan, seed: int) -> Run:
    watch = Stopwatch(plan.clock)
    machine = Machine(house.rules(plan.size, plan.skills, random.Random(seed)))
    with ExitStack() as stack:
        tell: Tell = machine.handle
        if plan.journal:
            folder = stack.enter_context(TemporaryDirectory(prefix="ccsim-bench-"))
            tell = stack.enter_context(journalled(machine, Path(folder)))
        busy = Busy(plan.size, machine, tell, watch, plan.skills, seed)
        gc.collect()
        with watch.watch_collector():
            for _ in range(plan.turns):
                busy.turn()
    return _told(plan, watch)


def _told(plan: Plan, watch: Stopwatch) -> Run:
    every = [took for name, each in watch.took.items() if name not in QUERIES for took in each]
    orders = sum(watch.orders.values())
    events = {name: Figures.of(took, watch.orders[name]) for name, took in sorted(watch.took.items())}
    return Run(
        plan.size,
        plan.skills,
        plan.journal,
        {**events, ALL: Figures.of(every, orders)},
        sum(every) / orders,
        watch.collecting / sum(every),
        watch.longest_collection,
    )


def _median(runs: list[Run]) -> Run:
    names = dict.fromkeys(name for one in runs for name in one.events)
    return replace(
        runs[0],
        events={name: _figures([one.events[name] for one in runs if name in one.events]) for name in names},
        per_order=statistics.median(one.per_order for one in runs),
        collecting=statistics.median(one.collecting for one in runs),
        longest_collection=max(one.longest_collection for one in runs),
    )


def _figures(each: list[Figures]) -> Figures:
    return Figures(
        median=statistics.median(one.median for one in each),
        p999=statistics.median(one.p999 for one in each),
        most=max(one.most for one in each),
        mean=statistics.median(one.mean for one in each),
        count=sum(one.count for one in each),
        orders=statistics.median(one.orders for one in each),
    )
