"""CPU and memory of the processes over time."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from ccengine.model.ids import Seconds
from ccengine_sim.trunk.figures.span import Span
from ccengine_sim.trunk.watch import Sample

AWAY: Seconds = 5.0
"""Of whom nothing was seen for so long: he was not there."""


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
    used, known = [0.0] * span.count, [0.0] * span.count
    for a, b in pairwise(found):
        if a.at < b.at < a.at + AWAY and b.cpu >= a.cpu:
            for n, length in span.overlaps(a.at, b.at):
                used[n] += (b.cpu - a.cpu) / (b.at - a.at) * length
                known[n] += length
    return [cpu / length if length else None for cpu, length in zip(used, known, strict=True)]


def _memory(found: list[Sample], span: Span) -> list[int | None]:
    """Between two looks it is what it was at the first."""
    most: list[int | None] = [max(each, default=None) for each in span.shared_out((s.at, s.memory) for s in found)]
    for a, b in pairwise(found):
        if b.at < a.at + AWAY:
            for n, _ in span.overlaps(a.at, b.at):
                most[n] = a.memory if most[n] is None else most[n]
    return most
