"""Money against cn2an's amounts as on a cheque, and in English against the rules with ICU's words."""

import random
from collections.abc import Iterable
from decimal import Decimal

import pytest

from ccengine.flow.spoken import NotSpeakable, spoken
from tests.unit.flow.spoken.conventions import money_as_cn2an
from tests.unit.flow.spoken.said import cheque, chinese, chinese_plain, english, said

_CHANCE = random.Random(123_45)
LARGE = [_CHANCE.randrange(10 ** _CHANCE.randrange(5, 11)) for _ in range(3000)]
"""In fen, below the 亿, where cn2an says the same as for a number (test_numbers.py has the larger ones)."""


def in_english(fen: int) -> str:
    yuan, rest = divmod(fen, 100)
    parts = [f"{english(yuan)} yuan"] if yuan or not rest else []
    return " and ".join([*parts, f"{english(rest)} fen"] if rest else parts)


def in_chinese(fen: int) -> str:
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    text = f"{chinese(yuan)}元" if yuan or not fen else ""
    if jiao:
        text += (chinese_plain if text else chinese)(jiao) + "角"
    if rest:
        text += "零" if yuan and not jiao else ""
        text += (chinese_plain if text else chinese)(rest) + "分"
    return text


def compare(amounts: Iterable[int]) -> None:
    for fen in amounts:
        amount = Decimal(fen).scaleb(-2)
        assert said("money", amount, "zh") == in_chinese(fen)
        assert said("money", amount, "en") == in_english(fen)


def compare_cheques(amounts: Iterable[int]) -> None:
    for fen in amounts:
        amount = Decimal(fen).scaleb(-2)
        assert money_as_cn2an(said("money", amount, "zh")) == cheque(amount)
        assert money_as_cn2an(said("money", -amount, "zh")) == cheque(-amount if fen else amount)


@pytest.mark.many
def test_every_fen_to_100_yuan() -> None:
    compare(range(10_001))


@pytest.mark.many
def test_large_amounts() -> None:
    compare(LARGE)


def test_amounts_on_a_cheque() -> None:
    compare_cheques([*range(1200), *range(1200, 10_001, 31), *LARGE[::20]])


@pytest.mark.long
def test_all_amounts_on_a_cheque() -> None:
    compare_cheques([*range(10_001), *LARGE])


def test_negative_amounts() -> None:
    for fen in (1, 5, 22, 100, 205, 1234):
        assert said("money", Decimal(-fen).scaleb(-2), "zh") == f"负{in_chinese(fen)}"
        assert said("money", Decimal(-fen).scaleb(-2), "en") == f"minus {in_english(fen)}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2", "两元"),
        ("2.22", "两元二角二分"),
        ("0.22", "两角二分"),
        ("0.02", "两分"),
        ("2.05", "两元零五分"),
        ("200.20", "两百元二角"),
        ("10", "十元"),
        ("1000000000000", "一万亿元"),
    ],
)
def test_the_first_place_alone_has_liang(value: str, text: str) -> None:
    assert said("money", value, "zh") == text


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        (1.005, 101),  # the float lies below 1.005, but that is what it prints as, and what was meant
        (Decimal.from_float(1.005), 100),  # the same float in all its digits
        (2.675, 268),
        ("0.005", 1),
        ("0.0049999999999999999999999999999999999999999", 0),
        (0.1 + 0.2, 30),
        (99.995, 10_000),
    ],
)
def test_rounded_half_up_to_the_fen(value: float | Decimal | str, fen: int) -> None:
    assert said("money", value, "en") == in_english(fen)


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert said("money", "-0.004", "zh") == "零元"
    assert said("money", "-0.005", "zh") == "负一分"


def test_the_largest_amount() -> None:
    assert said("money", "9999999999999999.99", "en").startswith("nine quadrillion ")
    with pytest.raises(NotSpeakable, match="more than 16 digits"):
        spoken("money", "9999999999999999.995", "zh")
