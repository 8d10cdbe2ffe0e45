"""The operators that compute, and what is taken out of a value: which values each takes, and what it does.

true and false are no numbers."""

from collections.abc import Callable, Mapping
from typing import Final

from ccengine.flow.expr.fault import ExpressionFault, Missing
from ccengine.flow.expr.limits import NUMBER
from ccengine.flow.expr.meter import Meter
from ccengine.flow.expr.values import Value, said, text_bytes
from ccengine.model.secret import Secret

Number = int | float


def truth(value: Value) -> bool:
    """What `if`, `and`, `or`, `not` take a value for: none, false, 0, "" and what is empty are false."""
    if type(value) is Secret:
        return bool(value.reveal())
    return bool(value)


# -- arithmetic


def number(value: Value) -> Number:
    """The value, if it is a number that is computed with."""
    if type(value) is int and -NUMBER <= value <= NUMBER:
        return value
    if type(value) is float and value - value == 0.0:  # neither infinite nor NaN
        return value
    if type(value) is int or type(value) is float:
        raise ExpressionFault("a number is beyond what is computed with: whole ones to 15 digits, others finite")
    raise ExpressionFault(f"a number is needed, not {said(value)}")


def plus(m: Meter, a: Value, b: Value) -> Value:
    if type(a) is str and type(b) is str:
        m.make(text_bytes(a) + text_bytes(b))
        m.characters(len(a) + len(b))
        return a + b
    if type(a) is str or type(b) is str:
        raise ExpressionFault(f"{said(a)} + {said(b)} is not defined: write text(x) or number(x)")
    return number(number(a) + number(b))


def minus(m: Meter, a: Value, b: Value) -> Value:
    return number(number(a) - number(b))


def times(m: Meter, a: Value, b: Value) -> Value:
    return number(number(a) * number(b))


def _nonzero(value: Value) -> Number:
    if number(value) == 0:
        raise ExpressionFault("division by zero")
    return number(value)


def divide(m: Meter, a: Value, b: Value) -> Value:
    return number(number(a) / _nonzero(b))


def divide_whole(m: Meter, a: Value, b: Value) -> Value:
    return number(number(a) // _nonzero(b))


def remainder(m: Meter, a: Value, b: Value) -> Value:
    return number(number(a) % _nonzero(b))


# -- parts


def entry(m: Meter, box: Value, key: Value) -> Value:
    """box[key].  Raises Missing for what is not there, also of none."""
    if box is None:
        raise Missing("an entry of none is asked for")
    if isinstance(box, Mapping) and isinstance(key, str):
        m.characters(len(key))
        try:
            return box[key]
        except KeyError:
            raise Missing("the mapping has no such entry") from None
    if isinstance(box, list | tuple | str) and type(key) is int:
        if not -len(box) <= key < len(box):
            raise Missing(f"{said(box)} of {len(box)} has no such place")
        return box[key]
    raise ExpressionFault(f"{said(box)} has no entries by {said(key)}")


def _place(value: Value) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ExpressionFault(f"[a:b] takes whole numbers, not {said(value)}")


def part(m: Meter, box: Value, start: Value, stop: Value) -> Value:
    """box[start:stop], as Python counts."""
    if not isinstance(box, list | tuple | str):
        raise ExpressionFault(f"[a:b] takes a text or a list, not {said(box)}")
    taken = slice(_place(start), _place(stop))
    count = len(range(*taken.indices(len(box))))
    m.characters(count)
    m.make(count * (8 if not isinstance(box, str) else 1 if box.isascii() else 4))
    return box[taken]


Operator = Callable[[Meter, Value, Value], Value]

SUMS: Final[dict[str, Operator]] = {"+": plus, "-": minus}
PRODUCTS: Final[dict[str, Operator]] = {"*": times, "/": divide, "//": divide_whole, "%": remainder}
