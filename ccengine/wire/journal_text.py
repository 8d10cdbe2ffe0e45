"""Values of a record as JSON text, by one look at the value's type (docs/decisions/0178-a-template-per-kind.md).

The text is what `json.dumps(..., separators=(",", ":"), allow_nan=False)` gives for the same fields, byte for byte.
What each type needs is found out once: of a dataclass, a template with the names of its fields, which only the values
are put into."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from json.encoder import encode_basestring_ascii as quoted  # C, where there is C
from math import isfinite
from operator import attrgetter
from types import NoneType
from typing import Any

Text = Callable[[Any], str]
"""Raises TypeError or ValueError for what is no JSON: a Secret, a NaN."""

Values = Callable[[Any], tuple[Any, ...]]
"""A dataclass's fields, in order."""

any_text: Text = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class _Texts(dict[type, Text]):
    def __missing__(self, kind: type) -> Text:
        self[kind] = made = _text_of(kind)
        return made


def _text_of(kind: type) -> Text:
    """For a type that is met for the first time."""
    if issubclass(kind, tuple):
        return _list
    if is_dataclass(kind):
        return partial(_filled, *object_of(kind))
    return _enum if issubclass(kind, Enum) else any_text


def _float(value: float) -> str:
    if isfinite(value):
        return repr(value)
    raise ValueError(f"{value!r} is no JSON")


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _null(_none: None) -> str:
    return "null"


def _enum(value: Enum) -> str:
    plain = value._value_
    return text_of[type(plain)](plain)


def _list(values: tuple[Any, ...]) -> str:
    return f"[{','.join([text_of[type(value)](value) for value in values])}]"


text_of = _Texts({str: quoted, int: repr, float: _float, bool: _bool, NoneType: _null})
"""By the exact type of the value."""


def object_of(kind: type, head: str = "") -> tuple[str, Values]:
    """A template of the dataclass's JSON object, and what gives the values for it, in order.  `head`: what stands
    before the fields, itself a template."""
    names = [field.name for field in fields(kind)]
    members = ([head] if head else []) + [f"{quoted(name)}:%s" for name in names]
    return f"{{{','.join(members)}}}", _values(names)


def _values(names: list[str]) -> Values:
    """In a tuple also where attrgetter would give none: of one field, or of no field at all."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _filled(template: str, values: Values, value: object) -> str:
    return template % tuple([text_of[type(each)](each) for each in values(value)])
