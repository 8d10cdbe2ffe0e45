"""Nothing that a caller wrote is obeyed by a terminal."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.cli.text import cut, json_shown, shown, table, width

HARMFUL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
ANY = st.text(st.characters(), max_size=50)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("王小明", "王小明"),
        ("\x1b[2J\x07", "\\x1b[2J\\x07"),
        ("a\r\nb\tc", "a\\x0d\\x0ab\\x09c"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202eevil", "\\u202eevil"),
        ("a\u200bb\ufeff", "a\\u200bb\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
    ],
)
def test_what_could_move_or_hide_is_shown(text: str, seen: str) -> None:
    assert shown(text) == seen


@given(ANY)
def test_nothing_harmful_is_left(text: str) -> None:
    assert not {unicodedata.category(char) for char in shown(text)} & HARMFUL
    assert not {unicodedata.category(char) for char in json_shown(text)} & HARMFUL


@given(st.recursive(ANY | st.integers() | st.booleans() | st.none(), st.lists, max_leaves=8))
def test_json_reads_back_the_same(value: object) -> None:
    assert json.loads(json_shown(value)) == value


@given(st.lists(st.lists(ANY, min_size=3, max_size=3), max_size=6))
def test_every_row_is_one_line_and_columns_stand_under_each_other(rows: list[list[str]]) -> None:
    lines = table(("一", "b", "c"), rows, most=12).split("\n")

    assert len(lines) == len(rows) + 1
    firsts = [cut(shown(row[0]), 12) for row in (["一"], *rows)]
    widest = max(map(width, firsts))
    for line, first in zip(lines, firsts, strict=True):
        rest = line[len(first) :]
        assert line.startswith(first.rstrip()) or not rest
        assert rest[: widest - width(first) + 2].strip() == ""


@given(ANY.map(shown), st.integers(1, 20))
def test_a_cut_text_is_never_wider(text: str, most: int) -> None:
    assert width(cut(text, most)) <= most


def test_chinese_takes_two_columns_and_marks_none() -> None:
    assert (width("坐席8001"), width("e\u0301"), width("ｱ"), width("Ａ")) == (8, 1, 1, 2)
