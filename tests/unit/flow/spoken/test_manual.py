"""The tables of docs/manual/spoken-values.md say what is said."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from ccengine.flow.spoken import KINDS, LANGUAGES, Value, parse_value, prompts_of
from tests.unit.flow.spoken import conventions, test_dates, test_times
from tests.unit.flow.spoken.said import cheque, chinese, said, second_opinion

MANUAL = (Path(__file__).parents[4] / "docs" / "manual" / "spoken-values.md").read_text("utf-8")


def table(head: str) -> list[list[str]]:
    """The rows below a header, cell by cell."""
    _, _, below = MANUAL.partition(head)
    rows = below.split("\n\n")[0].strip().splitlines()[1:]
    return [[cell.strip().strip("`") for cell in row.strip("|").split(" | ")] for row in rows]


EXAMPLES = table("| kind | value | Chinese | English |\n")
OTHERS = table("| kind | value | here | there | whose |\n")


def heard(written: str) -> str:
    return written.replace("-", " ").replace(",", "")


@pytest.mark.parametrize(("kind", "value", "zh", "en"), EXAMPLES)
def test_an_example(kind: str, value: str, zh: str, en: str) -> None:
    assert said(kind, value, "zh") == zh
    assert said(kind, value, "en") == heard(en)


def theirs(kind: str, value: Value, whose: str) -> str:
    match kind, value:
        case "number", Decimal():
            return (chinese if whose == "ICU" else second_opinion)(int(value))
        case "money", Decimal():
            return cheque(value)
        case "date", datetime.date():
            return test_dates.in_chinese(value)
        case "time", datetime.time():
            return test_times.in_english(value)
    raise AssertionError(kind)


MAPPINGS: dict[tuple[str, str], Callable[[str], str]] = {
    ("number", "ICU"): conventions.as_icu,
    ("number", "cn2an"): conventions.as_cn2an,
    ("money", "cn2an"): conventions.money_as_cn2an,
    ("time", "ICU"): conventions.clock_as_icu,
    ("date", "ICU"): conventions.date_as_icu,
}


@pytest.mark.parametrize(("kind", "text", "here", "there", "whose"), OTHERS)
def test_a_difference_is_as_told_and_what_the_comparison_allows(
    kind: str, text: str, here: str, there: str, whose: str
) -> None:
    package = whose.split(":")[0]
    value = parse_value(kind, text)
    assert said(kind, value, "en" if kind == "time" else "zh") == here
    assert theirs(kind, value, package) == there
    assert MAPPINGS[kind, package](here) == there


def test_nothing_is_left_out() -> None:
    assert {row[0] for row in EXAMPLES} == set(KINDS)
    assert {(row[0], row[4].split(":")[0]) for row in OTHERS} == set(MAPPINGS)
    counts = [len(frozenset().union(*(prompts_of(kind, language) for kind in KINDS))) for language in LANGUAGES]
    assert re.search(rf"\b{counts[0]} for Chinese and {counts[1]} for English", MANUAL)
