"""What an expression computes with: the values of JSON, and secrets."""

from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Final, TypeAlias

from ccengine.flow.expr.fault import ExpressionFault
from ccengine.model.secret import Secret

Value: TypeAlias = bool | int | float | str | Secret | Sequence["Value"] | Mapping[str, "Value"] | None

_KINDS: Final[dict[type, str]] = {
    str: "text",
    int: "number",
    float: "number",
    bool: "bool",
    NoneType: "none",
    tuple: "list",
    list: "list",
    dict: "mapping",
    Secret: "secret",
}
NAMES: Final = {
    "text": "a text",
    "number": "a number",
    "bool": "true or false",
    "none": "none",
    "list": "a list",
    "mapping": "a mapping",
    "secret": "a secret",
}


def kind_of(value: object) -> str:
    """text, number, bool, none, list, mapping or secret; of anything else ExpressionFault."""
    known = _KINDS.get(type(value))
    if known:
        return known
    if isinstance(value, Mapping):
        return "mapping"
    raise ExpressionFault(f"a value of Python's type {type(value).__name__} is not for expressions")


def said(value: object) -> str:
    """The value's kind, for a sentence."""
    return NAMES[kind_of(value)]


def text_bytes(text: str) -> int:
    """An upper bound of what a text takes, without the 64 bytes of any object."""
    return len(text) if text.isascii() else 4 * len(text)
