"""What an expression means, said a second time and slowly: Python's own parser gives the tree (so rank and order of the
operators are its), and each rule of the manual is written out.  Arithmetic, comparison, logic, lists, conditions."""

import ast
import math
from collections.abc import Callable, Mapping
from typing import Any


class Fault(Exception):
    """The expression has no value."""


def evaluate(source: str, scope: Mapping[str, Any]) -> Any:
    return _of(ast.parse(source.strip(), mode="eval").body, scope)


def _of(node: ast.expr, scope: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id="true" | "false" as name):
            return name == "true"
        case ast.Name(id="none"):
            return None
        case ast.Name(id=name):
            if name not in scope:
                raise Fault
            return scope[name]
        case ast.List(elts=items):
            return tuple(_of(item, scope) for item in items)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _of(operand, scope)
        case ast.UnaryOp(op=op, operand=operand):
            value = _number(_of(operand, scope))
            return -value if isinstance(op, ast.USub) else value
        case ast.BinOp(left=left, op=op, right=right):
            return _computed(type(op), _of(left, scope), _of(right, scope))
        case ast.BoolOp(op=op, values=values):
            for one in values[:-1]:
                got = _of(one, scope)
                if bool(got) == isinstance(op, ast.Or):
                    return got
            return _of(values[-1], scope)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _of(body, scope) if _of(test, scope) else _of(orelse, scope)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            a = _of(left, scope)
            for compare, right in zip(ops, comparators, strict=True):
                b = _of(right, scope)
                if not _compared(type(compare), a, b):
                    return False
                a = b
            return True
    raise AssertionError(ast.dump(node))


def _number(value: Any) -> Any:
    if type(value) not in (int, float):
        raise Fault
    if not math.isfinite(value) or (type(value) is int and abs(value) > 10**15):
        raise Fault
    return value


def _computed(op: type[ast.operator], a: Any, b: Any) -> Any:
    if op is ast.Add and isinstance(a, str) and isinstance(b, str):
        return a + b
    a, b = _number(a), _number(b)
    if op in (ast.Div, ast.FloorDiv, ast.Mod) and b == 0:
        raise Fault
    done: dict[type[ast.operator], Callable[[], Any]] = {
        ast.Add: lambda: a + b,
        ast.Sub: lambda: a - b,
        ast.Mult: lambda: a * b,
        ast.Div: lambda: a / b,
        ast.FloorDiv: lambda: a // b,
        ast.Mod: lambda: a % b,
    }
    return _number(done[op]())


def _kind(value: Any) -> str:
    return {int: "number", float: "number", tuple: "list"}.get(type(value), type(value).__name__)


def _same(a: Any, b: Any) -> bool:
    if _kind(a) == _kind(b) == "list":
        return len(a) == len(b) and all(map(_same, a, b))
    return _kind(a) == _kind(b) and bool(a == b)


def _unlike(a: Any, b: Any) -> bool:
    return _kind(a) != _kind(b) and a is not None and b is not None


def _compared(op: type[ast.cmpop], a: Any, b: Any) -> bool:
    if op in (ast.NotEq, ast.NotIn):
        return not _compared(ast.Eq if op is ast.NotEq else ast.In, a, b)
    if op is ast.Eq:
        if _unlike(a, b):
            raise Fault
        return _same(a, b)
    if op is ast.In:
        return _within(a, b)
    if _kind(a) != _kind(b) or _kind(a) not in ("number", "str"):
        raise Fault
    return bool({ast.Lt: a < b, ast.LtE: a <= b, ast.Gt: a > b, ast.GtE: a >= b}[op])


def _within(a: Any, b: Any) -> bool:
    if isinstance(b, str) and isinstance(a, str):
        return a in b
    if not isinstance(b, tuple):
        raise Fault
    if any(_same(a, one) for one in b):
        return True
    if any(_unlike(a, one) for one in b):
        raise Fault
    return False
