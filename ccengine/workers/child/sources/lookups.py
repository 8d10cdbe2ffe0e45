"""A lookup: rows in which columns have the values that were asked for."""

from ccengine.workers.child.sources import statements
from ccengine.workers.child.sources.cells import row_of
from ccengine.workers.child.sources.database import Database
from ccengine.workers.child.sources.errors import CannotAsk, answered, is_no_value
from ccengine.workers.child.sources.kinds import Kind, NoMatch, taken
from ccengine.workers.frames import Message, pack
from ccengine.workers.settings import MAX_BODY

NOTHING: Message = {"outcome": "done", "detail": "", "rows": []}


def lookup(database: Database, rights: Message, task: Message) -> Message:
    """A connection that died while it was idle is made anew, once.  Raises whatever the driver does."""
    fresh = not database.connected
    try:
        return _lookup(database, rights, task)
    except Exception as error:  # drivers raise anything; what is no lost connection goes on
        database.drop()
        if fresh or answered(error) or database.over:
            raise
    return _lookup(database, rights, task)


def _lookup(database: Database, rights: Message, task: Message) -> Message:
    connection = database.reading()
    kinds = known(database.kinds(connection, rights["table"]), rights, (*task["fields"], *task["where"]))
    if any(value is None for value in task["where"].values()):
        return NOTHING  # as in SQL: null is equal to nothing
    try:
        where = {name: taken(value, kinds[name]) for name, value in task["where"].items()}
    except NoMatch:
        return NOTHING
    asked = statements.lookup(rights, task["fields"], where, task["order"], task["limit"])
    try:
        found = connection.execute(asked).fetchall()
    except Exception as error:  # each driver has its own for a value that its column cannot hold
        if is_no_value(error) and any(_doubtful(kinds[name], value) for name, value in where.items()):
            return NOTHING
        raise
    if len(found) > task["rows"]:
        raise CannotAsk(f"more than {task['rows']} rows (settings: rows)")
    rows = [row_of(task["fields"], row if task["fields"] else (), kinds, database.zone) for row in found]
    if (size := len(pack({"rows": rows}))) > MAX_BODY:
        raise CannotAsk(f"the rows are {size} bytes; at most {MAX_BODY}")
    return {"outcome": "done", "detail": "", "rows": rows, "bytes": size}


def _doubtful(kind: Kind, value: object) -> bool:
    """Whether the database's column can hold it is only seen when it is asked."""
    return kind is Kind.OTHER or (kind is Kind.TEXT and not str(value).isascii())


def known(kinds: dict[str, Kind], rights: Message, columns: tuple[str, ...]) -> dict[str, Kind]:
    """Raises CannotAsk when the database has no such table or column."""
    if not kinds:
        raise CannotAsk(f'the database shows no table "{rights["table"]}" to this user')
    for column in columns:
        if column not in kinds:
            raise CannotAsk(f'table "{rights["table"]}" has no column "{column}" (settings: tables)')
    return kinds
