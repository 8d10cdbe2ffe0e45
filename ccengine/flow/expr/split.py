"""A text -> its words and the expressions between {{ and }}, with their places; what must not be parsed is stopped."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ccengine.flow.expr.fault import Unreadable
from ccengine.flow.expr.limits import ExprLimits

_OPEN = re.compile("{[{%#]|[{｛]｛|｛{")
STRING = r"""'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*\""""
_MARK = re.compile(rf"{STRING}|}}}}|['\"]", re.DOTALL)


class Piece(NamedTuple):
    offset: int  # of its first character in the text
    source: str
    is_expression: bool


def may_compute(text: str) -> bool:
    """Something in it looks like an expression; all other texts mean themselves."""
    return ("{" in text or "｛" in text) and _OPEN.search(text) is not None


def split(text: str, limits: ExprLimits) -> Iterator[Piece]:
    """The pieces in order.  Raises Unreadable."""
    if len(text) > limits.text:
        remedy = "split it into several nodes, or put it into a service"
        told = f"a text with expressions has {len(text)} characters, more than {limits.text} (expr.text)"
        raise Unreadable(0, told, "expression-limit", remedy)
    place = 0
    while begin := _OPEN.search(text, place):
        if begin.start() > place:
            yield Piece(place, text[place : begin.start()], False)
        _refuse_others(begin[0], begin.start())
        end = _end(text, begin.start())
        inner = text[begin.end() : end]
        if len(inner) > limits.length:
            told = f"the expression has {len(inner)} characters, more than {limits.length} (expr.length)"
            raise Unreadable(begin.start(), told, "expression-limit", "compute it in parts, with `set`")
        yield Piece(begin.end(), inner, True)
        place = end + 2
    if place < len(text):
        yield Piece(place, text[place:], False)


def _refuse_others(sign: str, at: int) -> None:
    if "｛" in sign:
        remedy = "switch the input method off and type {{ and }}"
        raise Unreadable(at, f"“{sign}” is full-width: this is no expression", "expression-syntax", remedy)
    if sign != "{{":
        what = "statements {% %}" if sign == "{%" else "comments {# #}"
        remedy = f"use a node (`when`, `set`, `goto`), or write {{{{ '{sign}' }}}} for the characters"
        raise Unreadable(at, f"there are no {what} in texts", "not-in-expressions", remedy)


def _end(text: str, begin: int) -> int:
    """Where the }} stands that belongs to the {{ at `begin`; one between quotes does not count."""
    for mark in _MARK.finditer(text, begin + 2):
        if mark[0] == "}}":
            return mark.start()
        if len(mark[0]) == 1:
            told = "the text that begins here is never closed"
            raise Unreadable(mark.start(), told, "expression-syntax", "close its quote")
    raise Unreadable(begin, "{{ is never closed", "expression-syntax", "write }} after the expression")
