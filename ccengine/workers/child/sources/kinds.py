"""What a column holds, and a value as the column takes it.

A value is never left to the database to convert: MariaDB takes every text that begins with no digit for 0, so that
`room = 0` would find all of them."""

import datetime
import re
from decimal import Decimal
from enum import StrEnum

LONGEST = 4000  # characters of a value
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,15})?", re.ASCII)


class Kind(StrEnum):
    TEXT = "a text"
    WHOLE = "a whole number"
    DECIMAL = "a number"
    FLOAT = "a number with a point"
    BOOL = "true or false"
    DATE = "a date, as 2026-10-01"
    MOMENT = "a date with a time, as 2026-10-01 12:30"
    TIME = "a time, as 12:30"
    BYTES = "bytes, as hexadecimal digits"
    OTHER = "a value of its own kind"  # an enum, a UUID, an address: the database reads it


_NAMES = {
    Kind.WHOLE: "smallint integer bigint int tinyint mediumint year int2 int4 int8",
    Kind.DECIMAL: "numeric decimal",
    Kind.FLOAT: "real|double precision|double|float",
    Kind.TEXT: "text|character varying|character|varchar|char|tinytext|mediumtext|longtext|citext|name|bpchar",
    Kind.BOOL: "boolean bool",
    Kind.DATE: "date",
    Kind.MOMENT: "timestamp without time zone|timestamp with time zone|timestamp|datetime",
    Kind.TIME: "time without time zone|time",
    Kind.BYTES: "bytea binary varbinary tinyblob blob mediumblob longblob",
}
_KINDS = {
    name: kind for kind, names in _NAMES.items() for name in (names.split("|") if "|" in names else names.split())
}


class NoMatch(Exception):
    """No row can have this value in the column; the text says why, and does not repeat it."""


def kind_of(type_name: str) -> Kind:
    """`type_name`: as PostgreSQL's format_type or MariaDB's information_schema gives it."""
    return _KINDS.get(type_name.lower().partition("(")[0].strip(), Kind.OTHER)


def affinity(type_name: str) -> Kind:
    """Of SQLite, whose columns hold anything and prefer what their type's name says (sqlite.org/datatype3.html).  Dates
    are texts there."""
    name = type_name.upper()
    if "INT" in name or "BOOL" in name:
        return Kind.WHOLE
    if any(word in name for word in ("CHAR", "CLOB", "TEXT", "DATE", "TIME")):
        return Kind.TEXT
    if "BLOB" in name or "BINARY" in name:
        return Kind.BYTES
    if not name:
        return Kind.OTHER
    return Kind.FLOAT


def taken(value: bool | int | float | str, kind: Kind) -> object:
    """The value as a column of this kind takes it.  Raises NoMatch."""
    if isinstance(value, str) and (len(value) > LONGEST or "\0" in value or not _encodable(value)):
        raise NoMatch("the text is too long, or holds what no text may")
    try:
        return _TAKEN[kind](value)
    except (ValueError, ArithmeticError):
        raise NoMatch(f"{kind.value} is needed") from None


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(value: bool | int | float | str) -> str:
    if isinstance(value, bool):
        raise ValueError
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


def _whole(value: bool | int | float | str) -> int:
    if isinstance(value, str):
        if not _WHOLE.fullmatch(value.strip()):
            raise ValueError
    elif int(value) != value or abs(value) >= 2**63:
        raise ValueError
    return int(value)


def _decimal(value: bool | int | float | str) -> Decimal:
    text = value.strip() if isinstance(value, str) else str(value)
    if isinstance(value, str | bool) and not _NUMBER.fullmatch(text):
        raise ValueError
    found = Decimal(text)
    if not found.is_finite():
        raise ValueError
    return found


def _bool(value: bool | int | float | str) -> bool:
    known = {"true": True, "false": False, "1": True, "0": False}
    if str(value).lower() not in known:
        raise ValueError
    return known[str(value).lower()]


def _words(value: bool | int | float | str) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value.strip()


_TAKEN = {
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.DECIMAL: _decimal,
    Kind.FLOAT: lambda value: float(_decimal(value)),
    Kind.BOOL: _bool,
    Kind.DATE: lambda value: datetime.date.fromisoformat(_words(value)),
    Kind.MOMENT: lambda value: datetime.datetime.fromisoformat(_words(value)),
    Kind.TIME: lambda value: datetime.time.fromisoformat(_words(value)),
    Kind.BYTES: lambda value: bytes.fromhex(_words(value)),
    Kind.OTHER: _text,
}
