"""Values that an expression may give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ccengine.flow.expr import ExpressionFault, Template, Value
from ccengine.flow.expr import template as _template
from ccengine.flow.expr.split import may_compute
from ccengine.flow.expr.values import said
from ccengine.flow.fields.plain import literal, new_variable
from ccengine.flow.running.scope import Scope
from ccengine.model.compact import compact
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Read, Report, mapping_of
from ccengine.model.shape import Schema, shape_of, shaped
from ccengine.model.values import text
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Scalar, Tree

EXPRESSION: Schema = {"type": "string", "pattern": r"\{\{"}


@shaped("a text with expressions", **shape_of(text).schema)
def template(tree: Tree, report: Report) -> Template:
    """Text in which `{{ }}` computes; a value of another kind when it is nothing but one expression."""
    text(tree, report)
    return _template(tree, report)


@shaped("an expression", **EXPRESSION)
def condition(tree: Tree, report: Report) -> Template:
    """An expression that is true or false."""
    found = template(tree, report)
    if found.kind not in ("bool", "any") or found.constant:
        remedy = 'write a comparison in {{ }}, as in "{{ tries < 3 }}"'
        raise report.wrong(tree.at, f'"{shown(found.text)}" is neither true nor false', "not-a-condition", remedy)
    return found


@compact
@dataclass(frozen=True, slots=True)
class Computed:
    """A field of which an expression gives the value."""

    template: Template
    kind: str  # of CONVERSIONS
    low: float
    high: float

    def compute(self, scope: Mapping[str, Value]) -> Any:
        value = CONVERSIONS[self.kind](self.template.evaluate(scope))
        if isinstance(value, int | float) and not isinstance(value, bool) and not self.low <= value <= self.high:
            raise ExpressionFault(f"{value:g} is not within {self.low:g} to {self.high:g}")
        return value


def computed(read: Read[Any], kind: str, low: float = 0.0, high: float = 1e15) -> Read[Any]:
    """What `read` reads, or an expression for it."""
    shape = shape_of(read)

    @shaped(f"{shape.words}, or an expression", seconds=shape.seconds, anyOf=[shape.schema, EXPRESSION])
    def either(tree: Tree, report: Report) -> Any:
        if isinstance(tree, Scalar) and may_compute(tree.text):
            return Computed(template(tree, report), kind, low, high)
        return read(tree, report)

    return either


def _number(value: Value) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ExpressionFault("a number is needed")
    return value


def _whole(value: Value) -> int:
    number = _number(value)
    if number != int(number):
        raise ExpressionFault(f"{number:g} is not a whole number")
    return int(number)


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        raise ExpressionFault(f"a text or a number is needed, not {said(value)}")
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return str(value)


def _boolean(value: Value) -> bool:
    if not isinstance(value, bool):
        raise ExpressionFault("true or false is needed")
    return value


CONVERSIONS: Mapping[str, Callable[[Value], Any]] = {
    "number": _number,
    "seconds": _number,
    "whole": _whole,
    "text": _text,
    "boolean": _boolean,
}


@compact
@dataclass(frozen=True, slots=True)
class Assigned:
    value: Value | Template
    at: Position  # of the name


@shaped("a value or an expression", **shape_of(literal).schema)
def either(tree: Tree, report: Report) -> Value | Template:
    """A literal, or an expression."""
    return template(tree, report) if isinstance(tree, Scalar) and may_compute(tree.text) else literal(tree, report)


@shaped("a value or an expression", **shape_of(either).schema)
def _assigned(key: Scalar, tree: Tree, report: Report) -> Assigned:
    return Assigned(either(tree, report), key.at)


assigned = mapping_of(new_variable, _assigned)
"""`name: value` lines, each value a literal or an expression."""


def computed_all(values: Mapping[str, Assigned], scope: Scope) -> dict[str, Value]:
    """Raises ExpressionFault."""
    return {name: scope.value(assigned.value) for name, assigned in values.items()}
