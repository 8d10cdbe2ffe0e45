"""What is told of a text that cannot be read: where, what and the remedy.  The caret stands under the place."""

import re
from pathlib import Path

import pytest

from ccengine.flow import expr
from ccengine.flow.expr import ExprLimits, template
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Report, Wrong
from ccengine.model.yamltree import Mapping, parse_tree
from tests.unit.flow.expr.reading import AT, refused

TOLD = [
    ("{{ name }", "^", "{{ is never closed", "write }}"),
    ("a {{ b }} {{ c", "          ^", "{{ is never closed", "write }}"),
    ("{{ 'a }}", "   ^", "the text that begins here is never closed", "close its quote"),
    ("a {{ }}", "  ^", "the expression is empty", "write what is meant"),
    ("{{ a b }}", "     ^", 'complete before "b"', "an operator is missing"),
    ("{{ a + }}", "     ^", "ends too early", "after this something is missing"),
    ("{{ a + * b }}", "       ^", '"*" has no place here', "a value is expected here"),
    ("{{ (a }}", "    ^", "ends too early", "something is missing"),
    ("{{ (a, b ]}}", "         ^", '"]" has no place here', '")" is expected'),
    ("{{ and }}", "   ^", '"and" has no place here', "word of the language"),
    ("{{ a && b }}", "     ^", '"&" has no place here', "write and"),
    ("{{ !a }}", "   ^", '"!" has no place here', "write not"),
    ("{{ a = b }}", "     ^", "= sets nothing here", "=="),
    ("{{ a ** 2 }}", "     ^", "no power operator", "multiply"),
    ("{{ 5else }}", "   ^", '"5else" is neither', "a blank ends them"),
    ("{{ 5min }}", "   ^", '"5min" is neither', "2h"),
    ("{{ a.5x }}", "     ^", '"5x" is neither', ""),
    ("{{ uper(a) }}", "   ^", 'no function "uper"', 'did you mean "upper"?'),
    ("{{ a | len }}", "       ^", 'no function "len"', 'did you mean "length"?'),
    ("{{ a | zzz }}", "       ^", 'no function "zzz"', "known are: length, upper"),
    ("{{ min(1) }}", "   ^", "min takes 2 to 10 arguments, not 1", "f(x, y)"),
    ("{{ a | default }}", "       ^", "default takes 2 arguments, not 1", "counts as two"),
    ("{{ a.upper() }}", "          ^", "no functions of their own", "upper(x)"),
    ("{{ a is even }}", "     ^", "`is even` is not known", "is defined"),
    ("{{ 'a' if b }}", "   ^", "without `else`", "a if test else b"),
    ("{{ a[::2] }}", "       ^", "[a:b:c]", "[a:b]"),
    ("{{ a + 'x' + 1 }}", "             ^", "+ does not go with a number", "text(x)"),
    ("{{ 'x' * 3 }}", "   ^", "* does not go with a text", "number(x)"),
    ("a {{ b }} {{ 1 / 0 }}", "             ^", "division by zero", "it would fail always"),
    ("{{ '\\d' }}", "    ^", '"\\d" is no escape', "stand for themselves"),
    ("{{ a == “vip” }}", "        ^", "““”", "switch the input method off and type '\"'"),
    ("{{ upper（a） }}", "        ^", "“（”", "type '('"),
    ("{{ a ＝＝ b }}", "     ^", "“＝”", "type '='"),
    ("{{ min(a，b) }}", "        ^", "“，”", "type ','"),
    ("{{　a }}", "  ^", "“　”", "type ' '"),
    ("{{ ｖｉｐ }}", "   ^", "“ｖ”", "type 'v'"),
    ("a ｛｛ b ｝｝", "  ^", "“｛｛” is full-width", "type {{ and }}"),
    ("a {% if b %}", "  ^", "no statements", "use a node"),
    ("a {# b #}", "  ^", "no comments", "{{ '{#' }}"),
    ("{{ a.__class__ }}", "     ^", 'no name "__class__"', "x['__key']"),
    ("{{ 99999999999999999999 }}", "   ^", "larger than 1000000000000000", "quotes"),
]


@pytest.mark.parametrize(("text", "caret", "told", "remedy"), TOLD)
def test_told(text: str, caret: str, told: str, remedy: str) -> None:
    found = refused(text)
    assert found is not None
    assert (found.at.file, found.at.line) == (AT.file, AT.line)
    assert found.at.column - AT.column == caret.index("^")
    assert told in found.text
    assert remedy in found.remedy
    assert found.remedy


def test_every_rule_is_told_somewhere() -> None:
    found = [refused(text) for text, *_ in TOLD]
    package = Path(expr.__file__).parent
    rules = re.compile(r'"((?:expression|function)-[a-z]+|unknown-function|not-in-expressions)"')
    written = {rule for file in package.glob("*.py") for rule in rules.findall(file.read_text("utf-8"))}
    assert {one.rule for one in found if one} == written
    assert len(written) == 6


def test_full_width_signs_in_a_text_are_right() -> None:
    assert refused("您好，{{ name }}！{{ '（“' }}") is None


def test_a_text_of_several_lines_is_told_at_its_begin() -> None:
    found = refused("a\nb {{ c")
    assert found is not None
    assert found.at == AT


def test_limits_have_names_and_are_obeyed() -> None:
    for limits, text, name in (
        (ExprLimits(length=5), "{{ aaaa }}", "more than 5 (expr.length)"),
        (ExprLimits(text=9), "{{ aaaa }}", "more than 9 (expr.text)"),
        (ExprLimits(depth=2), "{{ ((( a ))) }}", "deeper than 2 levels (expr.depth)"),
        (ExprLimits(depth=2), "{{ a and b or c }}", "deeper than 2 levels (expr.depth)"),
        (ExprLimits(steps=2), "{{ 1 + 1 }}", "more than 2 steps (expr.steps)"),
        (ExprLimits(bytes=60), "{{ 'a' + 'b' }}", "more than 60 bytes (expr.bytes)"),
    ):
        found = refused(text, limits)
        assert found is not None
        assert name in found.text
        assert found.remedy
        assert refused(text) is None


@pytest.mark.parametrize(
    ("yaml", "place"),
    [
        ("a: b {{ c", (1, 6)),
        ('a: "b {{ c"', (1, 7)),
        ("a: 'b {{ c'", (1, 7)),
        ("a:\n  [1]", (2, 3)),
        ("a:", (1, 3)),
    ],
)
def test_a_field_of_a_file(yaml: str, place: tuple[int, int]) -> None:
    root = parse_tree(yaml, "flows/a.yaml").root
    assert isinstance(root, Mapping)
    report = Report()
    with pytest.raises(Wrong):
        template(root.entries[0][1], report)
    assert report.found[0].at == Position("flows/a.yaml", *place)
