"""A look at a source for operators: is it there, and has it what the settings name?"""

from collections.abc import Mapping

import sqlalchemy as sa

from ccengine.workers.child.sources import statements
from ccengine.workers.child.sources.database import Database
from ccengine.workers.child.sources.errors import reason
from ccengine.workers.frames import Message

LISTS = ("read", "where", "write")


def probe(database: Database, tables: Mapping[str, Message]) -> Message:
    """What is wrong with each table, as sentences; none: nothing was found.  Raises whatever the driver does."""
    connection = database.reading()
    found = [f"{name}: {text}" for name, rights in tables.items() for text in _table(database, connection, rights)]
    server = f"{connection.dialect.name} {'.'.join(map(str, connection.dialect.server_version_info or ()))}".strip()
    return {"outcome": "done", "detail": "", "server": server, "found": found}


def _table(database: Database, connection: sa.Connection, rights: Message) -> list[str]:
    kinds = database.kinds(connection, rights["table"])
    if not kinds:
        return [f'the database shows no table "{rights["table"]}" to this user']
    named = [*(name for words in LISTS for name in rights[words]), rights["returns"], rights["key"]]
    found = [f'there is no column "{name}"' for name in dict.fromkeys(filter(None, named)) if name not in kinds]
    return found or [*_readable(connection, rights), *_unique(connection, rights)]


def _readable(connection: sa.Connection, rights: Message) -> list[str]:
    columns = list(dict.fromkeys([*rights["read"], *rights["where"]]))
    if not columns:
        return []
    try:
        connection.execute(statements.lookup(rights, columns, {}, (), 1).where(sa.false())).fetchall()
    except sa.exc.DBAPIError as error:
        return [f"it cannot be read: {reason(error)}"]
    return []


def _unique(connection: sa.Connection, rights: Message) -> list[str]:
    """Without it, a repeat that comes while the first is still at work makes a second row."""
    if not (key := rights["key"]):
        return []
    schema, _, bare = rights["table"].rpartition(".")
    look = sa.inspect(connection)
    try:
        sets: list[list[str] | list[str | None]] = [
            each["column_names"]
            for each in look.get_indexes(bare, schema or None, include_auto_indexes=True)
            if each["unique"]
        ]
        sets += [each["column_names"] for each in look.get_unique_constraints(bare, schema or None)]
        sets.append(look.get_pk_constraint(bare, schema or None)["constrained_columns"])
    except (sa.exc.SQLAlchemyError, NotImplementedError) as error:
        return [f'whether "{key}" is unique cannot be seen: {reason(error)}']
    return [] if [key] in sets else [f'"{key}" keeps the key and is not unique: add a unique index']
