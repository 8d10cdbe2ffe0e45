"""Does what was measured agree with the theory?  One decision over all comparisons.

For each comparison the hypothesis is: the mean over a seed's run is, on the average over seeds, what the theory says.
The runs are independent of each other, so their means are, and Student's two-sided t test of one sample applies: the
distance from the theory, in standard errors, must not exceed the limit.  The limit is Bonferroni's: the chance of any
error is shared out evenly, so the chance that a machine that is right is refused by even one of the comparisons is
1 % at most, however they depend on each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import fmean, stdev

from ccengine_sim.theory.student import limit, outside

FAMILY = 0.01  # the chance that a machine that is right is refused
POWER = 0.9


@dataclass(frozen=True, slots=True)
class Comparison:
    model: str
    load: float
    what: str
    theory: float
    measured: float  # mean of the seeds' means
    error: float  # its standard error
    t: float  # distance from the theory, in standard errors
    limit: float  # of |t|
    chance: float  # of a distance as great as this, or greater, when the theory holds
    noticed: float  # a difference that would be noticed in 9 of 10 such trials

    @property
    def agrees(self) -> bool:
        return abs(self.t) <= self.limit


def compare(model: str, load: float, what: str, theory: float, means: Sequence[float], comparisons: int) -> Comparison:
    """`means`: one per seed, of two seeds at least; `comparisons`: how many are decided about together."""
    freedom = len(means) - 1
    measured, error = fmean(means), stdev(means) / sqrt(len(means))
    most = limit(FAMILY / comparisons, freedom)
    off = measured - theory
    t = off / error if error else inf if off else 0.0
    noticed = (most + limit(2.0 * (1.0 - POWER), freedom)) * error
    return Comparison(model, load, what, theory, measured, error, t, most, outside(t, freedom), noticed)
