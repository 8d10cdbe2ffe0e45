"""The tree keeps every value's text and place; whatever else the file holds is refused with a remedy."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.model.yamltree import Mapping, Scalar, Sequence, Tree, YamlLimits, parse_tree


def only(data: bytes | str) -> tuple[str, int, int]:
    """(rule, line, column) of the one thing that is wrong."""
    (found,) = parse_tree(data, "f.yaml").found
    return found.rule, found.at.line, found.at.column


REFUSED = [
    ("a: 1\na: 2\n", ("duplicate-key", 2, 1)),
    ("a: 1\nb: {x: 1, x: 2}\n", ("duplicate-key", 2, 11)),
    ("flow： hotline\nlanguage: zh\n", ("full-width", 1, 5)),
    ("nodes:\n  welcome：\n    play: x\n", ("full-width", 2, 10)),
    ("a:\n\tb: 1\n", ("tab", 2, 1)),
    ("a:\n  \tb: 1\n", ("tab", 2, 3)),
    ("a: *b\n", ("alias", 1, 4)),
    ("a: &x 1\nb: *x\n", ("anchor", 1, 4)),
    ("a: !!python/object/apply:os.system [id]\n", ("tag", 1, 4)),
    ("a: !x 1\n", ("tag", 1, 4)),
    ("[" * 50_000, ("nested-too-deep", 1, 33)),
    ("{a: b", ("yaml-syntax", 1, 6)),
    ("keys:\n  *: x\n", ("yaml-syntax", 2, 4)),
    ("a: 1\n---\nb: 2\n", ("second-document", 2, 1)),
    ("a: 1\n b: 2\n", ("yaml-syntax", 2, 3)),
    ("a: @x\n", ("yaml-syntax", 1, 4)),
    ("? [a]\n: 1\n", ("key-not-text", 1, 3)),
    (b"\xef\xbb\xbfa: 1\n", ("bom", 1, 1)),
    (b"a: 1\r\nb: 2\r\n", ("crlf", 1, 5)),
    ("a: 1\nb: 欢迎\n".encode("gbk"), ("not-utf8", 2, 4)),
    ("a: 1\n".encode("utf-16"), ("not-utf8", 1, 1)),
    (b"a: 1\nb: \0", ("control-character", 2, 4)),
    ("a: \ud800", ("control-character", 1, 4)),
    (b"\xff\x00\x81", ("not-utf8", 1, 1)),
    (b"a" * 10_000_000, ("file-too-large", 1, 1)),
]


@pytest.mark.parametrize(("data", "expected"), REFUSED, ids=[repr(data[:24]) for data, _ in REFUSED])
def test_what_is_refused_has_its_place_rule_and_remedy(data: bytes | str, expected: tuple[str, int, int]) -> None:
    found = parse_tree(data, "f.yaml").found
    assert only(data) == expected
    assert all(d.remedy for d in found)


def test_text_stays_as_it_was_written() -> None:
    root = parse_tree("- 008001\n- 4008001234\n- no\n- 12:30\n- 1e3\n- 0x1F\n- ~\n- '~'\n", "f").root
    assert isinstance(root, Sequence)
    scalars = [item for item in root.items if isinstance(item, Scalar)]
    assert [s.text for s in scalars] == ["008001", "4008001234", "no", "12:30", "1e3", "0x1F", "~", "~"]
    assert [s.null for s in scalars] == [False] * 6 + [True, False]


def test_wide_characters_count_as_one_column() -> None:
    root = parse_tree("欢迎: {语: 甲, b: x}\n", "f").root
    assert isinstance(root, Mapping)
    inner = root.get("欢迎")
    assert isinstance(inner, Mapping)
    assert [(key.at.column, value.at.column) for key, value in inner.entries] == [(6, 9), (12, 15)]


def test_the_first_of_two_equal_keys_counts_and_is_named() -> None:
    parsed = parse_tree("a: 1\nb: 2\na: [3, 4]\n", "f")
    assert isinstance(parsed.root, Mapping)
    assert [key.text for key, _ in parsed.root.entries] == ["a", "b"]
    assert parsed.found[0].other == parsed.root.entries[0][0].at


def test_an_empty_file_is_an_empty_mapping() -> None:
    for data in ("", "\n", "# nothing\n", "---\n"):
        root = parse_tree(data, "f").root
        assert root is not None
        assert not list(leaves(root)) or list(leaves(root)) == [""]


def test_the_limits_hold_and_name_themselves() -> None:
    small = YamlLimits(size=100, depth=3, items=10)
    for data, name in (("a" * 101, "yaml.size"), ("[[[[", "yaml.depth"), ("[" + "a," * 10 + "]", "yaml.items")):
        parsed = parse_tree(data, "f", small)
        assert parsed.root is None
        assert name in parsed.found[0].text
    assert parse_tree("[[[a, b, c, d, e, f, g]]]", "f", small).found == []


@pytest.mark.parametrize("data", ["\t\n" * 499_999, "a：\n" * 200_000 + "b: c", "[" * 1_000_000, "a: 1\n" * 20_000])
def test_a_megabyte_of_errors_takes_one_walk_each(data: str) -> None:
    """Of the order of a second; a walk through the file for every error would take hours."""
    parsed = parse_tree(data, "f.yaml")
    assert parsed.found


def leaves(tree: Tree) -> list[str]:
    match tree:
        case Scalar():
            return [tree.text]
        case Sequence():
            return [leaf for item in tree.items for leaf in leaves(item)]
        case Mapping():
            return [leaf for _, value in tree.entries for leaf in leaves(value)]


YAML_SIGNS = st.text(alphabet=string.ascii_letters[:3] + "0 :-\n\t[]{}#*&!|>'\"%@,?\\~：“”\r\0", max_size=60)


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200), YAML_SIGNS))
def test_no_input_raises_and_what_is_unreadable_says_why(data: bytes | str) -> None:
    parsed = parse_tree(data, "f.yaml")
    assert parsed.root is not None or parsed.found
    for found in parsed.found:
        assert found.at.line >= 1
        assert found.at.column >= 1
        assert len(str(found)) < 500
        assert "\0" not in str(found)


PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"))


@given(st.dictionaries(st.text("abc欢迎", min_size=1, max_size=4), PRINTABLE, max_size=6))
def test_every_quoted_text_comes_back(values: dict[str, str]) -> None:
    """Written as JSON, which is YAML."""
    root = parse_tree(json.dumps(values, ensure_ascii=False), "f").root
    assert isinstance(root, Mapping)
    assert {k.text: v.text for k, v in root.entries if isinstance(v, Scalar)} == values


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\nb: {c: 1\n", 'x.yaml:3:1: the mapping that "{" of line 2 began does not end'),
        ("a: [1, 2\nb: 3\n", 'x.yaml:2:2: the list that "[" of line 1 began does not end'),
        ("a: {c: 1 d: 2}\n", 'x.yaml:1:11: the mapping that "{" began does not end'),
    ],
)
def test_a_bracket_that_is_never_closed_is_told_with_its_line(text: str, told: str) -> None:
    (found,) = parse_tree(text, "x.yaml").found
    assert str(found).startswith(told)
