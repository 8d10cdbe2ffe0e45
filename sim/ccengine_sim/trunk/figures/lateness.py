"""How late a loop was, over time, from a histogram that only grows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from statistics import fmean

from ccengine.model.ids import Seconds
from ccengine_sim.trunk.figures.span import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """A loop's histogram since its process began.  All in seconds."""

    at: Seconds  # since the epoch
    loop: str
    buckets: tuple[tuple[float, int], ...]  # (upper bound, observations up to it)
    count: int
    sum: Seconds
    most: Seconds


@dataclass(frozen=True, slots=True)
class Late:
    mean: Seconds
    most: Seconds  # the upper bound of the highest bucket that was hit; what it was itself is not known


def late_over_time(readings: Iterable[Reading], span: Span) -> dict[str, list[Late | None]]:
    """By loop, one for each bucket of time; None: nobody asked, or it did not answer."""
    found: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        found[reading.loop].append(reading)
    return {loop: _of_loop(taken, span) for loop, taken in sorted(found.items())}


def _of_loop(taken: list[Reading], span: Span) -> list[Late | None]:
    buckets: list[list[Late]] = [[] for _ in range(span.count)]
    for begin, end, late in _between(taken):
        for n, _ in span.overlaps(begin, end):
            buckets[n].append(late)
    return [_worst(each) for each in buckets]


def _between(taken: list[Reading]) -> Iterator[tuple[Seconds, Seconds, Late]]:
    for before, after in pairwise(taken):
        count = after.count - before.count
        if count <= 0:  # a new process; or it beat not once
            continue
        was = dict(before.buckets)
        grown = [(bound, upto - was.get(bound, 0)) for bound, upto in after.buckets if isfinite(bound)]
        hit = [bound for (bound, n), (_, below) in zip(grown, [(0.0, 0), *grown], strict=False) if n > below]
        beyond = not grown or count > grown[-1][1]
        yield (
            before.at,
            after.at,
            Late((after.sum - before.sum) / count, after.most if beyond else max(hit, default=0.0)),
        )


def _worst(bucket: list[Late]) -> Late | None:
    return Late(fmean(each.mean for each in bucket), max(each.most for each in bucket)) if bucket else None
