"""`prompts_of` names what is needed: no less, no more, and all of it is there to be played."""

import datetime
from collections.abc import Iterable
from decimal import Decimal

import pytest

from ccengine.app.shipped import shipped
from ccengine.flow.spoken import KINDS, LANGUAGES, NotSpeakable, Value, prompts_of, spoken
from tests.unit.flow.spoken.said import INDEX

WHOLE = [*range(130), *(digit * 10**place for digit in (1, 2, 5, 9) for place in range(16))]
MOMENTS = [datetime.datetime(2024, 1, 1) + datetime.timedelta(seconds=61 * step) for step in range(1440)]
DAYS = [datetime.date(2024, 1, 1) + datetime.timedelta(days) for days in range(366)]

VALUES: dict[str, Iterable[Value]] = {
    "digits": ["0123456789*#"],
    "number": [*WHOLE, -1, *(f"{whole}.0{whole}" for whole in range(10))],
    "date": [*DAYS, *(datetime.date(year, 1, 1) for year in range(1000, 2100))],
    "time": MOMENTS,
    "duration": [*range(3660), *(3600 * whole for whole in WHOLE if whole < 10_000)],
    "money": [*WHOLE, -1, *(Decimal(fen).scaleb(-2) for fen in range(1000))],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_all_that_is_named_is_needed_and_the_other_way_round(kind: str, language: str) -> None:
    used = {name for value in VALUES[kind] for name in spoken(kind, value, language)}
    assert used == prompts_of(kind, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_has_a_text_and_a_file(language: str) -> None:
    needed = frozenset().union(*(prompts_of(kind, language) for kind in KINDS))
    assert needed <= INDEX.names(language)
    assert all((shipped("prompts") / language / f"{name}.wav").is_file() for name in needed)


def test_no_prompt_for_values_is_there_in_vain() -> None:
    prefixes = ("number-", "digit-", "date-", "month-", "ordinal-", "time-", "unit-")
    for language in LANGUAGES:
        there = {name for name in INDEX.names(language) if name.startswith(prefixes)}
        needed = frozenset().union(*(prompts_of(kind, language) for kind in KINDS))
        assert there - needed == {"number-not-in-service"}


@pytest.mark.parametrize(
    ("region", "language"), [("zh-CN", "zh"), ("zh-Hans-CN", "zh"), ("en-GB", "en"), ("EN_us", "en")]
)
def test_a_region_is_said_as_its_language(region: str, language: str) -> None:
    for kind in KINDS:
        assert prompts_of(kind, region) == prompts_of(kind, language)
    assert spoken("number", 22, region) == spoken("number", 22, language)


def test_other_languages_and_kinds_are_refused() -> None:
    with pytest.raises(NotSpeakable, match='cannot be said in "fr"; there are zh, en'):
        prompts_of("number", "fr")
    with pytest.raises(NotSpeakable, match='"ordinal" is not a kind of value; there are digits, number'):
        spoken("ordinal", 1, "en")
