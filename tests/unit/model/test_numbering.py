"""One caller, however his number is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.model.numbering import LONGEST_TEXT, Numbering

HERE = Numbering("CN", "755")

TABLE = {
    # a mobile number
    "+8613800138000": """13800138000 +8613800138000 013800138000 8613800138000 008613800138000 138-0013-8000
        +86-138-0013-8000 (86)13800138000 tel:+86-138-0013-8000 TEL:13800138000;phone-context=+86
        tel:13800138000;phone-context=+86;cpc=ordinary sip:13800138000@192.0.2.1 sip:+8613800138000@x;user=phone
        13800138000;cpc=ordinary 1790913800138000 1795113800138000 12593013800138000""",
    "+8617013800138": "17013800138 +8617013800138 017013800138",
    "+8619012345678": "19012345678 019012345678 +8619012345678",
    "+8614412345678": "14412345678 8614412345678",
    # a line of this city, of eight digits
    "+8675523456789": """23456789 075523456789 75523456789 +8675523456789 8675523456789 008675523456789
        0755-23456789 (0755)23456789 +86075523456789 075523456789#123 075523456789;ext=12""",
    "+8675588888888": "88888888 0755-8888.8888",
    # lines of other cities
    "+861088886666": "01088886666 1088886666 +861088886666 0086-10-88886666 010-88886666",
    "+867312345678": "07312345678",
    # services, by whatever country or area of ours stands before them
    "+864008001234": "4008001234 04008001234 +864008001234 400-800-1234",
    "+868008101234": "8008101234 +868008101234",
    "95588": "95588 +8695588 008695588 075595588",
    "96169": "96169 075596169 +8675596169",
    "10086": "10086 +8610086 0086-10086 075510086",
    "1008611": "1008611",
    "110": "110",
    "120": "120",
    "12345": "12345 075512345 +8612345",
    "12306": "12306",
    # abroad
    "+85223456789": "+85223456789 0085223456789 tel:23456789;phone-context=+852 +852-2345-6789",
    "+85366123456": "+85366123456 0085366123456",
    "+886912345678": "+886912345678 00886912345678",
    "+12025550123": "+12025550123 0012025550123 +1-202-555-0123",
    "+442079460958": "+442079460958 +44(0)2079460958",
    # an extension of ours; what is too long for E.164
    "8001": "8001",
    "12345678901234567890": "12345678901234567890",
    # nobody
    "": """anonymous Anonymous ANONYMOUS anonymous@anonymous.invalid sip:anonymous@anonymous.invalid unknown restricted
        unavailable private withheld 0 00 000000 + ++86 +86+138 1-800-FLOWERS １３８００１３８０００ ٠١٢٣ 13800138000'
        138%0a00138000 ${SHELL(id)} 1234567890123456789012345""",
}

CASES = [(text, form) for form, texts in TABLE.items() for text in texts.split()]


@pytest.mark.parametrize(("text", "form"), [*CASES, ("", ""), (" 138 0013 8000 ", "+8613800138000"), ("\n", "")])
def test_one_form(text: str, form: str) -> None:
    assert HERE.form(text) == form


def test_the_table_is_long_enough() -> None:
    assert len([form for _, form in CASES if form]) >= 60


def test_what_a_local_number_means_depends_on_where_we_are() -> None:
    assert Numbering("CN", "10").form("88886666") == "+861088886666"
    assert Numbering("CN").form("88886666") == "88886666", "no area is said: it stays local"
    assert Numbering("HK").form("23456789") == "+85223456789"
    assert Numbering("HK").form("001 86 13800138000") == "+8613800138000"


def test_a_form_is_its_own_form_and_that_of_its_spellings() -> None:
    for form in filter(None, TABLE):
        assert HERE.form(form) == form
        assert {HERE.form(each) for each in HERE.spellings(form)} == {form}
    assert HERE.spellings("13800138000") == (
        "+8613800138000", "8613800138000", "008613800138000", "13800138000", "013800138000",
    )  # fmt: skip
    assert "23456789" in HERE.spellings("+8675523456789")
    assert HERE.spellings("+85223456789") == ("+85223456789", "0085223456789"), "852... alone would be one of ours"
    assert HERE.spellings("anonymous") == ()


@settings(max_examples=50)
@given(st.from_regex(r"\A(\+|0{0,2})[0-9]{1,24}\Z"))
def test_every_form_is_a_fixed_point(text: str) -> None:
    form = HERE.form(text)
    assert HERE.form(form) == form


@settings(max_examples=50)
@given(st.text(max_size=LONGEST_TEXT + 9))
def test_nothing_else_gets_into_a_form(text: str) -> None:
    form = HERE.form(text)
    assert form.removeprefix("+").isdigit() and form.isascii() if form else form == ""


@pytest.mark.parametrize("text", ["1" * 1000, "+" * 1000, "1;" + "x" * 1000, "-" * 255 + "1", ";phone-context=+1" * 60])
def test_what_is_too_long_is_no_number(text: str) -> None:
    assert HERE.form(text) == ""
