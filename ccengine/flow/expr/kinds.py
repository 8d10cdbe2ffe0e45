"""What kind of value an expression has, as far as it can be told without evaluating it."""

from typing import Final

from ccengine.flow.expr.functions import FUNCTIONS
from ccengine.flow.expr.tree import Tree
from ccengine.flow.expr.values import kind_of

_ALWAYS: Final = {
    "text": "text",
    "compare": "bool",
    "not": "bool",
    "defined": "bool",
    "minus": "number",
    "plus": "number",
    "list": "list",
}


def kind(tree: Tree) -> str:
    """text, number, bool, list, none, or any."""
    if tree[0] in _ALWAYS:
        return _ALWAYS[tree[0]]
    match tree:
        case ("const", value):
            return kind_of(value)
        case ("call", name, _):
            return FUNCTIONS[name].kind
        case ("chain", first, rest):
            return _sum(first, rest)
        case ("and" | "or", inner):
            return _common(*inner)
        case ("if", _, then, otherwise):
            return _common(then, otherwise)
        case ("default", wanted, otherwise):
            return _common(wanted, otherwise)
        case ("part", box, _, _):
            return kind(box)
    return "any"


def _common(*trees: Tree) -> str:
    kinds = {kind(tree) for tree in trees}
    return kinds.pop() if len(kinds) == 1 else "any"


def _sum(first: Tree, rest: tuple[tuple[str, Tree], ...]) -> str:
    """Text if any part is, for + joins nothing else with it; a number if something else than + is done."""
    if any(sign != "+" for sign, _ in rest):
        return "number"
    kinds = {kind(first), *(kind(tree) for _, tree in rest)}
    return next((one for one in ("text", "number") if one in kinds), "any")
