"""Looks into the books: whose phone is it, is it his PIN.  And puts another PIN in its place.

A connection for each question: it is asked a few times a minute, and a database that was away is simply there again.
The hash is read, compared and written here; nothing of it goes back to the engine."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any
from urllib.parse import quote, unquote

from ccengine.model.secret import Secret
from ccengine.workers.child.within import OutOfTime, within
from ccengine.workers.frames import Message
from ccengine.workers.pins import hashed, matches

CONNECT = 3
"""Seconds to connect, or for SQLite's lock."""


class Away(Exception):
    """The books cannot be asked now."""


class Books:
    """One connection, with the same placeholders for both databases."""

    def __init__(self, connection: Any, mark: str) -> None:
        self._connection, self._mark = connection, mark

    def rows(self, statement: str, *values: object) -> Sequence[tuple[Any, ...]]:
        found: Sequence[tuple[Any, ...]] = self._execute(statement, values).fetchall()
        return found

    def change(self, statement: str, *values: object) -> int:
        """How many rows."""
        count: int = self._execute(statement, values).rowcount
        self._connection.commit()
        return count

    def _execute(self, statement: str, values: Sequence[object]) -> Any:
        return self._connection.execute(statement.replace("?", self._mark), values)


def member_task(task: Message) -> Message:
    try:
        with within(task["timeout"]), opened(task["books"]) as books:
            return {"outcome": "done", "detail": "", **(_found if task["do"] == "find" else _verified)(books, task)}
    except OutOfTime:
        return {"outcome": "timeout", "detail": f"the books did not answer within {task['timeout']:.3g} s"}
    except Away as error:
        return {"outcome": "unreachable", "detail": str(error)}


@contextmanager
def opened(url: str) -> Iterator[Books]:
    """Raises Away, also for what goes wrong inside: a column's value is in none of these texts."""
    try:
        if url.startswith("sqlite:///"):
            path = unquote(url.removeprefix("sqlite:///").partition("?")[0])  # as SQLAlchemy, too, takes it
            with closing(sqlite3.connect(f"file:{quote(path)}?mode=rw", timeout=CONNECT, uri=True)) as lite:
                yield Books(lite, "?")
            return
    except sqlite3.Error as error:
        raise Away(f"the books: {error}") from None
    import psycopg  # only where it is needed

    try:
        _, _, rest = url.partition("://")
        with closing(psycopg.connect(f"postgresql://{rest}", connect_timeout=CONNECT)) as there:
            yield Books(there, "%s")
    except psycopg.Error as error:
        raise Away(f"the books: {str(error).partition(chr(10))[0]}") from None


def _found(books: Books, task: Message) -> Message:
    number, caller = task["number"], task["caller"]
    if not number:
        having = books.rows("SELECT member FROM member_phones WHERE form = ? AND NOT learned", caller)
        number = having[0][0] if len(having) == 1 else ""
    there = books.rows("SELECT number FROM members WHERE number = ?", number)
    if not there:
        return {"number": "", "own": False}
    own = books.rows("SELECT member FROM member_phones WHERE member = ? AND form = ?", number, caller)
    return {"number": number, "own": bool(caller and own)}


def _verified(books: Books, task: Message) -> Message:
    rows = books.rows("SELECT number, name, class, pin_hash FROM members WHERE number = ?", task["number"])
    number, name, kind, kept = rows[0] if rows else ("", "", "", "")
    if not matches(kept, Secret(task["pin"])):
        return {"right": False}
    if task["new_pin"]:
        changed = "UPDATE members SET pin_hash = ?, changed = ? WHERE number = ? AND pin_hash = ?"
        if not books.change(changed, hashed(Secret(task["new_pin"])), time.time(), number, kept):
            return {"right": False}  # somebody else has changed it in this moment
    return {"right": True, "member": {"number": number, "name": name, "class": kind}}
