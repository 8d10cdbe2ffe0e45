"""Did talks depend on the wait?  Under other rules waits are others, but talks are drawn from those of the day as if
they had nothing to do with waits.  Where they had, that is told.

Source: C. Spearman, The proof and measurement of association between two things, Am. J. Psychol. 15 (1904): the
correlation of ranks, which is 0 in the mean with a variance of 1/(n - 1) when there is no tie."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import sqrt
from statistics import correlation

from ccengine.model.ids import QueueName, Seconds
from ccengine_sim.replay.people import People

WEAK = 0.3  # of the correlation: below this size it moves the figures by little
CHANCE = 3.3  # standard deviations: one queue in a thousand is beyond it by chance
FEWEST = 30  # talks; fewer tell nothing


@dataclass(frozen=True, slots=True)
class Tie:
    queue: QueueName
    talks: int
    correlation: float  # of the ranks of wait and talk, -1 to 1


def ties(people: People) -> tuple[Tie, ...]:
    """Of the queues in which talks depended on the wait clearly."""
    return tuple(_ties(people))


def _ties(people: People) -> Iterator[Tie]:
    pairs: dict[QueueName, list[tuple[Seconds, Seconds]]] = defaultdict(list)
    for wait in people.waits:
        if wait.talk is not None and not wait.called_back:
            pairs[wait.asked.queue].append((wait.wait, wait.talk))
    for queue, found in pairs.items():
        waits, talks = zip(*found, strict=True)
        if len(found) < FEWEST or len(set(waits)) == 1 or len(set(talks)) == 1:
            continue
        tie = Tie(queue, len(found), correlation(_ranks(waits), _ranks(talks)))
        if abs(tie.correlation) >= max(WEAK, CHANCE / sqrt(tie.talks - 1)):
            yield tie


def _ranks(values: Sequence[Seconds]) -> list[float]:
    """Equal values share the mean of their ranks."""
    ranks = [0.0] * len(values)
    place = 0
    for _, group in groupby(sorted(range(len(values)), key=values.__getitem__), key=values.__getitem__):
        same = list(group)
        for number in same:
            ranks[number] = place + (len(same) - 1) / 2
        place += len(same)
    return ranks
