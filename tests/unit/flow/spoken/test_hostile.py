"""Whatever comes, nothing but NotSpeakable is raised, and what is said can be played."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ccengine.flow.spoken import KINDS, LANGUAGES, NotSpeakable, Value, parse_value, prompts_of, spoken

T = TypeVar("T")

_LIKELY = st.text("0123456789-+.:/ *#hmseE年月日元¥：，١", max_size=30)
_TEXTS = st.one_of(st.text(max_size=40), _LIKELY, st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2})?"))
_NUMBERS = st.one_of(st.integers(), st.integers(-(10**17), 10**17), st.floats(), st.decimals())
_VALUES = st.one_of(_TEXTS, _NUMBERS, st.dates(), st.times(), st.datetimes(), st.booleans(), st.none())


def outcome(of: Callable[[], T]) -> tuple[T | None, str]:
    """What came, or what a person is told instead."""
    try:
        return of(), ""
    except NotSpeakable as error:
        told = str(error)
    assert 0 < len(told) < 200
    assert told.isprintable()
    return None, told


@given(st.sampled_from(KINDS), _VALUES, st.sampled_from(LANGUAGES))
@example("number", 10**5000, "zh")
@example("digits", 10**5000, "zh")
@example("number", Decimal("1E+999999999"), "en")
@example("number", Decimal("1E-999999999"), "en")
@example("money", Decimal("1E-999999999"), "en")
@example("money", Decimal("sNaN"), "en")
@example("duration", float("inf"), "zh")
@example("duration", "999999999999999.5h", "zh")
@example("number", "٣", "zh")
@example("time", "2026-10-01T24:00:00", "zh")
@example("date", "2026-02-29", "en")
@example("number", "9" * 100_000, "zh")
def test_anything(kind: str, value: Value, language: str) -> None:
    said, refused = outcome(lambda: spoken(kind, value, language))
    assert said or refused
    assert prompts_of(kind, language).issuperset(said or ())


@given(st.one_of(st.sampled_from(KINDS), st.text()), _TEXTS)
def test_any_text(kind: str, text: str) -> None:
    value, refused = outcome(lambda: parse_value(kind, text))
    assert refused or isinstance(value, Decimal | str | datetime.date | datetime.time)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("digits", " (010) 6552-9988 ", "01065529988"),
        ("digits", "+86 138*#", "86138*#"),
        ("number", "-1.50", Decimal("-1.5")),
        ("number", "1e-05", Decimal("0.00001")),
        ("date", "2026-10-01", datetime.date(2026, 10, 1)),
        ("date", "2026/1/2", datetime.date(2026, 1, 2)),
        ("date", "2026年10月1日", datetime.date(2026, 10, 1)),
        ("date", "2026-10-01T12:30:00+08:00", datetime.date(2026, 10, 1)),
        ("time", "12:30", datetime.time(12, 30)),
        ("time", "9：05：07", datetime.time(9, 5, 7)),
        ("time", "2026-10-01 12:30:15.25Z", datetime.time(12, 30, 15)),
        ("duration", "1m30s", Decimal(90)),
        ("duration", "90", Decimal(90)),
        ("duration", "1500ms", Decimal("1.5")),
        ("money", "123.45", Decimal("123.45")),
        ("money", "¥123.45", Decimal("123.45")),
        ("money", "-123.45元", Decimal("-123.45")),
    ],
)
def test_texts_that_are_read(kind: str, text: str, value: Value) -> None:
    assert parse_value(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("digits", "12a", "0-9, \\* and #"),
        ("digits", "", "0-9, \\* and #"),
        ("digits", -1, "not a number"),
        ("digits", 1.0, "not a number"),
        ("digits", "1" * 65, "more than 64 digits"),
        ("number", "1,234", '"1,234" is not a number; write it like 1234.5'),
        ("number", "1" + " " * 200, "a text of more than 200 characters is not said"),
        ("number", 10**16, "more than 16 digits"),
        ("number", 0.1 + 0.2, "more than 10 digits after the point"),
        ("number", True, "a number is needed, not true or false"),
        ("number", float("nan"), "a number is needed, not NaN"),
        ("date", "2026-02-29", '"2026-02-29" is not a date; write it like 2026-10-01'),
        ("date", "2026-10/01", "is not a date"),
        ("date", "2026年10-01", "is not a date"),
        ("date", 20261001, "a date is needed, not a number"),
        ("time", "24:00", '"24:00" is not a time of day; write it like 12:30'),
        ("time", "12.30", "is not a time of day"),
        ("duration", "1:30", '"1:30" is not a length of time; write 1m30s, or seconds'),
        ("money", "1.234,50", "is not an amount of money; write 123.45"),
        ("money", "$5", "is not an amount of money"),
        ("money", datetime.date(2026, 1, 1), "an amount of money is needed, not a date"),
    ],
)
def test_what_is_refused_is_told(kind: str, value: Value, message: str) -> None:
    with pytest.raises(NotSpeakable, match=message):
        spoken(kind, value, "zh")
