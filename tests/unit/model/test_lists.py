"""What a list of callers names is kept in one spelling, however it was written."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ccengine.model.lists import NotListable, fixed, is_pattern, is_prefix, what
from ccengine.model.numbering import Numbering
from ccengine.model.until import read_until
from tests.unit.model.test_numbering import CASES, HERE

SPELLINGS = {
    "138*": "138* 0138* +86138* 0086138* 138-* 1-3-8*",
    "755*": "755* 0755* +86755*",
    "95*": "95* +8695*",
    "10086*": "10086*",
    "+852*": "+852* 00852*",
    "+*": "+* 00*",
    "*": "*",
    "138XXXX8000": "138XXXX8000 138xxxx8000 0138xxxx8000 +86138XXXX8000 138-XXXX-8000",
    "*8888": "*8888 +86*8888",
    "+852ZNX*": "+852znx*",
    "withheld": "withheld Withheld WITHHELD",
}


@pytest.mark.parametrize(
    ("form", "text"), [(form, text) for form, texts in SPELLINGS.items() for text in texts.split()]
)
def test_one_spelling(form: str, text: str) -> None:
    assert what(text, HERE) == form
    assert what(form, HERE) == form, "it names itself"


@pytest.mark.parametrize("text", [text for text, form in CASES if form])
def test_a_number_is_kept_in_its_form(text: str) -> None:
    assert what(text, HERE) == HERE.form(text)
    assert not is_pattern(what(text, HERE))
    assert not is_prefix(what(text, HERE))


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1*2*", "**", "13８*", "(1+)+$", "^1", "[0-9]*", "138?", "0*", "+86*", "1" * 41 + "*", "1" * 999],
)  # fmt: skip
def test_what_is_none_of_these_is_told_with_its_remedy(text: str) -> None:
    with pytest.raises(NotListable) as found:
        what(text, HERE)
    assert found.value.remedy


def test_the_0_before_an_area_is_of_china() -> None:
    assert what("0138*", Numbering("HK")) == "0138*"
    assert what("+852*", Numbering("CN")) == "+852*"
    with pytest.raises(NotListable):
        what("+852*", Numbering("HK"))


def test_what_must_be_tried_and_what_is_looked_up() -> None:
    told = {text: (is_prefix(text), is_pattern(text)) for text in ("138*", "*", "138X*", "*8888", "+861", "withheld")}
    assert told == {
        "138*": (True, False),
        "*": (True, False),
        "138X*": (False, True),
        "*8888": (False, True),
        "+861": (False, False),
        "withheld": (False, False),
    }
    assert (fixed("138X*"), fixed("*8888"), fixed("+852*"), fixed("*")) == (3, 4, 4, 0)


SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=SHANGHAI).timestamp()


def at(*moment: int) -> float:
    return datetime(*moment, tzinfo=SHANGHAI).timestamp()  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("30d", NOW + 30 * 86400),
        ("12h", NOW + 12 * 3600),
        ("1h30m", NOW + 5400),
        ("2026-12-31", at(2027, 1, 1)),
        ("2026-11-20", at(2026, 11, 21)),
        ("2026-12-31T18:00", at(2026, 12, 31, 18)),
        ("2026-12-31T18:00Z", datetime(2026, 12, 31, 18, tzinfo=UTC).timestamp()),
        ("2026-11-19", None),
        ("0s", None),
        ("0d", None),
        ("99999d", None),
        ("tomorrow", None),
        ("", None),
        ("2026-13-01", None),
    ],
)
def test_until_when(text: str, found: float | None) -> None:
    assert read_until(text, NOW, SHANGHAI) == found
