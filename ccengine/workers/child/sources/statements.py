"""A request -> SQL.  Names come from the settings, and are quoted; values are bound."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.elements import quoted_name

from ccengine.workers.frames import Message


class Value(sa.types.UserDefinedType[Any]):
    """A value that is sent as the driver sends it, without a cast: the column's type decides."""

    cache_ok = True


def _name(text: str) -> quoted_name:
    return quoted_name(text, quote=True)


def _column(name: str) -> "sa.ColumnClause[Any]":
    return sa.column(_name(name), Value())


def table(name: str, *columns: str) -> sa.TableClause:
    """`name`: with its schema or without."""
    schema, _, bare = name.rpartition(".")
    return sa.table(_name(bare), *map(_column, columns), schema=_name(schema) if schema else None)


def lookup(
    rights: Message, fields: Sequence[str], where: Mapping[str, object], order: Sequence[str], limit: int
) -> Any:
    """At most `limit` rows, the limit in the SQL itself."""
    chosen = [_column(name) for name in fields] or [sa.literal_column("1")]
    found = sa.select(*chosen).select_from(table(rights["table"])).limit(limit)
    for name, value in where.items():
        found = found.where(_column(name) == sa.bindparam(None, value, Value()))
    for name in order:
        column = _column(name.removeprefix("-"))
        found = found.order_by(column.desc() if name.startswith("-") else column.asc())
    return found


def store(rights: Message, values: Mapping[str, object], returning: bool) -> Any:
    """`returning`: the database can give back what the row has in the column `returns`."""
    into = table(rights["table"], *{*values, rights["returns"]} - {""})
    made = sa.insert(into).values({name: sa.bindparam(None, value, Value()) for name, value in values.items()})
    return made.returning(into.c[rights["returns"]]) if returning and rights["returns"] else made
