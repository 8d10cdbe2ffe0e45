"""What the tests of this folder begin with."""

from typing import Final

from ccengine.flow.expr import ExprLimits, Template, Value, parse_template
from ccengine.model.diagnostics import Diagnostic, Position
from ccengine.model.reader import Report, Wrong
from ccengine.model.secret import Secret

AT: Final = Position("flows/a.yaml", 7, 12)
LIMITS: Final = ExprLimits()


def read(text: str, limits: ExprLimits = LIMITS) -> Template:
    """A template that must be right."""
    report = Report()
    try:
        return parse_template(text, AT, report, limits)
    except Wrong:
        raise AssertionError(f"{text}: {report.found}") from None


def refused(text: str, limits: ExprLimits = LIMITS) -> Diagnostic | None:
    """The one thing that is told of a text, or None."""
    report = Report()
    try:
        parse_template(text, AT, report, limits)
    except Wrong:
        (found,) = report.found
        return found
    assert not report.found
    return None


def value(text: str, scope: dict[str, Value] | None = None) -> Value:
    return read(text).evaluate(SCOPE if scope is None else scope)


def _deep(levels: int) -> Value:
    made: Value = "x"
    for _ in range(levels):
        made = [made]
    return made


def _cyclic() -> Value:
    made: list[Value] = [1]
    made.append(made)
    return made


SCOPE: Final[dict[str, Value]] = {
    "caller": {"number": "13800138000", "class": "vip", "name": "王芳", "tags": ["a", "b"]},
    "port": {"number": "4008001234", "language": "zh"},
    "now": {"weekday": "mon", "hour": 9, "minute": 30},
    "name": "Wang",
    "typed": "0042",
    "tries": 2,
    "price": 12.5,
    "open": True,
    "nothing": None,
    "empty": "",
    "rows": [{"id": "a1", "sum": 7}, {"id": "b2", "sum": 8, "__class__": "plain text"}],
    "numbers": [3, 1, 2],
    "pin": Secret("2468"),
    "no_pin": Secret(""),
    # of a hostile or broken service
    "long": "x" * 400_000,
    "wide": "王" * 100_000,
    "list": list(range(50_000)),
    "texts": ["x" * 5_000] * 400,
    "deep": _deep(5_000),
    "deep2": _deep(5_000),
    "cycle": _cyclic(),
    "cycle2": _cyclic(),
    "huge": 10**5_000,
    "infinite": float("inf"),
    "nan": float("nan"),
    "digits": "9" * 5_000,
    "padded": " " * 100 + "42",
    "needle": "x" * 1_000 + "y",
    "table": {f"key{n}": n for n in range(20_000)},
    "table2": {f"key{n}": n for n in range(20_000)},
}
