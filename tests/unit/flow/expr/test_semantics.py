"""What each operator and function gives, and what each refuses."""

from collections import ChainMap
from typing import Any

import pytest

from ccengine.flow.expr import ExpressionFault, Template, Value, truth
from ccengine.model.diagnostics import Position
from ccengine.model.secret import Secret
from tests.unit.flow.expr.reading import AT, SCOPE, read, refused, value

GIVES: list[tuple[str, Value]] = [
    ("no expression { } %} #} }}", "no expression { } %} #} }}"),
    ("{{ name }}", "Wang"),
    ("  {{ tries }}\n", 2),
    ("Dear {{ name }}, {{ tries + 1 }}.", "Dear Wang, 3."),
    ('{"a":{"b":"{{ name }}"}}', '{"a":{"b":"Wang"}}'),
    ("{{ '}}' }}{{ '{%' }}", "}}{%"),
    ("{{ caller.number }}", "13800138000"),
    ("{{ caller['number'] }}", "13800138000"),
    ("{{ rows[0].id }}{{ rows[1]['id'] }}{{ rows.0.id }}", "a1b2a1"),
    ("{{ rows[1]['__class__'] }}", "plain text"),
    ("{{ 300s if caller.class == 'vip' else 0s }}", 300.0),
    ("{{ 1m30s }}", 90.0),
    ("{{ 300ms + 1.5s }}", 1.8),
    ("{{ 2h }}", 7200.0),
    ("{{ 1 + 2 * 3 - 4 }}", 3),
    ("{{ (1 + 2) * 3 }}", 9),
    ("{{ 7 / 2 }}", 3.5),
    ("{{ 7 // 2 }}", 3),
    ("{{ -7 // 2 }}", -4),
    ("{{ -7 % 3 }}", 2),
    ("{{ 10 - 3 - 2 }}", 5),
    ("{{ -tries + +tries }}", 0),
    ("{{ 'a' + name + '!' }}", "aWang!"),
    ("{{ 1 < tries <= 2 < 3 }}", True),
    ("{{ 1 < tries < 2 }}", False),
    ("{{ '10' < '9' }}", True),
    ("{{ 1 == 1.0 }}", True),
    ("{{ nothing == none }}", True),
    ("{{ name == none }}", False),
    ("{{ nothing is none }}", True),
    ("{{ name is not none }}", True),
    ("{{ numbers == [3, 1, 2] }}", True),
    ("{{ rows == [rows[0], rows[1]] }}", True),
    ("{{ rows != [rows[1], rows[0]] }}", True),
    ("{{ [1, ['a', 2]] == [1, ['a', 2]] }}", True),
    ("{{ [1, ['a', 2]] == [1, ['a', true]] }}", False),
    ("{{ 'an' in name }}", True),
    ("{{ 2 in numbers }}", True),
    ("{{ 5 not in numbers }}", True),
    ("{{ 'number' in caller }}", True),
    ("{{ now.weekday in ['sat', 'sun'] }}", False),
    ("{{ name or 'guest' }}", "Wang"),
    ("{{ empty or 'guest' }}", "guest"),
    ("{{ tries and name }}", "Wang"),
    ("{{ 0 and undefined_name }}", 0),
    ("{{ true or undefined_name }}", True),
    ("{{ not empty }}", True),
    ("{{ 'a' if nothing else 'b' if empty else 'c' }}", "c"),
    ("{{ name[0] }}{{ name[-1] }}", "Wg"),
    ("{{ name[1:3] }}|{{ name[:-1] }}|{{ name[2:] }}|{{ name[:] }}|{{ name[9:] }}", "an|Wan|ng|Wang|"),
    ("{{ numbers[1:] }}", [1, 2]),
    ("{{ length(name) }}{{ numbers | length }}{{ length(caller) }}", "434"),
    ("{{ 'straße' | upper | lower }}", "strasse"),
    ("{{ trim('　 x\t') }}", "x"),
    ("{{ number(typed) + number(' -1.5 ') + number(2) }}", 42.5),
    ("{{ text(7) + text(2.0) + text(0.5) + text(name) + text(true) }}", "720.5Wangtrue"),
    ("{{ first(numbers) }}{{ last(numbers) }}{{ first(name) }}{{ last(name) }}", "32Wg"),
    ("{{ starts_with(caller.number, '138') and ends_with(caller.number, '000') }}", True),
    ("{{ digits('+86 138-0013') }}", "861380013"),
    ("{{ round(2.5) }} {{ round(-2.5) }} {{ round(2.675, 2) }} {{ round(7) }} {{ round(7, 2) }}", "3 -3 2.68 7 7"),
    ("{{ floor(-1.5) }} {{ ceil(-1.5) }} {{ abs(-1.5) }}", "-2 -1 1.5"),
    ("{{ min(3, 1, 2) }} {{ max(1, 2.5) }}", "1 2.5"),
    ("{{ default(caller.nick, caller.name) }}", "王芳"),
    ("{{ nothing | default('x') }}{{ a.b.c | default('y') }}{{ nothing.x | default('z') }}", "xyz"),
    ("{{ default(rows[9].id, 'none') }}{{ default(first([]), '-') }}", "none-"),
    ("{{ default(name, undefined_name) }}", "Wang"),
    ("{{ a.b is defined }}{{ caller.name is defined }}{{ a is undefined }}{{ a is not defined }}", "falsetruetruetrue"),
    ("{{ 'it\\'s' }} {{ \"a\\tb\\\\\" }}", "it's a\tb\\"),
    ("{{ [1, 'a', none, [true]] }}", (1, "a", None, (True,))),
    ("{{ (1, 2) }}", (1, 2)),
    ("{{ 客户 | default('无') }}", "无"),
    ("{{ (pin == '2468') == (pin != '1234') }}", True),
]

FAULTS = [
    ("{{ undefined_name }}", '"undefined_name" is not defined'),
    ("{{ caller.numbr }}", '"caller.numbr" is not defined: there is no "numbr"'),
    ("{{ name.x }}", "a text has no entries by a text"),
    ("{{ nothing.x }}", '"nothing.x" is not defined'),
    ("{{ rows[2] }}", "a list of 2 has no such place"),
    ("{{ rows[-3] }}", "a list of 2 has no such place"),
    ("{{ rows['a'] }}", "a list has no entries by a text"),
    ("{{ rows[true] }}", "a list has no entries by true or false"),
    ("{{ name[1.5] }}", "a text has no entries by a number"),
    ("{{ name[open:] }}", "[a:b] takes whole numbers, not true or false"),
    ("{{ tries[1:] }}", "[a:b] takes a text or a list, not a number"),
    ("{{ tries / 0 }}", "division by zero"),
    ("{{ tries // 0.0 }}", "division by zero"),
    ("{{ tries % 0 }}", "division by zero"),
    ("{{ 1000000000000000 + tries }}", "a number is beyond what is computed with"),
    ("{{ name + 1 }}", "a text + a number is not defined"),
    ("{{ open + tries }}", "a number is needed, not true or false"),
    ("{{ numbers + numbers }}", "a number is needed, not a list"),
    ("{{ name * tries }}", "a number is needed, not a text"),
    ("{{ -name }}", "a number is needed, not a text"),
    ("{{ typed == 42 }}", "a text and a number are never equal"),
    ("{{ open == 1 }}", "true or false and a number are never equal"),
    ("{{ typed in [41, 42] }}", "a text is never in this list"),
    ("{{ 1 in name }}", "a number in a text is not defined"),
    ("{{ name in tries }}", "a text in a number is not defined"),
    ("{{ name < tries }}", "a text and a number have no order"),
    ("{{ nothing < tries }}", "none and a number have no order"),
    ("{{ numbers < numbers }}", "a list and a list have no order"),
    ("{{ nothing }}!", "none cannot stand in a text"),
    ("{{ numbers }}!", "a list cannot be turned into a text"),
    ("{{ text(caller) }}", "a mapping cannot be turned into a text"),
    ("{{ number(name) }}", "the text is not a number"),
    ("{{ number('１２' + empty) }}", "the text is not a number"),
    ("{{ number(open) }}", "a number is needed, not true or false"),
    ("{{ upper(tries) }}", "a text is needed, not a number"),
    ("{{ length(tries) }}", "a text or a list is needed, not a number"),
    ("{{ first(empty) }}", "a text is empty"),
    ("{{ starts_with(name, 1) }}", "a text is needed, not a number"),
    ("{{ round(price, 99) }}", "round(x, n) takes a whole number of digits"),
    ("{{ min(1, name) }}", "a number is needed, not a text"),
    ("{{ abs(nothing) }}", "a number is needed, not none"),
]


@pytest.mark.parametrize(("text", "expected"), GIVES)
def test_gives(text: str, expected: Value) -> None:
    got = value(text)
    assert got == pytest.approx(expected) if isinstance(expected, float) else got == expected
    assert type(got) is type(expected)


@pytest.mark.parametrize(("text", "told"), FAULTS)
def test_faults(text: str, told: str) -> None:
    with pytest.raises(ExpressionFault) as caught:
        value(text)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("plain", "text"),
        ("{{ name }}!", "text"),
        ("{{ name }}", "any"),
        ("{{ 5s }}", "number"),
        ("{{ 'a' }}", "text"),
        ("{{ x < 1 }}", "bool"),
        ("{{ not x }}", "bool"),
        ("{{ x is defined }}", "bool"),
        ("{{ x + 1 }}", "number"),
        ("{{ x + 'a' + y }}", "text"),
        ("{{ x + y }}", "any"),
        ("{{ x - y }}", "number"),
        ("{{ -x }}", "number"),
        ("{{ upper(x) }}", "text"),
        ("{{ upper(x)[1:] }}", "text"),
        ("{{ 1 if x else 2 }}", "number"),
        ("{{ 1 if x else 'a' }}", "any"),
        ("{{ x == 1 and y == 2 }}", "bool"),
        ("{{ x and y == 2 }}", "any"),
        ("{{ default(x, 1) }}", "any"),
        ("{{ [x] }}", "list"),
        ("{{ none }}", "none"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert read(text).kind == kind


def test_names() -> None:
    template = read("{{ caller.number }} {{ rows[tries].id }} {{ default(a.b, c) }} {{ d is defined and e['f'] }}")
    assert template.names == {
        ("caller", "number"),
        ("rows",),
        ("tries",),
        ("a", "b"),
        ("c",),
        ("d",),
        ("e", "f"),
    }
    assert template.names - template.required == {("a", "b"), ("d",)}


def test_what_reads_nothing_is_constant() -> None:
    assert read("plain").constant
    assert read("{{ 5s }}").constant
    assert read("{{ 1 + 1 }} of {{ 'a' | upper }}").evaluate({}) == "2 of A"
    assert read("{{ 1 + 1 }} of {{ 'a' | upper }}").constant
    assert not read("{{ name }}").constant


def test_steps_are_counted() -> None:
    assert read("plain").steps_of({}) == 1
    assert read("{{ name }}").steps_of(SCOPE) == 1
    assert read("{{ caller.class == 'vip' and tries < 3 }}").steps_of(SCOPE) == 8
    assert read("{{ tries + tries + tries }}").steps_of(SCOPE) == 5
    hundred = {"a": "x" * 6400, "b": "x" * 6400}
    assert read("{{ a == b }}").steps_of(hundred) == 3 + 100
    assert read("{{ a + b }}").spent(hundred).bytes == 12_800 + 64
    assert read("{{ a }}!").spent({"a": "12"}).bytes == (2 * 8 + 64) + (3 + 64)
    assert read("{{ a }}!").spent({"a": 12}).bytes == (2 * 8 + 64) + (32 + 64) + (3 + 64)
    assert read("{{ a in b }}").steps_of({"a": 1, "b": [2] * 70}) == 3 + 4 * 70
    assert read("{{ a in b }}").steps_of({"a": "1", "b": ["2"] * 70}) == 3 + 70


def test_a_scope_may_be_any_mapping() -> None:
    scope: ChainMap[str, Value] = ChainMap({"a": ChainMap({"b": "c"})})
    assert read("{{ a.b }}").evaluate(scope) == "c"
    assert read("{{ a.x is defined }}").evaluate(scope) is False


def test_a_value_of_pythons_own_is_refused_when_it_is_used() -> None:
    scope: dict[str, Any] = {"a": AT}
    with pytest.raises(ExpressionFault, match="type Position is not for expressions"):
        read("{{ a == 1 }}").evaluate(scope)
    with pytest.raises(ExpressionFault, match="type Position is not for expressions"):
        read("{{ a.line }}").evaluate(scope)


@pytest.mark.parametrize("false", [None, False, 0, 0.0, "", [], {}, Secret("")])
def test_false(false: Value) -> None:
    assert truth(false) is False


@pytest.mark.parametrize("true", [True, 1, "0", [0], {"a": 0}, Secret("0")])
def test_true(true: Value) -> None:
    assert truth(true) is True


def test_equal_by_text() -> None:
    one, two = read("{{ name }}"), Template("{{ name }}", Position("b", 1, 1), ("path", ("name",)))
    assert one == two
    assert len({one, two, read("{{ tries }}")}) == 2
    assert repr(one) == "Template('{{ name }}')"


def test_nothing_is_told_of_what_has_no_expression() -> None:
    for text in ("{", "}", "{ {a} }", "%}", "100 %", "# {", "｛"):
        assert refused(text) is None
