"""A store: one new row, and what it gives back."""

from typing import Any

import sqlalchemy as sa

from ccengine.workers.child.sources import statements
from ccengine.workers.child.sources.cells import cell
from ccengine.workers.child.sources.database import Database
from ccengine.workers.child.sources.errors import CannotAsk, answered
from ccengine.workers.child.sources.kinds import Kind, NoMatch, taken
from ccengine.workers.child.sources.lookups import known
from ccengine.workers.frames import Message

ABSENT: Any = object()


def store(database: Database, rights: Message, task: Message) -> Message:
    """With a key it is asked again, once, when the connection broke in the midst: the row may be there.  Raises
    whatever the driver does; `database.sent` says whether the row may have come about."""
    try:
        return _store(database, rights, task)
    except Exception as error:  # drivers raise anything when a connection is lost
        if database.sent and answered(error):
            database.sent = False
        if not (database.sent and rights["key"]) or database.over:
            raise
    return _store(database, rights, task)


def _store(database: Database, rights: Message, task: Message) -> Message:
    with database.writing() as connection:
        kinds = known(database.kinds(connection, rights["table"]), rights, tuple(task["values"]))
        values = {name: _taken(name, value, kinds[name]) for name, value in task["values"].items()}
        if rights["key"]:
            known(kinds, rights, (rights["key"],))
            values[rights["key"]] = taken(task["key"], kinds[rights["key"]])
            if (earlier := _earlier(connection, rights, values[rights["key"]])) is not ABSENT:
                return _done(earlier, kinds, rights, database)
        connection.rollback()
        database.sent = True
        try:
            return _done(_insert(connection, rights, values), kinds, rights, database)
        except sa.exc.IntegrityError:  # of the key: another has stored it in the very moment
            connection.rollback()
            if rights["key"] and (earlier := _earlier(connection, rights, values[rights["key"]])) is not ABSENT:
                return _done(earlier, kinds, rights, database)
            raise


def _taken(name: str, value: Any, kind: Kind) -> object:
    """Raises CannotAsk."""
    try:
        return None if value is None else taken(value, kind)
    except NoMatch as why:
        raise CannotAsk(f'column "{name}": {why}') from None


def _earlier(connection: sa.Connection, rights: Message, key: object) -> Any:
    """What the row of this key gives back; ABSENT when there is none."""
    fields = [rights["returns"]] if rights["returns"] else []
    row = connection.execute(statements.lookup(rights, fields, {rights["key"]: key}, (), 1)).first()
    return ABSENT if row is None else row[0] if fields else None


def _insert(connection: sa.Connection, rights: Message, values: dict[str, object]) -> Any:
    returning = bool(rights["returns"]) and connection.dialect.insert_returning
    with connection.begin():
        made = connection.execute(statements.store(rights, values, returning))
        return made.scalar_one() if returning else made.lastrowid or None if rights["returns"] else None


def _done(value: Any, kinds: dict[str, Kind], rights: Message, database: Database) -> Message:
    kind = kinds.get(rights["returns"], Kind.OTHER)
    return {"outcome": "done", "detail": "", "value": cell(value, kind, database.zone)}
