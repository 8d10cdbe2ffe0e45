"""Student's t with a whole number of degrees of freedom (why own code: docs/decisions/0133).

Source: the finite sums 26.7.3 and 26.7.4 of M. Abramowitz, I. Stegun, "Handbook of mathematical functions" (1964)."""

from functools import cache
from math import atan, cos, pi, sin, sqrt


def outside(t: float, freedom: int) -> float:
    """The chance of a value beyond t or -t.  Absolute error about 1e-15, so meaningful down to 1e-12."""
    angle = atan(abs(t) / sqrt(freedom))
    odd = freedom % 2
    term = cos(angle) if odd else 1.0
    total = 0.0
    for n in range(2 + odd, freedom + 1, 2):
        total += term
        term *= cos(angle) ** 2 * (n - 1) / n
    inside = 2.0 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total
    return max(0.0, 1.0 - inside)


@cache
def limit(chance: float, freedom: int) -> float:
    """The t beyond which (either side together) lies so much."""
    low, high = 0.0, 1.0
    while outside(high, freedom) > chance:
        low, high = high, 2.0 * high
    while high - low > 1e-9 * high:
        middle = (low + high) / 2.0
        low, high = (middle, high) if outside(middle, freedom) > chance else (low, middle)
    return (low + high) / 2.0
