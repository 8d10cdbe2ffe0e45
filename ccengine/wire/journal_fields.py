"""From the types of a dataclass's fields to functions that take JSON values as those types.

Known: text, numbers, booleans, None, enums (by value), tuples of these, NewTypes of these, dataclasses of these (as
objects; fields that are not known are ignored, those that are missing take their defaults).  Anything else raises
TypeError when the vocabulary is made, not when a record is read; so a Secret can be a field of no kind."""

from collections.abc import Callable
from dataclasses import is_dataclass
from enum import Enum
from math import isfinite
from types import NoneType, UnionType
from typing import NewType, Union, get_args, get_origin, get_type_hints

Reader = Callable[[object], object]
"""Takes a JSON value; raises TypeError or ValueError when it is no value of the type."""


def reader_of(kind: type) -> dict[str, Reader]:
    """A reader per field of the dataclass."""
    return {name: _reader(hint) for name, hint in get_type_hints(kind).items()}


def _reader(hint: object) -> Reader:
    if isinstance(hint, NewType):
        return _reader(hint.__supertype__)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if hint in _SIMPLE:
        return _SIMPLE[hint]
    if get_origin(hint) in (UnionType, Union):
        return _union([_reader(option) for option in get_args(hint)])
    if isinstance(hint, type) and is_dataclass(hint):
        return _nested(hint)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint))
    raise TypeError(f"the journal keeps no values of type {hint}")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError(f"{value!r} is no text")


def _bool(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError(f"{value!r} is neither true nor false")


def _int(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"{value!r} is no whole number")


def _float(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return float(value)
    raise TypeError(f"{value!r} is no number")


def _none(value: object) -> None:
    if value is not None:
        raise TypeError(f"{value!r} is not null")


_SIMPLE: dict[object, Reader] = {str: _text, bool: _bool, int: _int, float: _float, NoneType: _none, None: _none}


def _union(options: list[Reader]) -> Reader:
    def read(value: object) -> object:
        for option in options:
            try:
                return option(value)
            except (TypeError, ValueError, OverflowError):
                continue
        raise TypeError(f"{value!r} is of none of the types")

    return read


def _nested(kind: type) -> Reader:
    readers = reader_of(kind)

    def read(value: object) -> object:
        if not isinstance(value, dict):
            raise TypeError(f"{value!r} is no {kind.__name__}")
        return kind(**{name: read(value[name]) for name, read in readers.items() if name in value})

    return read


def _tuple(args: tuple[object, ...]) -> Reader:
    same = _reader(args[0]) if len(args) == 2 and args[1] is Ellipsis else None
    each = [] if same else [_reader(arg) for arg in args]

    def read(value: object) -> tuple[object, ...]:
        if not isinstance(value, list) or (not same and len(value) != len(each)):
            raise TypeError(f"{value!r} is no list of {len(each) or 'such values'}")
        return tuple(same(item) for item in value) if same else tuple(r(v) for r, v in zip(each, value, strict=True))

    return read
