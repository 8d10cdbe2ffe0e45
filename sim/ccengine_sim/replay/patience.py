"""How long callers would have waited, from waits that were mostly cut short by an answer.

Source: E. L. Kaplan, P. Meier, Nonparametric estimation from incomplete observations, JASA 53 (1958), the
product-limit estimate: after each time at which somebody gave up, the share that is still there falls by the number who
did over the number who had waited so long."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from ccengine.model.ids import Seconds


@dataclass(frozen=True, slots=True)
class Patience:
    """Steps of the survival function: `left[i]` of all wait longer than `times[i]`."""

    times: tuple[Seconds, ...]
    left: tuple[float, ...]

    def beyond(self, waited: Seconds) -> float:
        """The share who wait longer than that."""
        passed = bisect_left(self.times, waited)
        if passed < len(self.times) and self.times[passed] == waited:
            passed += 1
        return self.left[passed - 1] if passed else 1.0

    def draw(self, waited: Seconds, uniform: float) -> Seconds:
        """When somebody who has waited so long gives up, by a uniform number from 0 to 1; inf: later than anybody on
        record did."""
        share = self.beyond(waited) * (1.0 - uniform)
        for time, left in zip(self.times, self.left, strict=True):
            if time > waited and left < share:
                return time
        return inf


def fit(waits: Iterable[tuple[Seconds, bool]]) -> Patience:
    """`waits`: how long, and whether the caller gave up then.  Where both end at one time, who gave up was first."""
    ordered = sorted(waits, key=lambda wait: (wait[0], not wait[1]))
    times: list[Seconds] = []
    left: list[float] = []
    share, there = 1.0, len(ordered)
    for wait, gave_up in ordered:
        if gave_up:
            share *= (there - 1) / there
            if times and times[-1] == wait:
                left[-1] = share
            else:
                times.append(wait)
                left.append(share)
        there -= 1
    return Patience(tuple(times), tuple(left))
