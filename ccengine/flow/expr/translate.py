"""Jinja's tree -> ours.  What has no case here does not exist; a node's line number is its offset in the text."""

from typing import Final

from jinja2 import nodes

from ccengine.flow.expr.fault import Unreadable
from ccengine.flow.expr.functions import FUNCTIONS, LAZY, MEANT
from ccengine.flow.expr.kinds import kind
from ccengine.flow.expr.tokens import WORDS, too_deep
from ccengine.flow.expr.tree import Tree
from ccengine.flow.expr.values import NAMES
from ccengine.model.reader import did_you_mean
from ccengine.model.yamltext import shown

_CHAINS: Final[dict[type[nodes.Node], str]] = {
    nodes.Add: "+",
    nodes.Sub: "-",
    nodes.Mul: "*",
    nodes.Div: "/",
    nodes.FloorDiv: "//",
    nodes.Mod: "%",
}
_SAME_RANK: Final = (frozenset("+-"), frozenset({"*", "/", "//", "%"}))
_COMPARED: Final = {
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "lteq": "<=",
    "gt": ">",
    "gteq": ">=",
    "in": "in",
    "notin": "not in",
}
_UNARY: Final[dict[type[nodes.Node], str]] = {nodes.Neg: "minus", nodes.Pos: "plus", nodes.Not: "not"}


class Translator:
    """One expression.  Raises Unreadable."""

    def __init__(self, depth: int) -> None:
        self.most, self.depth = depth, 0

    def translate(self, node: nodes.Node) -> Tree:
        self.depth += 1
        if self.depth > self.most:
            raise Unreadable(node.lineno, *too_deep(self.most))
        tree = self._one(node)
        self.depth -= 1
        return tree

    def _one(self, node: nodes.Node) -> Tree:
        match node:
            case nodes.Const():
                return ("const", node.value)
            case nodes.Name() | nodes.Getattr() | nodes.Getitem():
                return self._part(node)
            case nodes.Add() | nodes.Sub() | nodes.Mul() | nodes.Div() | nodes.FloorDiv() | nodes.Mod():
                return self._chain(node)
            case nodes.And() | nodes.Or():
                return self._logic(node)
            case nodes.Compare():
                pairs = tuple((_COMPARED[one.op], self.translate(one.expr)) for one in node.ops)
                return ("compare", self.translate(node.expr), pairs)
            case nodes.Neg() | nodes.Pos() | nodes.Not():
                return (_UNARY[type(node)], self.translate(node.node))
            case nodes.CondExpr():
                return self._condition(node)
            case nodes.List() | nodes.Tuple():
                return _listed(tuple(map(self.translate, node.items)))
            case nodes.Call():
                return self._call(node)
            case nodes.Filter():
                return self._function(node.name, node.lineno, [node.node, *node.args] if node.node else node.args, node)
            case nodes.Test():
                return self._test(node)
        told = f"there is no {type(node).__name__.lower()} in expressions"
        raise Unreadable(node.lineno, told, "not-in-expressions", "see the manual's page on expressions")

    def _part(self, node: nodes.Expr) -> Tree:
        """a.b['c'] is one path; what else is taken out of something is an entry of it."""
        names: list[str] = []
        inner: nodes.Node = node
        while True:
            match inner:
                case nodes.Getattr():
                    names.append(inner.attr)
                    inner = inner.node
                case nodes.Getitem(arg=nodes.Const(value=str() as name)):
                    names.append(name)
                    inner = inner.node
                case nodes.Name():
                    if inner.name in WORDS:
                        told = f'"{inner.name}" has no place here'
                        raise Unreadable(inner.lineno, told, "expression-syntax", "it is a word of the language")
                    return ("path", (inner.name, *reversed(names)))
                case _:
                    break
        if names:
            assert isinstance(node, nodes.Getattr | nodes.Getitem)
            last = names[0]
            return ("entry", self.translate(node.node), ("const", last))
        assert isinstance(inner, nodes.Getitem)
        return self._item(inner)

    def _item(self, node: nodes.Getitem) -> Tree:
        if not isinstance(node.arg, nodes.Slice):
            return ("entry", self.translate(node.node), self.translate(node.arg))
        if node.arg.step is not None:
            told = "[a:b:c] is not known here"
            raise Unreadable(node.arg.step.lineno, told, "not-in-expressions", "[a:b] takes the places a to b - 1")
        start, stop = (self.translate(one) if one else ("const", None) for one in (node.arg.start, node.arg.stop))
        return ("part", self.translate(node.node), start, stop)

    def _chain(self, node: nodes.BinExpr) -> Tree:
        """Left to right without recursion: a chain is as long as it likes."""
        rank = next(rank for rank in _SAME_RANK if _CHAINS[type(node)] in rank)
        signs: list[str] = []
        operands: list[nodes.Expr] = []
        left: nodes.Expr = node
        while isinstance(left, nodes.BinExpr) and _CHAINS.get(type(left)) in rank:
            signs.insert(0, _CHAINS[type(left)])
            operands.insert(0, left.right)
            left = left.left
        trees = [self.translate(one) for one in (left, *operands)]
        _refuse_kinds(signs, [(one.lineno, kind(tree)) for one, tree in zip((left, *operands), trees, strict=True)])
        return ("chain", trees[0], tuple(zip(signs, trees[1:], strict=True)))

    def _logic(self, node: nodes.BinExpr) -> Tree:
        rest: list[Tree] = []
        left: nodes.Expr = node
        while isinstance(left, nodes.BinExpr) and type(left) is type(node):
            rest.append(self.translate(left.right))
            left = left.left
        return ("and" if isinstance(node, nodes.And) else "or", (self.translate(left), *reversed(rest)))

    def _condition(self, node: nodes.CondExpr) -> Tree:
        if node.expr2 is None:
            told = "an `if` without `else` has no value when the test fails"
            raise Unreadable(node.lineno, told, "expression-syntax", "write `a if test else b`")
        return ("if", self.translate(node.test), self.translate(node.expr1), self.translate(node.expr2))

    def _call(self, node: nodes.Call) -> Tree:
        if not isinstance(node.node, nodes.Name):
            remedy = "write f(x) or x | f"
            if isinstance(node.node, nodes.Getattr):
                remedy = f"write {shown(node.node.attr)}(x) or x | {shown(node.node.attr)}"
            raise Unreadable(node.lineno, "values have no functions of their own", "not-in-expressions", remedy)
        return self._function(node.node.name, node.node.lineno, node.args, node)

    def _function(
        self, name: str, at: int, given: list[nodes.Expr], node: nodes.Call | nodes.Filter | nodes.Test
    ) -> Tree:
        if node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
            told = f"{shown(name)} takes its arguments by place only"
            raise Unreadable(at, told, "not-in-expressions", "write f(x, y)")
        function = FUNCTIONS.get(name)
        if function is None and name != LAZY:
            raise Unreadable(at, f'there is no function "{shown(name)}"', "unknown-function", _meant(name))
        least, most = (function.least, function.most) if function else (2, 2)
        if not least <= len(given) <= most:
            wanted = f"{least}" if least == most else f"{least} to {most}"
            told = f"{name} takes {wanted} arguments, not {len(given)}"
            raise Unreadable(at, told, "function-arguments", "`x | f(y)` counts as two: it is f(x, y)")
        arguments = tuple(map(self.translate, given))
        return ("call", name, arguments) if function else (LAZY, *arguments)

    def _test(self, node: nodes.Test) -> Tree:
        if node.args or node.kwargs or node.name not in ("defined", "undefined", "none"):
            remedy = "there are `is defined`, `is none`, and with `not`; compare with == else"
            raise Unreadable(node.lineno, f"`is {shown(node.name)}` is not known", "not-in-expressions", remedy)
        inner = self.translate(node.node)
        if node.name == "none":
            return ("compare", inner, (("==", ("const", None)),))
        return ("defined", inner) if node.name == "defined" else ("not", ("defined", inner))


def _listed(items: tuple[Tree, ...]) -> Tree:
    """A list of constants is one."""
    if all(item[0] == "const" for item in items):
        return ("const", tuple(item[1] for item in items))
    return ("list", items)


def _refuse_kinds(signs: list[str], operands: list[tuple[int, str]]) -> None:
    """What can be seen never to work: repetition, % formats, text + number."""
    arithmetic = [sign for sign in signs if sign != "+"]
    known = [one for _, one in operands if one in ("text", "number")]
    wanted = "number" if arithmetic or not known else known[0]
    for at, found in operands:
        if found not in (wanted, "any"):
            told = f"{arithmetic[0] if arithmetic else '+'} does not go with {NAMES[found]} here"
            remedy = (
                "it takes numbers only: number(x)"
                if arithmetic
                else "+ adds numbers or joins texts: text(x), number(x)"
            )
            raise Unreadable(at, told, "not-in-expressions", remedy)


def _meant(name: str) -> str:
    meant = MEANT.get(name)
    known = [*FUNCTIONS, LAZY]
    return (f'did you mean "{meant}"?' if meant else did_you_mean(name, known)) or "known are: " + ", ".join(known)
