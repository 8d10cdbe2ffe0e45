"""The memory that a call leaves behind: found when it is there, and not seen where it is not."""

import random
from collections.abc import Iterator

import pytest

from ccengine_sim.trunk.slope import Slope, slope

LOOKS = 1200  # twenty minutes of seconds
RATE = 10  # calls a second


def noise(seed: int, rho: float, size: float) -> Iterator[float]:
    """AR(1) with a standard deviation of `size`."""
    draw = random.Random(seed)
    value = draw.gauss(0, size)
    while True:
        yield value
        value = rho * value + draw.gauss(0, size * (1 - rho * rho) ** 0.5)


def measured(per_call: float, seed: int, rho: float, size: float = 200_000.0) -> Slope:
    off = noise(seed, rho, size)
    points = [(RATE * n, 5e7 + per_call * RATE * n + next(off)) for n in range(LOOKS)]
    found = slope(points)
    assert found is not None
    return found


def test_a_line_is_its_own_slope() -> None:
    found = slope([(n, 7.0 + 3.0 * n) for n in range(200)])
    assert found is not None
    assert found.value == pytest.approx(3.0)
    assert found.high - found.low == pytest.approx(0.0, abs=1e-9)


def test_by_hand() -> None:
    """Batches of two; means y = x + 1, -1, 1, -1 ...: the residuals are known, and so is their sum of squares."""
    points = [(float(n // 2), float(n // 2) + (1 if (n // 2) % 2 else -1)) for n in range(40)]
    found = slope(points)
    assert found is not None
    xs = list(range(20))
    spread = sum((x - 9.5) ** 2 for x in xs)
    value = sum((x - 9.5) * (x + (1 if x % 2 else -1) - 9.5) for x in xs) / spread
    squares = sum((x + (1 if x % 2 else -1) - 9.5 - value * (x - 9.5)) ** 2 for x in xs)
    assert found.value == pytest.approx(value)
    assert found.high - found.value == pytest.approx(2.100922 * (squares / 18 / spread) ** 0.5, rel=1e-6)


@pytest.mark.parametrize("rho", [0.0, 0.98])
def test_a_leak_of_1000_bytes_a_call_is_found(rho: float) -> None:
    for seed in range(5):
        found = measured(1000.0, seed, rho)
        assert found.low > 500, seed
        assert found.low < 1000 < found.high or abs(found.value - 1000) < 100, seed


@pytest.mark.parametrize("rho", [0.0, 0.98])
def test_none_is_found_in_noise_that_remembers(rho: float) -> None:
    """Of 150 intervals 93 % hold the truth without memory, 89 % with this much; see the next test for what else."""
    found = [measured(0.0, seed, rho) for seed in range(40)]
    assert all(each.high < 500 for each in found)
    assert sum(each.low <= 0 <= each.high for each in found) >= 34


def test_looks_taken_for_independent_would_find_leaks_everywhere() -> None:
    """Why there are batches: with one look each the interval misses the truth in most runs."""
    missed = 0
    for seed in range(50):
        off = noise(seed, 0.98, 200_000.0)
        found = slope([(RATE * n, next(off)) for n in range(40)])
        missed += found is not None and not found.low <= 0 <= found.high
    assert missed > 10


def test_too_few_looks_tell_nothing() -> None:
    assert slope([(n, 1.0) for n in range(39)]) is None
    assert slope([(5.0, 1.0)] * 100) is None
