"""Numbers against ICU, both languages, and Chinese against cn2an too."""

import random
from collections.abc import Iterable
from decimal import Decimal
from itertools import product

import pytest

from tests.unit.flow.spoken.conventions import as_cn2an, as_icu
from tests.unit.flow.spoken.said import chinese, english, said, second_opinion

GROUPS = (0, 1, 2, 10, 12, 100, 102, 200, 1000, 1001, 2000, 2020, 9999)
"""Of four digits: zeros at every edge and within, ten and two in every place."""

EDGES = [a * 10**12 + b * 10**8 + c * 10**4 + d for a, b, c, d in product(GROUPS, repeat=4)]
AROUND = [10**power + by for power in range(17) for by in (-2, -1, 0, 1, 2) if 0 <= 10**power + by < 10**16]
_RANDOM = random.Random(20261001)
RANDOM = [_RANDOM.randrange(10 ** _RANDOM.randrange(5, 17)) for _ in range(100_000)]
SHORT = 30_000
"""Of them in the short run; the long one has all."""


def compare_english(numbers: Iterable[int]) -> None:
    for number in numbers:
        assert said("number", number, "en") == english(number)


def compare_chinese(numbers: Iterable[int]) -> None:
    for number in numbers:
        assert as_icu(said("number", number, "zh")) == chinese(number)


def compare_cn2an(numbers: Iterable[int]) -> None:
    for number in numbers:
        assert as_cn2an(said("number", number, "zh")) == second_opinion(number)


@pytest.mark.many
def test_english_to_99999() -> None:
    compare_english(range(100_000))


@pytest.mark.many
def test_chinese_to_99999() -> None:
    compare_chinese(range(100_000))


def test_english_edges() -> None:
    compare_english(AROUND + EDGES[::7])


def test_chinese_edges() -> None:
    compare_chinese(AROUND + EDGES[::7])
    compare_cn2an(AROUND + EDGES[1::7])


@pytest.mark.many
def test_english_at_random() -> None:
    compare_english(RANDOM[:SHORT])


@pytest.mark.many
def test_chinese_at_random() -> None:
    compare_chinese(RANDOM[:SHORT])


@pytest.mark.many
@pytest.mark.long
def test_all_that_the_short_run_passes_over() -> None:
    compare_english([*EDGES, *RANDOM])
    compare_chinese([*EDGES, *RANDOM])
    compare_cn2an([*range(100_000), *EDGES, *RANDOM])


@pytest.mark.parametrize("number", ["0.5", "10.25", "200.02", "-0.05", "-2.2", "99999.1234567891", "12.10"])
def test_decimals(number: str) -> None:
    exact = Decimal(number)
    assert as_cn2an(said("number", exact, "zh")) == second_opinion(exact.normalize())
    whole, _, places = f"{abs(exact.normalize()):f}".partition(".")
    one_by_one = " ".join(english(int(place)) for place in places)
    sign = "minus " if exact < 0 else ""
    assert said("number", exact, "en") == f"{sign}{english(int(whole))} point {one_by_one}"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_number_is_its_value_and_not_how_it_is_written(language: str) -> None:
    twelve = said("number", 12, language)
    for same in (12.0, Decimal("12.00"), Decimal("1.2e1"), "12", "+12.0", "012"):
        assert said("number", same, language) == twelve
    for zero in (-0.0, "-0", Decimal("0E-999999"), Decimal("-0E+999999")):
        assert said("number", zero, language) == said("number", 0, language)


def test_negative_numbers() -> None:
    for number in (1, 2, 10, 12, 20, 200, 10_010):
        assert as_cn2an(said("number", -number, "zh")) == second_opinion(-number)
        assert said("number", -number, "en") == english(-number)
