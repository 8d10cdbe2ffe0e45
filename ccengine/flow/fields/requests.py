"""Of the verbs that ask the world: what they send and what a repeat of it would do, and values as they go out."""

from functools import partial
from typing import Any, TypeAlias

from ccengine.flow import fields
from ccengine.flow.expr import ExpressionFault, Template, Value
from ccengine.flow.fields import Assigned
from ccengine.flow.running.scope import Scope, holds_secret
from ccengine.model.reader import Report, read_all
from ccengine.model.secret import Secret
from ccengine.model.services import Effect
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import matching, one_of
from ccengine.model.yamltree import Mapping, Scalar, Sequence, Tree

base = matching(
    r"https?://([A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&'()*+,;=:@%-]*)*",
    "a URL without computed parts",
    "bad-url",
    "scheme, host and path are written out, as in https://crm.example/api; values stand under `path` and `query`",
)

parameter = matching(
    r"[A-Za-z0-9_.~\[\]-]{1,64}", "a parameter's name", "bad-parameter", "letters a-z, digits and _.~[]-"
)
header = matching(r"[A-Za-z0-9-]{1,64}", "a header's name", "bad-header", "letters a-z, digits and -")


@shaped("a value or an expression", **shape_of(fields.either).schema)
def value(key: Scalar, tree: Tree, report: Report) -> Assigned:
    return Assigned(fields.either(tree, report), key.at)


@shaped("a variable's name", **shape_of(fields.new_variable).schema)
def variable(_: Scalar, tree: Tree, report: Report) -> str:
    return fields.new_variable(tree, report)


_effect = one_of(*(each.value for each in Effect))


@shaped(shape_of(_effect).words, **shape_of(_effect).schema)
def effect(tree: Tree, report: Report) -> Effect:
    return Effect(_effect(tree, report))


Filled: TypeAlias = "Value | Template | tuple[Filled, ...] | dict[str, Filled]"


@shaped("anything that JSON can say, with expressions")
def json(tree: Tree, report: Report) -> Filled:
    """JSON written as YAML, any value of it an expression."""
    match tree:
        case Scalar():
            return None if tree.null else "" if tree.text == "" else fields.either(tree, report)
        case Sequence(items=items):
            return tuple(read_all(partial(json, item, report) for item in items))
        case Mapping(entries=entries):
            values = read_all(partial(json, item, report) for _, item in entries)
            return {key.text: value for (key, _), value in zip(entries, values, strict=True)}


def filled(value: Filled, scope: Scope) -> Any:
    """With every expression computed.  Raises ExpressionFault."""
    if isinstance(value, dict):
        return {name: filled(each, scope) for name, each in value.items()}
    if isinstance(value, tuple):
        return [filled(each, scope) for each in value]
    return scope.value(value)


def sent(value: Value) -> str | Secret:
    """As a header or a body has it.  Raises ExpressionFault."""
    return value if isinstance(value, Secret) else written(value)


def written(value: Value) -> str:
    """As a URL or a program's argument has it.  Raises ExpressionFault."""
    if isinstance(value, Secret):
        raise ExpressionFault("a secret may stand in the body of a request and in its headers, and nowhere else")
    text: str = fields.CONVERSIONS["text"](value)
    return text


def without_secrets(values: dict[str, Value]) -> dict[str, Any]:
    """Raises ExpressionFault."""
    for name, value in values.items():
        if holds_secret(value):
            raise ExpressionFault(f"{name}: a secret is not given to a script")
    return values
