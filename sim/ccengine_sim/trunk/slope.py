"""How much memory a call leaves behind: a straight line through what was measured, with an interval that believes
neighbours as little as they deserve.

Memory of one moment is nearly that of the moment before: taken for independent, 1 200 looks would give an interval
some ten times too narrow, and a leak would be found everywhere.  So the looks are put together in batches, longer than
what one moment tells of the next; through the batches' means goes the line (ordinary least squares).  What these
still know of each other (the autocorrelation of the residuals at lag 1, rho) widens the interval by
sqrt((1 + rho) / (1 - rho)), as for means of an AR(1) sequence; rho as it is estimated after a line was taken out is too
small by (2 + 4 rho) / n.

Source: A. Law, "Simulation modeling and analysis", 5th ed., 9.5.3 (batch means), 4.4 (correlated output); the bias:
M. Kendall, "Note on bias in the estimation of autocorrelation", Biometrika 41 (1954), with a term for the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean

from ccengine_sim.theory.student import limit

BATCHES = 20
FEWEST = 2
"""Looks in a batch."""
OUTSIDE = 0.05
MOST = 0.9
"""rho above this cannot be told from a walk by so few batches."""


@dataclass(frozen=True, slots=True)
class Slope:
    """In units of y per unit of x; the true one lies from `low` to `high` with a chance of 95 %."""

    value: float
    low: float
    high: float


def slope(points: Sequence[tuple[float, float]]) -> Slope | None:
    """Of points (x, y) in the order in which they were taken.  None: too few to tell, or all at one x."""
    size = len(points) // BATCHES
    if size < FEWEST:
        return None
    points = points[len(points) - size * BATCHES :]
    batches = [points[n : n + size] for n in range(0, len(points), size)]
    xs, ys = ([fmean(point[axis] for point in batch) for batch in batches] for axis in (0, 1))
    x, y = fmean(xs), fmean(ys)
    spread = sum((each - x) ** 2 for each in xs)
    if spread == 0:
        return None
    value = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / spread
    residuals = [b - y - value * (a - x) for a, b in zip(xs, ys, strict=True)]
    squares = sum(each * each for each in residuals)
    freedom = BATCHES - 2
    error = sqrt(squares / freedom / spread) * _widening(residuals, squares)
    half = limit(OUTSIDE, freedom) * error
    return Slope(value, value - half, value + half)


def _widening(residuals: Sequence[float], squares: float) -> float:
    if squares == 0:
        return 1.0
    products = sum(a * b for a, b in pairwise(residuals))
    rho = (products / squares + 2 / BATCHES) / (1 - 4 / BATCHES)  # what the line took away is given back
    rho = min(MOST, max(0.0, rho))
    return sqrt((1 + rho) / (1 - rho))
