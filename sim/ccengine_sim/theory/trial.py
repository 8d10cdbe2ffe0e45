"""Runs every system under every seed and compares."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product, starmap
from multiprocessing import get_context

from ccengine_sim.theory.judge import Comparison, compare
from ccengine_sim.theory.systems import System
from ccengine_sim.virtual import run


def trial(systems: Sequence[System], seeds: Sequence[int], jobs: int = 1) -> Iterator[list[Comparison]]:
    """The comparisons of each system, as they come; all of them are one family.  Two seeds at least.  More than one job
    run in processes of their own, which makes no difference to the figures."""
    if jobs == 1:
        yield from _compared(systems, seeds, starmap(measured, product(systems, seeds)))
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        by_system = [system for system in systems for _ in seeds]
        yield from _compared(systems, seeds, pool.map(measured, by_system, [*seeds] * len(systems)))


def _compared(
    systems: Sequence[System], seeds: Sequence[int], results: Iterator[list[float]]
) -> Iterator[list[Comparison]]:
    comparisons = sum(len(system.measures) for system in systems)
    for system in systems:
        by_seed = [next(results) for _ in seeds]
        yield [
            compare(system.model, system.load, measure.what, measure.theory, means, comparisons)
            for measure, means in zip(system.measures, zip(*by_seed, strict=True), strict=True)
        ]


def measured(system: System, seed: int) -> list[float]:
    """What each measure is in one run.  Every system has streams of its own: what one shows, another does not
    merely repeat."""
    visits = run(system.plan, f"{system.model}/{system.load:g}/{seed}", system.warm_up + system.calls)[system.warm_up :]
    return [measure.of(visits) for measure in system.measures]
