"""Random texts raise nothing but Wrong, random expressions nothing but ExpressionFault and never beyond their limits;
what they give is what the reference gives."""

import pickle
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ccengine.flow.expr import ExpressionFault, ExprLimits, Template, parse_template
from ccengine.model.reader import Report, Wrong
from tests.unit.flow.expr import reference
from tests.unit.flow.expr.reading import AT, LIMITS, SCOPE

MANY = 200


def words(text: str) -> list[str]:
    return text.split()


WORDS = [
    *words("{{ }} {% %} {# #} { } ( ) [ ] + - * ** / // % ~ == != < <= > >= = . , : ; | ' \" \\ a b.c name tries"),
    *words("1 0 2.5 5s 1m30s 9999999999999999 0x1f 1e9 'x' \"y\" true none and or not in is if else defined"),
    *words("default upper length min first text __class__ 王 （ ） “ ” ｛ ² for lambda range"),
    *"\0\n\r\x1c\u3000\ud800",
]


def template_of(text: str) -> Template | None:
    report = Report()
    try:
        template = parse_template(text, AT, report)
    except Wrong:
        (found,) = report.found
        assert found.remedy
        assert found.at.line == AT.line
        assert AT.column <= found.at.column <= AT.column + len(text)
        return None
    assert not report.found
    return template


def bounded(template: Template, scope: dict[str, Any], limits: ExprLimits = LIMITS) -> None:
    spent = template.spent(scope, limits)
    assert 0 <= spent.steps <= limits.steps
    assert spent.bytes <= limits.bytes


@pytest.mark.many
@settings(max_examples=MANY)
@given(st.text(max_size=60), st.booleans())
@example("\ud800", True)
def test_any_text(text: str, wrapped: bool) -> None:
    template = template_of("{{" + text + "}}" if wrapped else text)
    if template:
        bounded(template, SCOPE)


@pytest.mark.many
@settings(max_examples=MANY)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), st.lists(st.sampled_from(WORDS)).map("".join))
def test_any_words(spaced: str, dense: str) -> None:
    for text in (spaced, dense, "{{ " + spaced + " }}", "{{" + dense + "}}"):
        template = template_of(text)
        if template:
            bounded(template, SCOPE)


NAMES = st.sampled_from([*SCOPE, "caller.name", "rows[0].id", "port['number']", "now.hour", "missing", "a.b"])
LITERALS = st.sampled_from(words("0 1 2 2.5 '' 'a' '138' true none [] 5s 1000000000000000"))
CALLS = st.sampled_from(words("length upper lower trim digits number text first last round floor ceil abs"))
COMPARED = ["not in", *words("== != < <= > >= in")]


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    operators = [*words("+ - * / // % and or"), *COMPARED]
    return st.one_of(
        st.builds(lambda ab, op: f"({ab[0]} {op} {ab[1]})", pair, st.sampled_from(operators)),
        st.builds(lambda x, op: f"({op} {x})", inner, st.sampled_from(["-", "+", "not"])),
        st.builds(lambda x, f: f"{f}({x})", inner, CALLS),
        st.builds(lambda ab, f: f"{f}({ab[0]}, {ab[1]})", pair, st.sampled_from(["min", "starts_with", "default"])),
        st.builds(lambda x, f: f"({x} | {f})", inner, CALLS),
        st.builds(lambda x, test: f"({x} is {test})", inner, st.sampled_from(["defined", "none", "not none"])),
        st.builds(lambda ab, c: f"({ab[0]} if {c} else {ab[1]})", pair, inner),
        st.builds(lambda ab: f"({ab[0]})[{ab[1]}]", pair),
        st.builds(lambda ab, c: f"({ab[0]})[{ab[1]}:{c}]", pair, inner),
        st.lists(inner, max_size=4).map(lambda items: "[" + ", ".join(items) + "]"),
    )


@pytest.mark.many
@settings(max_examples=MANY)
@given(st.recursive(NAMES | LITERALS, grown, max_leaves=25), st.integers(0, 400), st.integers(0, 40_000))
def test_any_expression(source: str, steps: int, size: int) -> None:
    template = template_of("{{ " + source + " }}")
    if template is None:
        return
    bounded(template, SCOPE)
    bounded(template, SCOPE, ExprLimits(steps=steps, bytes=size))
    bounded(pickle.loads(pickle.dumps(template)), {})
    assert template.kind in ("text", "number", "bool", "list", "none", "any")


# -- against the reference

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.integers(-(10**15), 10**15),
    st.floats(),
    st.sampled_from([0.0, -0.0, 0.5, 1e15, 1e308, 5e-324]),
    st.text("ab1", max_size=3),
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3).map(tuple), max_leaves=5)
SCOPES = st.fixed_dictionaries(dict.fromkeys("abcd", VALUES))
OPERANDS = st.sampled_from(words("a b c d a b c d 0 1 2 7 2.5 1000000000000000 'a' 'ab' '' true false none e"))


def _joined(one: st.SearchStrategy[str], signs: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    rest = st.lists(st.builds(lambda sign, x: f" {sign} {x}", signs, one), max_size=most)
    return st.builds(lambda x, more: x + "".join(more), one, rest)


def chained(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Without brackets where none are needed: rank and order of the operators are tested too."""
    sums = _joined(inner, st.sampled_from(words("+ - * / // %")), 3)
    compared = _joined(sums, st.sampled_from(COMPARED), 2)
    negated = st.builds(lambda no, x: no + x, st.sampled_from(["", "", "not ", "not not "]), compared)
    logic = _joined(negated, st.sampled_from(["and", "or"]), 3)
    return st.one_of(
        logic.map(lambda x: f"({x})"),
        st.builds(lambda a, b, c: f"({a} if {b} else {c})", logic, logic, logic),
        st.lists(logic, max_size=3).map(lambda items: "[" + ", ".join(items) + "]"),
        inner.map(lambda x: f"-{x}"),
        inner.map(lambda x: f"+{x}"),
    )


@pytest.mark.many
@settings(max_examples=MANY)
@given(st.recursive(OPERANDS, chained, max_leaves=20), SCOPES)
def test_means_what_the_reference_means(source: str, scope: dict[str, Any]) -> None:
    try:
        expected = ("value", reference.evaluate(source, scope))
    except reference.Fault:
        expected = ("fault", None)
    if len(source) > LIMITS.length:
        return
    report = Report()
    try:
        template = parse_template("{{ " + source + " }}", AT, report)
    except Wrong:
        # what can be seen to fail whatever the variables are may be told although no branch leads there
        assert report.found[0].rule in ("expression-fails", "not-in-expressions", "expression-limit")
        return
    try:
        got = ("value", template.evaluate(scope))
    except ExpressionFault:
        got = ("fault", None)
    assert repr(got) == repr(expected)
    if template.kind != "any" and got[0] == "value":
        kinds: dict[str, Any] = {"text": str, "number": (int, float), "bool": bool, "list": tuple, "none": type(None)}
        assert isinstance(got[1], kinds[template.kind])
