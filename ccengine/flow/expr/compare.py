"""The operators that compare.

Only like is compared with like, so that `"1" == 1`, which nobody means, is told and not false; none is compared with
everything, a secret with texts."""

import operator
from collections.abc import Callable, Mapping
from hmac import compare_digest
from typing import Any, Final

from ccengine.flow.expr.fault import ExpressionFault
from ccengine.flow.expr.meter import Meter
from ccengine.flow.expr.operators import Operator
from ccengine.flow.expr.values import Value, kind_of, said, text_bytes
from ccengine.model.secret import Secret

PAIR: Final = 4
"""Steps of two values compared, each of which may be of any kind: they take the time of four other steps."""


def equal(m: Meter, a: Value, b: Value) -> bool:
    if type(a) is str and type(b) is str:
        return _same_text(m, a, b)
    if unlike(a, b):
        raise ExpressionFault(f"{said(a)} and {said(b)} are never equal: write text(x) or number(x), or fix the quotes")
    return same(m, a, b)


def _same_text(m: Meter, a: str, b: str) -> bool:
    if len(a) != len(b):
        return False
    m.characters(len(a))
    return a == b


def unlike(a: Value, b: Value) -> bool:
    """They are of kinds that cannot be equal, and none is not among them."""
    first, second = kind_of(a), kind_of(b)
    return first != second and "none" not in (first, second) and {first, second} != {"text", "secret"}


def same(m: Meter, a: Value, b: Value) -> bool:
    """Equality to any depth, without recursion; what is of different kinds differs."""
    todo: list[tuple[Value, Value]] = [(a, b)]
    while todo:
        inner = _inner(m, *todo.pop())
        if inner is None:
            return False
        todo += inner
    return True


def _inner(m: Meter, a: Any, b: Any) -> list[tuple[Value, Value]] | None:
    """What else must be equal, or None when these two are not."""
    match kind_of(a), kind_of(b):
        case ("secret", "secret" | "text") | ("text", "secret"):
            return [] if _same_secret(m, a, b) else None
        case "text", "text":
            return [] if _same_text(m, a, b) else None
        case ("list", "list") if len(a) == len(b):
            m.items(PAIR * len(a))
            m.make(80 * len(a))
            return list(zip(a, b, strict=True))
        case ("mapping", "mapping") if len(a) == len(b):
            m.items(PAIR * len(a))
            m.make(80 * len(a))
            return [(a[key], b[key]) for key in a] if all(key in b for key in a) else None
        case ("number", "number") | ("bool", "bool") | ("none", "none"):
            return [] if a == b else None
    return None


def _same_secret(m: Meter, a: str | Secret, b: str | Secret) -> bool:
    """In a time that does not tell where the two begin to differ."""
    one, two = (x.reveal() if isinstance(x, Secret) else x for x in (a, b))
    m.items(PAIR + (len(one) + len(two) >> 6))
    m.make(text_bytes(one) + text_bytes(two))
    return compare_digest(one.encode("utf-8", "surrogatepass"), two.encode("utf-8", "surrogatepass"))


def _ordered(compare: Callable[[Any, Any], bool]) -> Operator:
    def run(m: Meter, a: Value, b: Value) -> bool:
        if type(a) is int and type(b) is int:
            return compare(a, b)
        if isinstance(a, str) and isinstance(b, str):
            m.characters(min(len(a), len(b)))
        elif kind_of(a) != "number" or kind_of(b) != "number":
            raise ExpressionFault(f"{said(a)} and {said(b)} have no order: two numbers or two texts have")
        return compare(a, b)

    return run


def within(m: Meter, item: Value, box: Value) -> bool:
    """`in`: a text in a text, a value in a list, a key in a mapping."""
    if isinstance(box, str) and isinstance(item, str):
        m.items(len(item) * len(box) >> 8)  # the worst that a search can cost
        return item in box
    if isinstance(box, list | tuple):
        m.items(len(box) * (1 if type(item) is str else PAIR))
        for one in box:
            if same(m, item, one) if type(one) is not str or type(item) is not str else _same_text(m, item, one):
                return True
        if any(type(one) is not type(item) and unlike(item, one) for one in box):
            raise ExpressionFault(f"{said(item)} is never in this list: write text(x) or number(x), or fix the quotes")
        return False
    if isinstance(box, Mapping) and isinstance(item, str):
        m.characters(len(item))
        return item in box
    raise ExpressionFault(f"{said(item)} in {said(box)} is not defined")


COMPARISONS: Final[dict[str, Operator]] = {
    "==": equal,
    "!=": lambda m, a, b: not equal(m, a, b),
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "in": within,
    "not in": lambda m, a, b: not within(m, a, b),
}
