"""What a driver raises: was it the database's own no, and in which words?"""

import sqlite3

REFUSED_VALUES = frozenset({"22P02", "22007", "22008", "22003", "22P05", "22021"})
"""SQLSTATE of PostgreSQL: a text that an enum, a UUID or the like cannot be, or that the encoding cannot hold."""
MIXED = 1267  # of MariaDB: the column's character set cannot hold the text, so that they cannot be compared
_GOING = ("08", "57P")  # the connection, or the server, is on its way out
_CLIENT = range(2000, 3000)  # MariaDB's numbers of what the client found out itself


class CannotConnect(Exception):
    """The text says why; nothing was asked."""


class CannotAsk(Exception):
    """It cannot be asked so; the text says why."""


def own(error: BaseException) -> BaseException:
    """The driver's, out of SQLAlchemy's."""
    return getattr(error, "orig", None) or error


def answered(error: BaseException) -> bool:
    """The database said no, and what it was asked has not come about.  Anything else leaves that open."""
    theirs = own(error)
    if isinstance(theirs, sqlite3.Error):
        return True
    if state := getattr(theirs, "sqlstate", None):
        return not str(state).startswith(_GOING)
    number = theirs.args[0] if theirs.args else None
    gone = (1053, 1927)  # it shuts down; the connection was killed
    return type(number) is int and number >= 1000 and number not in _CLIENT and number not in gone


def is_no_value(error: BaseException) -> bool:
    theirs = own(error)
    return getattr(theirs, "sqlstate", None) in REFUSED_VALUES or theirs.args[:1] == (MIXED,)


def reason(error: BaseException) -> str:
    """In the driver's words, without the SQL and its values."""
    theirs = own(error)
    words = " ".join(str(theirs).split())[:500]
    return f"{type(theirs).__name__}: {words}" if words else type(theirs).__name__
