"""The decision: what it refuses and what not."""

from random import Random

import pytest

from ccengine_sim.theory.judge import FAMILY, Comparison, compare


def judged(shift: float, seed: int, comparisons: int = 1) -> Comparison:
    draw = Random(f"judge/{seed}")
    return compare("model", 0.5, "mean", 10.0, [draw.gauss(10.0 + shift, 2.0) for _ in range(20)], comparisons)


def test_a_mean_that_is_right_is_refused_as_rarely_as_is_said() -> None:
    refused = sum(not judged(0.0, seed).agrees for seed in range(1000))
    assert 1 <= refused <= 20  # 10 expected; 3 standard deviations each way


def test_the_difference_that_is_said_to_be_noticed_is() -> None:
    """In 9 of 10 trials, with the error that they show; here its mean."""
    shift = sum(judged(0.0, seed).noticed for seed in range(100)) / 100
    noticed = sum(not judged(shift, seed).agrees for seed in range(500))
    assert 430 <= noticed <= 470


def test_a_family_shares_out_its_chance() -> None:
    alone, of_many = judged(2.0, 1), judged(2.0, 1, comparisons=46)
    assert alone.t == of_many.t
    assert alone.limit == pytest.approx(2.861, abs=0.001)  # Student's table: 1 %, 19 degrees of freedom
    assert of_many.limit > alone.limit
    assert of_many.chance < FAMILY < 46 * of_many.chance
    assert alone.agrees is False
    assert of_many.agrees is True


def test_means_that_do_not_differ_at_all() -> None:
    assert compare("model", 0.5, "mean", 1.0, [1.0] * 5, 3).agrees
    assert not compare("model", 0.5, "mean", 1.0, [2.0] * 5, 3).agrees
