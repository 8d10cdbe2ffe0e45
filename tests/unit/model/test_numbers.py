"""What may be dialled: one spelling, nothing that could be more than a number, and only allowed prefixes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.model.numbers import is_allowed, normal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800138000", "13800138000"),
        ("138-0013 8000", "13800138000"),
        ("(0755) 2345.6789", "075523456789"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("0", "0"),
        ("1" * 24, "1" * 24),
    ],
)
def test_one_spelling(text: str, number: str) -> None:
    assert normal(text) == number


HOSTILE = [
    "", "-", "+", "++86", "86+13", "1" * 25, "1" * 10_000, " " * 200 + "1", "13800138000@evil.example", "sip:1@evil",
    "138;user=phone", "138,,9", "138&PJSIP/x", "138/../..", "138\r\nVariable: x=1", "138\n", "138\0", "%31", "1%40evil",
    "*86", "12#", "1A", "١٣٨", "１３８", "138”", "${EXTEN}", "1<2>", "'1'", '"1"', "1|2", "1:2", "tel:138", "\u202e138",
    "1\u200b3", "1\t3", "1\u00a03",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_nothing_else_is_a_number(text: str) -> None:
    assert normal(text) is None


@given(st.text() | st.text(alphabet="0123456789+-. ()@;:/\r\n"))
def test_whatever_is_entered_gives_digits_or_nothing(text: str) -> None:
    number = normal(text)
    assert number is None or re.fullmatch(r"\+?[0-9]{1,24}", number, re.ASCII)


@pytest.mark.parametrize(
    ("number", "prefixes", "allowed"),
    [
        ("13800138000", (), False),
        ("13800138000", ("",), False),
        ("13800138000", ("13",), True),
        ("13800138000", ("0", "15", "13800138000"), True),
        ("13", ("138",), False),
        ("013800138000", ("13",), False),
        ("075523456789", ("0",), True),
        ("0085212345678", ("0",), False),  # abroad
        ("0085212345678", ("00852",), True),
        ("0085212345678", ("00",), True),
        ("+85212345678", ("85", "0", "00"), False),
        ("+85212345678", ("+852",), True),
        ("+8613800138000", ("13", "86"), False),
    ],
)
def test_only_what_begins_as_the_settings_say(number: str, prefixes: tuple[str, ...], allowed: bool) -> None:
    assert is_allowed(number, prefixes) is allowed
