"""The functions, all of them: `f(x)`, or `x | f`.  None makes more than it gets, but for letters that are longer in
upper or lower case."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from ccengine.flow.expr.fault import ExpressionFault, Missing
from ccengine.flow.expr.limits import NUMBER
from ccengine.flow.expr.meter import Meter
from ccengine.flow.expr.operators import Number, number
from ccengine.flow.expr.values import Value, said, text_bytes

_NUMBER = re.compile(r"\s*([+-]?[0-9]{1,15})(\.[0-9]{1,15})?\s*")
_EXACT = Context(prec=40)
_NOT_DIGITS = re.compile("[^0-9]+")


@dataclass(frozen=True, slots=True)
class Function:
    run: Callable[..., Value]  # of the meter and the arguments
    least: int  # arguments
    most: int
    kind: str  # of the result: text, number, bool, any


def in_text(m: Meter, value: Value) -> str:
    """A value inside a text: numbers as people write them, `true`, `false`; anything else ExpressionFault."""
    if isinstance(value, str):
        return value
    m.make(32)
    if type(value) is int:
        return str(number(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        is_whole = number(value) == math.floor(value) and abs(value) <= NUMBER
        return str(int(value)) if is_whole else repr(value)
    if value is None:
        raise ExpressionFault("none cannot stand in a text: write default(x, '')")
    raise ExpressionFault(f"{said(value)} cannot be turned into a text")


def _text_of(value: Value) -> str:
    if not isinstance(value, str):
        raise ExpressionFault(f"a text is needed, not {said(value)}")
    return value


def _sized(value: Value) -> str | list[Value] | tuple[Value, ...]:
    if not isinstance(value, str | list | tuple):
        raise ExpressionFault(f"a text or a list is needed, not {said(value)}")
    return value


def _length(m: Meter, value: Value) -> int:
    return len(value if isinstance(value, Mapping) else _sized(value))


def _same_size(change: Callable[[str], str], growth: int = 1, slowness: int = 1) -> Callable[[Meter, Value], str]:
    """A function of a text.  `growth`: times that the result may be longer; `slowness`: steps per 64 characters."""

    def run(m: Meter, value: Value) -> str:
        text = _text_of(value)
        m.characters(len(text) * slowness)
        m.make(text_bytes(text) * (1 if text.isascii() else growth))
        return change(text)

    return run


def _number(m: Meter, value: Value) -> Number:
    if not isinstance(value, str):
        return number(value)
    if len(value) > 64 or not (found := _NUMBER.fullmatch(value)):
        raise ExpressionFault("the text is not a number: digits, 15 at most, with . and sign if need be")
    return float(value) if found[2] else int(value)


def _end(place: int) -> Callable[[Meter, Value], Value]:
    def run(m: Meter, value: Value) -> Value:
        sized = _sized(value)
        if not sized:
            raise Missing(f"{said(value)} is empty")
        return sized[place]

    return run


def _starts_with(m: Meter, value: Value, begin: Value) -> bool:
    m.characters(len(_text_of(begin)))
    return _text_of(value).startswith(_text_of(begin))


def _ends_with(m: Meter, value: Value, end: Value) -> bool:
    m.characters(len(_text_of(end)))
    return _text_of(value).endswith(_text_of(end))


def _round(m: Meter, value: Value, digits: Value = None) -> Number:
    """Half goes away from zero, of the number as it is written: 2.675 to 2 digits is 2.68."""
    if digits is not None and (type(digits) is not int or not 0 <= digits <= 15):
        raise ExpressionFault("round(x, n) takes a whole number of digits, 0 to 15")
    if isinstance(number(value), int) or abs(number(value)) >= 1e15:  # a float of that size has no digits to round
        return number(value) if digits is not None else number(int(number(value)))
    done = Decimal(repr(value)).quantize(Decimal(1).scaleb(-(digits or 0)), ROUND_HALF_UP, _EXACT)
    return int(done) if digits is None else float(done)


def _choose(choose: Callable[..., Number]) -> Callable[..., Number]:
    def run(m: Meter, *values: Value) -> Number:
        return choose(map(number, values))

    return run


FUNCTIONS: Final[dict[str, Function]] = {
    "length": Function(_length, 1, 1, "number"),
    "upper": Function(_same_size(str.upper, growth=3, slowness=2), 1, 1, "text"),
    "lower": Function(_same_size(str.lower, growth=3, slowness=2), 1, 1, "text"),
    "trim": Function(_same_size(str.strip), 1, 1, "text"),
    "digits": Function(_same_size(lambda text: _NOT_DIGITS.sub("", text), slowness=16), 1, 1, "text"),
    "number": Function(_number, 1, 1, "number"),
    "text": Function(in_text, 1, 1, "text"),
    "first": Function(_end(0), 1, 1, "any"),
    "last": Function(_end(-1), 1, 1, "any"),
    "starts_with": Function(_starts_with, 2, 2, "bool"),
    "ends_with": Function(_ends_with, 2, 2, "bool"),
    "round": Function(_round, 1, 2, "number"),
    "floor": Function(lambda m, value: number(math.floor(number(value))), 1, 1, "number"),
    "ceil": Function(lambda m, value: number(math.ceil(number(value))), 1, 1, "number"),
    "abs": Function(lambda m, value: abs(number(value)), 1, 1, "number"),
    "min": Function(_choose(min), 2, 10, "number"),
    "max": Function(_choose(max), 2, 10, "number"),
}

LAZY: Final = "default"
"""default(x, y): y when something that x reads is missing, or x is none.  In build.py, for y waits until needed."""

MEANT: Final = {
    "len": "length",
    "count": "length",
    "int": "number",
    "float": "number",
    "str": "text",
    "string": "text",
    "strip": "trim",
    "d": "default",
    "startswith": "starts_with",
    "endswith": "ends_with",
    "uppercase": "upper",
    "lowercase": "lower",
}
"""What Python and Jinja call them."""
