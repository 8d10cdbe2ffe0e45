"""Of the verbs that ask data sources: columns with their places, and the values that go with them."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccengine.flow import fields
from ccengine.flow.expr import ExpressionFault
from ccengine.flow.expr.values import said
from ccengine.flow.fields import Assigned, requests
from ccengine.flow.running.scope import Scope
from ccengine.model.compact import compact
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Report, list_of, mapping_of
from ccengine.model.services import JsonValue
from ccengine.model.shape import shape_of, shaped
from ccengine.model.sources import COLUMN, column
from ccengine.model.values import file_name, matching
from ccengine.model.yamltree import Tree


@shaped("a source of the settings", **shape_of(file_name).schema)
def source(tree: Tree, report: Report) -> str:
    return file_name(tree, report)


@shaped("a table of the source", **shape_of(file_name).schema)
def table(tree: Tree, report: Report) -> str:
    return file_name(tree, report)


@compact
@dataclass(frozen=True, slots=True)
class Column:
    """As it is written, and where; `-month` in an order is the largest first."""

    text: str
    at: Position

    @property
    def name(self) -> str:
        return self.text.removeprefix("-")


_ordered = matching(f"-?({COLUMN})", "a column", "bad-column", "as in month, or -month for the largest first")


@shaped("a column", **shape_of(column).schema)
def one(tree: Tree, report: Report) -> Column:
    return Column(column(tree, report), tree.at)


@shaped("a column, with `-` in front for the largest first", **shape_of(_ordered).schema)
def one_in_order(tree: Tree, report: Report) -> Column:
    return Column(_ordered(tree, report), tree.at)


named = list_of(one, least=1, most=50)
order = list_of(one_in_order, least=1, most=5)
values = mapping_of(column, requests.value)
"""Each column and its value, or an expression for it."""


def single(given: Mapping[str, Assigned], scope: Scope) -> dict[str, JsonValue]:
    """Raises ExpressionFault for a list, a mapping and a secret: they are no values of a column."""
    found: dict[str, JsonValue] = {}
    for name, value in fields.computed_all(given, scope).items():
        if not isinstance(value, bool | int | float | str | None):
            raise ExpressionFault(f"{name}: a text or a number is needed, not {said(value)}")
        found[name] = value
    return found
