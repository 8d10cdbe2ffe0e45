"""CPU and memory of the processes over time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from ccengine_sim.trunk.figures.span import Span
from ccengine_sim.trunk.watch import Sample


@dataclass(frozen=True, slots=True)
class Usage:
    """One for each bucket; None: nobody looked, or it was away."""

    cpu: list[float | None]  # of one core
    memory: list[int | None]  # bytes at most


def usage(samples: Iterable[Sample], span: Span) -> dict[str, Usage]:
    """By process."""
    looks: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        looks[sample.process].append(sample)
    return {process: Usage(_cpu(found, span), _memory(found, span)) for process, found in sorted(looks.items())}


def _cpu(found: list[Sample], span: Span) -> list[float | None]:
    """A process that came again counts from 0: the time between two such looks is nobody's."""
    rates = (
        ((a.at + b.at) / 2, (b.cpu - a.cpu) / (b.at - a.at))
        for a, b in pairwise(found)
        if b.at > a.at and b.cpu >= a.cpu
    )
    return [fmean(bucket) if bucket else None for bucket in span.shared_out(rates)]


def _memory(found: list[Sample], span: Span) -> list[int | None]:
    return [max(bucket, default=None) for bucket in span.shared_out((sample.at, sample.memory) for sample in found)]
