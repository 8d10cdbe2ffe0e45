"""An expression -> tokens for Jinja's parser, whose line number is their offset in the text.

A lexer of our own: Jinja's keeps no columns, has numbers that nobody needs here (0x1f, 1_000, 1e5) and knows no
`300s`.  Refused here, where their place is exact: what no expression may hold, numbers that are too large, and whatever
is nested so deep that a recursive parser would mind."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from jinja2.lexer import Token

from ccengine.flow.expr.fault import Unreadable
from ccengine.flow.expr.limits import NUMBER, ExprLimits
from ccengine.flow.expr.split import STRING
from ccengine.model.values import seconds
from ccengine.model.yamltext import FULL_WIDTH, shown

_TOKEN = re.compile(
    rf"\s*(?:(?P<name>[^\W\d]\w*)|(?P<operator>\*\*|//|[=!<>]=|[-+*/%<>=.:|,;~()\[\]{{}}])|(?P<string>{STRING})"
    r"|(?P<number>\d\w*(?:\.\d\w*)?))",
    re.DOTALL,
)
_STRING = re.compile(STRING, re.DOTALL)
_PLAIN_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"\\": "\\", "'": "'", '"': '"', "n": "\n", "t": "\t"}
_REFUSED = {
    "**": ("there is no power operator", "multiply"),
    "~": ("there is no ~ operator", "join texts with +, or put each into braces of its own"),
    "{": ("there are no mappings in expressions", "build it from the fields of a node"),
    "}": ("a } stands alone here", "an expression ends with }}"),
    "=": ("= sets nothing here", "compare with =="),
    ";": ("; has no place here", "one expression, one value"),
}
_NOT_OURS = {"&": "write and", "!": "write not, or !=", "?": "write `a if test else b`", "`": "quote with '"}
_OPERATORS: Final[dict[str, str]] = {
    "+": "add",
    "-": "sub",
    "/": "div",
    "//": "floordiv",
    "*": "mul",
    "%": "mod",
    "[": "lbracket",
    "]": "rbracket",
    "(": "lparen",
    ")": "rparen",
    "==": "eq",
    "!=": "ne",
    ">": "gt",
    ">=": "gteq",
    "<": "lt",
    "<=": "lteq",
    ".": "dot",
    ":": "colon",
    "|": "pipe",
    ",": "comma",
}


WORDS: Final = frozenset({"and", "or", "not", "if", "else", "in", "is"})
"""Of the language: no names."""


class Raw(NamedTuple):
    offset: int
    kind: str
    text: str


def tokens(source: str, offset: int, limits: ExprLimits) -> list[Token]:
    """Of an expression that begins at `offset` of its text.  Raises Unreadable."""
    if not source.isascii():
        _refuse_full_width(source, offset)
    raw = _lexed(source.rstrip(), offset)
    if len(raw) > limits.depth:  # fewer cannot be nested deeper
        _refuse_depth(raw, limits.depth)
    return [_CONVERT[one.kind](one) for one in raw]


def _lexed(source: str, offset: int) -> list[Raw]:
    found, place = [], 0
    for token in _TOKEN.finditer(source):
        kind = token.lastgroup
        if kind is None or token.start() != place:
            break
        found.append(Raw(offset + token.start(kind), kind, token[kind]))
        place = token.end()
    if place < len(source):
        place += len(source) - place - len(source[place:].lstrip())
        sign = source[place]
        remedy = _NOT_OURS.get(sign) or "see the manual's page on expressions"
        raise Unreadable(offset + place, f'"{shown(sign)}" has no place here', "expression-syntax", remedy)
    return found


def _number(raw: Raw) -> Token:
    plain = _PLAIN_NUMBER.fullmatch(raw.text)
    value: Any = seconds(raw.text) if plain is None else None
    if plain is None and value is None:
        remedy = "numbers are written 12 or 1.5, lengths of time 300ms, 5s, 1m30s or 2h; a blank ends them"
        told = f'"{shown(raw.text)}" is neither a number nor a length of time'
        raise Unreadable(raw.offset, told, "expression-syntax", remedy)
    if len(raw.text) > 32 or (plain and float(raw.text) > NUMBER):
        told = "the number is larger than 1000000000000000, or longer than 32 digits"
        raise Unreadable(raw.offset, told, "expression-limit", "put what is no quantity into quotes")
    if plain:
        value = float(raw.text) if plain[1] else int(raw.text)
    return Token(raw.offset, "float" if isinstance(value, float) else "integer", value)


def _string(raw: Raw) -> Token:
    """Five escapes: YAML has all others, and what they make is checked there."""

    def escaped(found: re.Match[str]) -> str:
        if found[1] not in _ESCAPED:
            at = raw.offset + 1 + found.start()
            remedy = "there are \\\\ \\' \\\" \\n \\t; other characters stand for themselves"
            raise Unreadable(at, f'"{shown(found[0])}" is no escape here', "expression-syntax", remedy)
        return _ESCAPED[found[1]]

    inner = raw.text[1:-1]
    return Token(raw.offset, "string", _ESCAPE.sub(escaped, inner) if "\\" in inner else inner)


def _name(raw: Raw) -> Token:
    if not raw.text.isidentifier():
        remedy = "a name begins with a letter or _"
        raise Unreadable(raw.offset, f'"{shown(raw.text)}" is no name', "expression-syntax", remedy)
    if raw.text.startswith("__"):
        remedy = "values have no inner names; an entry with such a key is x['__key']"
        raise Unreadable(raw.offset, f'there is no name "{shown(raw.text)}"', "not-in-expressions", remedy)
    return Token(raw.offset, "name", raw.text)


def _operator(raw: Raw) -> Token:
    if raw.text in _REFUSED:
        told, remedy = _REFUSED[raw.text]
        raise Unreadable(raw.offset, told, "not-in-expressions", remedy)
    return Token(raw.offset, _OPERATORS[raw.text], raw.text)


_CONVERT: Final[dict[str, Callable[[Raw], Token]]] = {
    "string": _string,
    "name": _name,
    "number": _number,
    "operator": _operator,
}


def _refuse_depth(raw: Iterable[Raw], most: int) -> None:
    """Brackets, signs before a value, `not` and `else` make a recursive parser go deeper."""
    outer: list[int] = []
    depth = signs = 0
    after_value = False  # a - or + there has two sides
    for one in raw:
        if one.text in ("(", "[", "{"):
            outer.append(depth)
            depth, signs = depth + signs + 1, 0
        elif one.text in (")", "]", "}"):
            depth, signs = outer.pop() if outer else 0, 0
        elif one.text == "not" or (one.text in ("-", "+") and not after_value):
            signs += 1
        else:
            depth, signs = depth + (one.text == "else"), 0
        if depth + signs > most:
            raise Unreadable(one.offset, *too_deep(most))
        after_value = one.text in (")", "]") if one.kind == "operator" else one.text not in WORDS


def too_deep(most: int) -> tuple[str, str, str]:
    told = f"the expression is nested deeper than {most} levels (expr.depth)"
    return told, "expression-limit", "compute it in parts, with `set`"


def _refuse_full_width(source: str, offset: int) -> None:
    outside = _STRING.sub(lambda found: " " * len(found[0]), source)
    for place, sign in enumerate(outside):
        plain = "" if sign.isascii() else FULL_WIDTH.get(sign) or unicodedata.normalize("NFKC", sign)
        if plain.isascii() and plain:
            remedy = f"switch the input method off and type {plain!r}"
            told = f"“{sign}” is not the character that is meant"
            raise Unreadable(offset + place, told, "expression-syntax", remedy)
