"""What a database gives, as JSON.  The form of each kind is in docs/manual/sources.md."""

import datetime
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ccengine.workers.child.sources.kinds import Kind

LONGEST = 4000  # characters of one value
DIGITS = 10**15  # whole numbers from here on, and decimals of as many digits, stay text: flows compute with no larger
DEPTH = 5


class TooLarge(Exception):
    """The text says which column."""


def row_of(names: Iterable[str], values: Iterable[Any], kinds: Mapping[str, Kind], zone: datetime.tzinfo | None) -> Any:
    """One row by column.  Raises TooLarge."""
    found = {}
    for name, value in zip(names, values, strict=True):
        found[name] = cell(value, kinds.get(name, Kind.OTHER), zone)
        if isinstance(found[name], str) and len(found[name]) > LONGEST:
            raise TooLarge(f'column "{name}" holds {len(found[name])} characters; at most {LONGEST}')
    return found


def cell(value: Any, kind: Kind, zone: datetime.tzinfo | None, depth: int = DEPTH) -> Any:
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if -DIGITS < value < DIGITS else str(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case Decimal():
            return _decimal(value)
        case datetime.datetime():
            return (value.astimezone(zone) if value.tzinfo else value).isoformat()
        case datetime.date() | datetime.time():
            return value.isoformat()
        case datetime.timedelta():
            return _length(value, kind)
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
        case list() | tuple() if depth:
            return [cell(each, Kind.OTHER, zone, depth - 1) for each in value]
        case dict() if depth:
            return {str(name): cell(each, Kind.OTHER, zone, depth - 1) for name, each in value.items()}
    return str(value)


def _decimal(value: Decimal) -> int | float | str:
    """A number while it is exact as one: to fifteen digits the shortest float that means it is the same decimal."""
    if not value.is_finite():
        return str(value)
    if len(value.as_tuple().digits) > 15 or abs(value) >= DIGITS:
        return format(value, "f")
    return int(value) if value == value.to_integral_value() else float(value)


def _length(value: datetime.timedelta, kind: Kind) -> str | int | float:
    """MariaDB's driver gives a time of day as a length of time."""
    seconds = value.total_seconds()
    if kind is Kind.TIME and 0 <= seconds < 86400:
        return (datetime.datetime.min + value).time().isoformat()
    return int(seconds) if seconds == int(seconds) else seconds
