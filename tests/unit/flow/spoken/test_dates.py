"""Dates against ICU's years, ordinals and names of months."""

import datetime
import random
from calendar import isleap
from collections.abc import Iterator

import pytest

from ccengine.flow.spoken import NotSpeakable, spoken
from tests.unit.flow.spoken.conventions import date_as_icu
from tests.unit.flow.spoken.said import (
    ENGLISH_MONTHS,
    chinese_plain,
    chinese_year,
    english_ordinal,
    english_year,
    said,
)

WHOLE_YEARS = (1900, 1904, 1999, 2000, 2024, 2025, 2026, 2100)


def days() -> Iterator[datetime.date]:
    """All of some years, leap years among them, and three of each month from 1900 to 2100."""
    for year in WHOLE_YEARS:
        first = datetime.date(year, 1, 1)
        yield from (first + datetime.timedelta(number) for number in range(365 + isleap(year)))
    chance = random.Random(1900)
    for month in range(201 * 12):
        for day in chance.sample(range(1, 29), 3):
            yield datetime.date(1900 + month // 12, month % 12 + 1, day)


def in_english(day: datetime.date) -> str:
    return f"{ENGLISH_MONTHS[day.month - 1]} {english_ordinal(day.day)} {english_year(day.year)}"


def in_chinese(day: datetime.date) -> str:
    return f"{chinese_year(day.year)}年{chinese_plain(day.month)}月{chinese_plain(day.day)}日"


def test_days() -> None:
    for day in days():
        assert said("date", day, "en") == in_english(day)
        assert date_as_icu(said("date", day, "zh")) == in_chinese(day)


def test_every_year() -> None:
    for year in range(1, 10_000):
        day = datetime.date(year, 2, 2)
        assert said("date", day, "en") == in_english(day)
        assert date_as_icu(said("date", day, "zh")) == in_chinese(day)


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (1900, "nineteen hundred"),
        (1905, "nineteen oh five"),
        (1999, "nineteen ninety nine"),
        (2000, "two thousand"),
        (2009, "two thousand nine"),
        (2010, "twenty ten"),
        (2026, "twenty twenty six"),
        (2100, "twenty one hundred"),
    ],
)
def test_english_years_by_hand(year: int, text: str) -> None:
    assert said("date", datetime.date(year, 10, 31), "en") == f"October thirty first {text}"


def test_the_date_of_a_datetime_is_said_as_it_stands() -> None:
    late = datetime.datetime(2026, 9, 30, 23, 59, tzinfo=datetime.UTC)
    assert spoken("date", late, "zh") == spoken("date", datetime.date(2026, 9, 30), "zh")
    with pytest.raises(NotSpeakable, match="a date is needed, not a time of day"):
        spoken("date", late.time(), "zh")
