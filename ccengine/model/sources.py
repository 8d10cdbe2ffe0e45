"""The settings of data sources: the databases that flows may ask, and the tables, columns and rights in each.

What is not named here cannot be asked: neither by a flow nor by what a caller enters."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ccengine.model.ids import Seconds
from ccengine.model.reader import Read, Reader, Report, did_you_mean, list_of, mapping_of
from ccengine.model.secret import Secret
from ccengine.model.url import sqlite_url
from ccengine.model.values import duration, file_name, matching, text, whole
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Scalar, Tree

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class TableRights:
    """Of one table or view, by its name in flows."""

    table: str  # its name in the database, with its schema if it has one: `billing.bills`
    read: tuple[str, ...] = ()  # columns that a lookup may have
    where: tuple[str, ...] = ()  # that may stand in its condition
    write: tuple[str, ...] = ()  # that a store may fill
    returns: str = ""  # the column that a store gives back: the ticket's number; "" for none
    key: str = ""  # the column that keeps the request's key, by which a repeat is known; "" for none

    def as_data(self) -> dict[str, Any]:
        """As JSON."""
        return {name: getattr(self, name) for name in ("table", "read", "where", "write", "returns", "key")}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "TableRights":
        read, where, write = (tuple(data[name]) for name in ("read", "where", "write"))
        return cls(data["table"], read, where, write, data["returns"], data["key"])


Rights = Mapping[str, Mapping[str, TableRights]]
"""Source -> table -> what flows may ask of it."""


@dataclass(frozen=True, slots=True)
class SourceSettings:
    name: str
    url: Secret  # it may hold a password
    password_file: str = ""  # read each time that a connection is made; "" for none
    password_env: str = ""  # a variable of the environment that `up` was started in; "" for none
    rows: int = 20  # a lookup that finds more fails, unless it says how many it takes
    timeout: Seconds = 3.0  # of a lookup or a store, the wait for its turn included
    cache: Seconds = 0.0  # so long the same lookup is answered from memory
    queue: int = 16  # requests that wait for their turn; one more is `busy`
    tables: Mapping[str, TableRights] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """sqlite, postgresql or mariadb."""
        return self.url.reveal().partition(":")[0]

    @property
    def place(self) -> str:
        """Where it is, for people: without user and password."""
        return _PLACE.sub("", self.url.reveal()).partition("?")[0]


_PLACE = re.compile(r"^(?:sqlite:///|[a-z]+://(?:.*@)?)")
_URL = re.compile(
    r"sqlite:///[^?\s]{1,400}"
    r"|(postgresql|mariadb)://[^\s/@:?]{1,100}(:[^\s/@]{0,200})?@"
    r"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?/[^\s/?]{1,100}(\?[\w=&./%-]{0,300})?"
)
_OPTIONS = {
    "sqlite": frozenset[str](),
    "postgresql": frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "application_name"}),
    "mariadb": frozenset({"ssl_ca", "ssl_cert", "ssl_key", "ssl_check_hostname"}),
}
"""What may stand behind `?`, by kind: what changes how values are sent (as `charset`) may not."""

_table = matching(
    r"[\w][\w$-]{0,62}(\.[\w][\w$-]{0,62})?",
    "a table's name",
    "bad-table",
    "as in bills, or billing.bills with its schema",
)
COLUMN = r"[\w][\w $#-]{0,62}"
column = matching(COLUMN, "a column's name", "bad-column", "letters (also Chinese), digits and _")
"""In settings and flows."""
_variable = matching(r"[A-Za-z_][A-Za-z0-9_]{0,63}", "a variable's name", "bad-variable", "as in PROPERTY_PASSWORD")
_path = matching(r"/[^\0]{1,400}", "a whole path", "bad-path", "the file that holds it: /...", secret=True)


def _source_url(tree: Tree, report: Report) -> Secret:
    found = text(tree, report)
    if not _URL.fullmatch(found):
        remedy = (
            "as in postgresql://user@10.0.0.5/property, mariadb://user@host:3306/name, sqlite:////whole/path.db, "
            "sqlite:///file-in-the-home.db"
        )
        raise report.wrong(tree.at, "this is not a source's URL", "bad-source-url", remedy)
    kind = found.partition(":")[0]
    for option in filter(None, found.partition("?")[2].split("&")):
        name = option.partition("=")[0]
        if name not in _OPTIONS[kind]:
            remedy = did_you_mean(name, _OPTIONS[kind]) or "known are: " + ", ".join(sorted(_OPTIONS[kind]))
            raise report.wrong(tree.at, f'"{shown(name)}" is no option of this URL', "bad-source-url", remedy)
    return Secret(found)


def _source(key: Scalar, tree: Tree, report: Report) -> SourceSettings:
    default = SourceSettings(key.text, Secret(""))
    reader = Reader(tree, f'source "{shown(key.text)}"', report)
    source = SourceSettings(
        name=key.text,
        url=reader.need("url", _source_url) or default.url,
        password_file=reader.take("password_file", _path, ""),
        password_env=reader.take("password_env", _variable, ""),
        rows=reader.take("rows", whole(1, MOST_ROWS), default.rows),
        timeout=reader.take("timeout", duration(0.1, 30), default.timeout),
        cache=reader.take("cache", duration(0, 3600), default.cache),
        queue=reader.take("queue", whole(0, 1000), default.queue),
        tables=reader.need("tables", mapping_of(file_name, _rights)) or {},
    )
    if source.password_file and source.password_env:
        told = f'source "{shown(key.text)}": two passwords'
        at = reader.at_value("password_env")
        report.add(at, told, "two-passwords", "delete one of them", reader.at_value("password_file"))
    reader.done()
    return source


def _rights(key: Scalar, tree: Tree, report: Report) -> TableRights:
    reader = Reader(tree, f'table "{shown(key.text)}"', report)
    columns = list_of(column, most=200)
    rights = TableRights(
        table=reader.take("table", _table, key.text),
        read=reader.take("read", columns, ()),
        where=reader.take("where", columns, ()),
        write=reader.take("write", columns, ()),
        returns=reader.take("returns", column, ""),
        key=reader.take("key", column, ""),
    )
    reader.done()
    _sensible(reader, rights, report)
    return rights


def _sensible(reader: Reader, rights: TableRights, report: Report) -> None:
    if not (reader.has("where") or reader.has("write")):
        text = f"{reader.what}: nothing can be asked of it"
        report.add(reader.at, text, "no-rights", "name columns under `read` and `where`, or under `write`")
    elif reader.has("read") and not reader.has("where"):
        text = f"{reader.what}: it can be read, and no column may stand in a condition"
        report.add(reader.at_value("read"), text, "no-rights", "name columns under `where`")
    for name in ("returns", "key"):
        if reader.has(name) and not reader.has("write"):
            text = f"{reader.what}: nothing can be stored in it"
            report.add(reader.at_key(name), text, "no-rights", "name columns under `write`, or delete this line")
    if rights.key and rights.key in rights.write:
        text = f'{reader.what}: "{rights.key}" keeps the key, which no flow writes'
        report.add(reader.at_value("key"), text, "key-is-written", "delete it from `write`", reader.at_value("write"))


read_sources: Read[dict[str, SourceSettings]] = mapping_of(file_name, _source)


def located(sources: Mapping[str, SourceSettings], home: str) -> dict[str, SourceSettings]:
    """With whole paths: `sqlite:///file.db` lies in the home's folder."""
    return {name: replace(each, url=Secret(_whole(each.url.reveal(), home))) for name, each in sources.items()}


def _whole(url: str, home: str) -> str:
    path = url.removeprefix("sqlite:///")
    return url if path == url or path.startswith("/") else f"{sqlite_url(home)}/{path}"


def rights_of(sources: Mapping[str, SourceSettings]) -> Rights:
    return {name: source.tables for name, source in sources.items()}


def rights_as_data(rights: Rights) -> dict[str, Any]:
    return {name: {table: each.as_data() for table, each in tables.items()} for name, tables in rights.items()}


def rights_from_data(data: Mapping[str, Any]) -> Rights:
    return {
        name: {table: TableRights.from_data(each) for table, each in tables.items()} for name, tables in data.items()
    }


class NotAllowed(Exception):
    """The settings name no such source, table or column, or not for this; the text says which, and what to write."""


def table_of(rights: Rights, source: str, table: str) -> TableRights:
    """Raises NotAllowed."""
    if (tables := rights.get(source)) is None:
        raise NotAllowed(f'there is no source "{shown(source)}"{_hint(source, rights)}')
    if (found := tables.get(table)) is None:
        raise NotAllowed(f'source "{source}" has no table "{shown(table)}"{_hint(table, tables)}')
    return found


def allowed(columns: Iterable[str], known: Iterable[str], what: str) -> None:
    """`what`: the list of the settings that `known` is.  Raises NotAllowed."""
    there = list(known)
    for column in columns:
        if column not in there:
            raise NotAllowed(f'"{shown(column)}" is no column under `{what}`{_hint(column, there)}')


def _hint(name: str, known: Iterable[str]) -> str:
    names = list(known)
    if meant := did_you_mean(name, names):
        return f": {meant}"
    return f"; there is: {', '.join(names[:20]) or 'none'}"
