"""Files that are too large or too deep to be kept: told with the limit's name and the remedy, or simply read."""

import pytest

from ccengine.flow.loading.bundling import Readings, look_through
from ccengine.model.diagnostics import Diagnostic
from tests.unit.flow.around import AROUND

HEAD = "flow: x\nlanguage: zh\nstart: a\nnodes:\n"


def told(data: bytes | str) -> list[Diagnostic]:
    raw = data if isinstance(data, bytes) else data.encode()
    return look_through("x", Readings(lambda name: (raw, "x.yaml") if name == "x" else None), AROUND)[0]


def tagged(value: str) -> str:
    return f"{HEAD}  a: {{tag: {{t: '{value}'}}, next: hangup}}\n"


@pytest.mark.parametrize(
    ("data", "line", "rule", "said"),
    [
        (b"a" * 10_000_000, 1, "file-too-large", "yaml.size"),
        ("\n" * 10_000_000, 1, "file-too-large", "yaml.size"),
        (HEAD + "  a: {play: welcome, next: hangup}\n" * 40_000, 1, "file-too-large", "yaml.size"),
        (HEAD + "  a: " + "[" * 400_000, 5, "nested-too-deep", "yaml.depth"),
        (HEAD + "  a: " + "{a: " * 200_000, 5, "nested-too-deep", "yaml.depth"),
        ("".join(" " * n + "a:\n" for n in range(900)), 33, "nested-too-deep", "yaml.depth"),
        ("- " * 200_000, 1, "nested-too-deep", "yaml.depth"),
        (HEAD + "  a: [" + "1, " * 200_000 + "]\n", 5, "too-many-values", "yaml.items"),
        (HEAD + "".join(f"  a{n}: {{}}\n" for n in range(30_000)), 25_000, "too-many-values", "yaml.items"),
        (tagged("{{ " + "1 + " * 300 + "1 }}"), 5, "expression-limit", "expr.length"),
        (tagged("{{ 1 }} " + "x" * 10_000), 5, "expression-limit", "expr.text"),
        (tagged("{{ " + "(" * 100 + "1" + ")" * 100 + " }}"), 5, "expression-limit", "expr.depth"),
        (tagged("{{ " + "not " * 200 + "x }}"), 5, "expression-limit", "expr.depth"),
        (b"\xff" * 900_000, 1, "not-utf8", "UTF-8"),
        ("\u4e2d\u6587".encode("gb18030") * 200_000, 1, "not-utf8", "GB18030"),
        (HEAD.encode() + b"\0" * 900_000, 5, "control-character", "NUL"),
        (HEAD + "  a: \U0010ffff\x85" + "\ud7ff" * 100 + ":\n", 5, "no-verb", "verb"),
        ("a: &a [x]\n" + "".join(f"b{n}: &b{n} [{'*a, ' * 9}]\n" for n in range(8000)), 1, "anchor", "anchor"),
        ("!!python/object/apply:os.system [x]\n" * 10_000, 1, "tag", "tag"),
    ],
    ids=lambda value: "" if not isinstance(value, int) else str(value),
)
def test_is_told_once_with_the_limit(data: bytes | str, line: int, rule: str, said: str) -> None:
    found = told(data)
    assert [(each.at.line, each.rule) for each in found if each.rule == rule][:1] == [(line, rule)]
    first = next(each for each in found if each.rule == rule)
    assert said in first.text + first.remedy
    assert first.remedy
    assert len(found) <= 21


def test_a_thousand_errors_are_counted() -> None:
    lines = "".join(f"  n{n}: {{play: nothing-{n}, next: n{n + 1}}}\n" for n in range(1000))
    found = told(HEAD.replace("start: a", "start: n0") + lines)
    assert [each.rule for each in found].count("missing-prompt") == 100
    assert (len(found), found[-1].rule) == (101, "more-errors")
    assert "901 more errors are not shown (yaml.errors: 100)" in found[-1].text


@pytest.mark.many
def test_what_is_large_and_right_is_read() -> None:
    lines = "".join(f"  n{n}: {{play: welcome, next: n{n + 1}}}\n" for n in range(8000))
    assert told(HEAD.replace("start: a", "start: n0") + lines + "  n8000: {hangup: }\n") == []
    keys = ", ".join(f"{n}: hangup" for n in range(10_000_000, 10_010_000))
    assert told(f"{HEAD}  a: {{menu: welcome, keys: {{{keys}}}}}\n") == []


@pytest.mark.many
def test_a_long_chain_of_flows_is_told_and_not_followed_to_its_end() -> None:
    text = (
        "flow: f{}\nlanguage: zh\nstart: a\nexits: [e]\nnodes:\n  a: {{call: f{}, next: e}}\n  b: {{goto: flow/f{}}}\n"
    )

    def source(name: str) -> tuple[bytes, str] | None:
        number = int(name[1:])
        return (text.format(number, number + 1, number + 2).encode(), f"{name}.yaml") if number < 300 else None

    found = look_through("f0", Readings(source), AROUND)[0]
    assert {each.rule for each in found} >= {"flow-depth", "unknown-flow"}
