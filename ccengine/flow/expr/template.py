"""A text of a flow, with or without expressions, ready to be evaluated."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ccengine.flow.expr.build import Run, build
from ccengine.flow.expr.fault import ExpressionFault, Unreadable
from ccengine.flow.expr.kinds import kind
from ccengine.flow.expr.limits import DEFAULT, ExprLimits
from ccengine.flow.expr.meter import Meter
from ccengine.flow.expr.split import may_compute
from ccengine.flow.expr.tree import Path, Tree, count, paths
from ccengine.flow.expr.values import Value
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Report
from ccengine.model.reader import kind as kind_of_tree
from ccengine.model.yamltree import Scalar
from ccengine.model.yamltree import Tree as YamlTree


@dataclass(frozen=True, slots=True)
class Spent:
    """One evaluation: its value or its fault, and what it took."""

    value: Value
    fault: ExpressionFault | None
    steps: int
    bytes: int


class Template:
    """`text` as it was written, `at` where its first character stands.  Two of the same text are equal."""

    def __init__(self, text: str, at: Position, tree: Tree) -> None:
        self.text, self.at, self.tree = text, at, tree

    @property
    def constant(self) -> bool:
        """It has the same value always: it reads nothing."""
        return bool(self.tree[0] == "const")

    @cached_property
    def names(self) -> frozenset[Path]:
        """What it reads: ("caller", "number") for caller.number."""
        return frozenset(path for path, _ in paths(self.tree))

    @cached_property
    def required(self) -> frozenset[Path]:
        """Of these, what must be there: not only asked for by `default` or `is defined`."""
        return frozenset(path for path, optional in paths(self.tree) if not optional)

    @property
    def kind(self) -> str:
        """Of its value, when that can be told: text, number, bool, list, none; else any."""
        return kind(self.tree)

    def evaluate(self, scope: Mapping[str, Value], limits: ExprLimits = DEFAULT) -> Value:
        """The value; raises ExpressionFault."""
        tree = self.tree
        if tree[0] == "const":
            constant: Value = tree[1]
            return constant
        return self._run(Meter(scope, limits, self._steps))

    def spent(self, scope: Mapping[str, Value], limits: ExprLimits = DEFAULT) -> Spent:
        """What `evaluate` does, and what it takes: for tests and benches."""
        meter = Meter(scope, limits, 0)
        try:
            meter.items(self._steps)
            return Spent(self._run(meter), None, meter.steps, meter.bytes)
        except ExpressionFault as fault:
            return Spent(None, fault, meter.steps, meter.bytes)

    def steps_of(self, scope: Mapping[str, Value], limits: ExprLimits = DEFAULT) -> int:
        """Steps of one evaluation, also of one that ends in a fault."""
        return self.spent(scope, limits).steps

    @cached_property
    def _run(self) -> Run:
        return build(self.tree)

    @cached_property
    def _steps(self) -> int:
        return count(self.tree)

    def __reduce__(self) -> tuple[Any, ...]:
        """The tree travels; closures are built where they run."""
        at = self.at
        return _restored, (self.text, at.file, at.line, at.column, self.tree)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Template) and other.text == self.text

    def __hash__(self) -> int:
        return hash((Template, self.text))

    def __repr__(self) -> str:
        return f"Template({self.text!r})"


def _restored(text: str, file: str, line: int, column: int, tree: Tree) -> Template:
    return Template(text, Position(file, line, column), tree)


def parse_template(text: str, at: Position, report: Report, limits: ExprLimits = DEFAULT) -> Template:
    """`at`: where the text's first character stands.  Raises Wrong after telling the report, where in the text it can
    tell; in a text of several lines the line is that of its begin, for YAML does not say how it was folded."""
    if not may_compute(text):
        return Template(text, at, ("const", text))
    from ccengine.flow.expr.parse import parse  # with Jinja, which the engine never needs

    try:
        return Template(text, at, parse(text, limits))
    except Unreadable as bad:
        raise report.wrong(_place(text, at, bad.offset), bad.text, bad.rule, bad.remedy) from None


def _place(text: str, at: Position, offset: int) -> Position:
    return at if "\n" in text else Position(at.file, at.line, at.column + offset)


def template(tree: YamlTree, report: Report) -> Template:
    """A read for model/reader.py: any text, with or without expressions."""
    if not isinstance(tree, Scalar) or tree.null:
        raise report.wrong(tree.at, f"a text is needed, not {kind_of_tree(tree)}", "not-a-text")
    at = tree.at if tree.plain else Position(tree.at.file, tree.at.line, tree.at.column + 1)
    return parse_template(tree.text, at, report)
