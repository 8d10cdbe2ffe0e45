"""`sources:` of settings.yaml: what it reads, and every rule at its place; no password is shown."""

import pytest
from sqlalchemy import make_url

from ccengine.model.diagnostics import BadInput
from ccengine.model.settings import parse_settings
from ccengine.model.sources import TableRights, located, rights_as_data, rights_from_data, rights_of

GOOD = """\
sources:
  property:
    url: mariadb://hotline:hu%sh@10.0.0.5:3307/property?ssl_ca=/etc/ca.pem
    rows: 5
    timeout: 1500ms
    cache: 30s
    tables:
      bills: {table: billing.t_bills, read: [月份, total due], where: room}
      repairs: {write: [room], returns: ticket, key: request}
"""


def test_what_is_read() -> None:
    (source,) = parse_settings(GOOD, "s.yaml").sources.values()
    assert (source.kind, source.place, source.rows, source.timeout) == ("mariadb", "10.0.0.5:3307/property", 5, 1.5)
    assert source.tables["bills"] == TableRights("billing.t_bills", ("月份", "total due"), ("room",))
    assert "hu%sh" not in repr(source)
    rights = rights_of({"property": source})
    assert rights_from_data(rights_as_data(rights)) == rights


@pytest.mark.parametrize(
    ("lines", "at", "rule"),
    [
        ("url: mysql://a@b/c", (3, 10), "bad-source-url"),
        ("url: sqlite:relative.db", (3, 10), "bad-source-url"),
        ("url: mariadb://a:hu%sh@b/c?charset=gbk", (3, 10), "bad-source-url"),
        ("url: postgresql://a@b/c\n    password_file: hu%sh", (4, 20), "bad-path"),
        ("url: sqlite:////a\n    password_file: /a\n    password_env: B", (5, 19), "two-passwords"),
        ("url: sqlite:////a\n    rows: 501", (4, 11), "out-of-range"),
        ("url: sqlite:////a\n    timout: 1s", (4, 5), "unknown-key"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_with_a_source(lines: str, at: tuple[int, int], rule: str) -> None:
    text = f"sources:\n  a:\n    {lines}\n    tables: {{t: {{read: [x], where: [x]}}}}\n"
    _one(text, at, rule)


@pytest.mark.parametrize(
    ("table", "column", "rule"),
    [
        ("{}", 10, "no-rights"),
        ("{read: [x]}", 10, "no-rights"),
        ("{read: [x], write: [x]}", 17, "no-rights"),
        ("{read: [x], where: [x], returns: y}", 34, "no-rights"),
        ("{write: [x, y], key: y}", 31, "key-is-written"),
        ('{read: ["x;"], where: [x]}', 18, "bad-column"),
        ('{table: "a b", write: [x]}', 18, "bad-table"),
    ],
)
def test_what_is_wrong_with_a_table(table: str, column: int, rule: str) -> None:
    _one(f"sources:\n  a:\n    url: sqlite:////a\n    tables:\n      t: {table}\n", (5, column), rule)


def _one(text: str, at: tuple[int, int], rule: str) -> None:
    with pytest.raises(BadInput) as bad:
        parse_settings(text, "s.yaml")
    assert [(each.at.line, each.at.column, each.rule) for each in bad.value.found] == [(*at, rule)]
    assert "hu%sh" not in str(bad.value)


def test_a_file_without_a_whole_path_lies_in_the_home() -> None:
    text = "sources:\n  a:\n    url: {}\n    tables: {{t: {{read: [x], where: [x]}}}}\n"
    for written, meant in (
        ("sqlite:///property.db", "sqlite:////srv/home/property.db"),
        ("sqlite:////var/x.db", "sqlite:////var/x.db"),
        ("postgresql://u@h/sqlite", "postgresql://u@h/sqlite"),
    ):
        sources = parse_settings(text.format(written), "settings.yaml").sources
        assert located(sources, "/srv/home")["a"].url.reveal() == meant
    sources = parse_settings(text.format("sqlite:///property.db"), "settings.yaml").sources
    assert located(sources, "/srv/home")["a"].place == "/srv/home/property.db"
    assert make_url(located(sources, "/srv/100%41?")["a"].url.reveal()).database == "/srv/100%41?/property.db"
