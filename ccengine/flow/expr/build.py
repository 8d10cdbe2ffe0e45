"""A tree -> closures: what is decided once is not decided at every evaluation."""

from collections.abc import Callable
from typing import Any, Final

from ccengine.flow.expr.compare import COMPARISONS
from ccengine.flow.expr.fault import Missing
from ccengine.flow.expr.functions import FUNCTIONS, in_text
from ccengine.flow.expr.meter import Meter
from ccengine.flow.expr.operators import PRODUCTS, SUMS, Operator, entry, number, part, truth
from ccengine.flow.expr.tree import Path, Tree
from ccengine.flow.expr.values import Value, text_bytes
from ccengine.model.yamltext import shown

Run = Callable[[Meter], Value]

_OPERATORS: Final[dict[str, Operator]] = SUMS | PRODUCTS


def build(tree: Tree) -> Run:
    return _BUILD[tree[0]](*tree[1:])


def _const(value: Value) -> Run:
    return lambda m: value


def _path(names: Path) -> Run:
    root, inner = names[0], names[1:]
    missing = f'"{shown(root)}" is not defined'

    def run_name(m: Meter) -> Value:
        try:
            return m.scope[root]
        except KeyError:
            raise Missing(missing) from None

    def run_path(m: Meter) -> Value:
        try:
            value = m.scope[root]
        except KeyError:
            raise Missing(missing) from None
        for name in inner:
            try:
                value = value[name] if type(value) is dict else entry(m, value, name)
            except (KeyError, Missing):
                told = f'"{shown(".".join(names), 80)}" is not defined: there is no "{shown(name)}"'
                raise Missing(told) from None
        return value

    return run_path if inner else run_name


def _chain(first: Tree, rest: tuple[tuple[str, Tree], ...]) -> Run:
    run_first = build(first)
    steps = [(_OPERATORS[sign], build(one)) for sign, one in rest]

    def run(m: Meter) -> Value:
        value = run_first(m)
        for operate, run_one in steps:
            value = operate(m, value, run_one(m))
        return value

    return run


def _compare(first: Tree, rest: tuple[tuple[str, Tree], ...]) -> Run:
    run_first = build(first)
    steps = [(COMPARISONS[sign], build(one)) for sign, one in rest]
    compare, run_second = steps[0]

    def run_one(m: Meter) -> Value:
        return compare(m, run_first(m), run_second(m))

    def run(m: Meter) -> Value:
        left = run_first(m)
        for compare, run_right in steps:
            right = run_right(m)
            if not compare(m, left, right):
                return False
            left = right
        return True

    return run if rest[1:] else run_one


def _and(inner: tuple[Tree, ...]) -> Run:
    *firsts, last = map(build, inner)

    def run(m: Meter) -> Value:
        for first in firsts:
            value = first(m)
            if not truth(value):
                return value
        return last(m)

    return run


def _or(inner: tuple[Tree, ...]) -> Run:
    *firsts, last = map(build, inner)

    def run(m: Meter) -> Value:
        for first in firsts:
            value = first(m)
            if truth(value):
                return value
        return last(m)

    return run


def _not(inner: Tree) -> Run:
    run = build(inner)
    return lambda m: not truth(run(m))


def _minus(inner: Tree) -> Run:
    run = build(inner)
    return lambda m: -number(run(m))


def _plus(inner: Tree) -> Run:
    run = build(inner)
    return lambda m: number(run(m))


def _if(test: Tree, then: Tree, otherwise: Tree) -> Run:
    run_test, run_then, run_otherwise = build(test), build(then), build(otherwise)
    return lambda m: run_then(m) if truth(run_test(m)) else run_otherwise(m)


def _list(inner: tuple[Tree, ...]) -> Run:
    runs = [build(one) for one in inner]

    def run(m: Meter) -> Value:
        m.make(8 * len(runs))
        return tuple(one(m) for one in runs)

    return run


def _entry(box: Tree, key: Tree) -> Run:
    run_box, run_key = build(box), build(key)
    return lambda m: entry(m, run_box(m), run_key(m))


def _part(box: Tree, start: Tree, stop: Tree) -> Run:
    run_box, run_start, run_stop = build(box), build(start), build(stop)
    return lambda m: part(m, run_box(m), run_start(m), run_stop(m))


def _call(name: str, inner: tuple[Tree, ...]) -> Run:
    function = FUNCTIONS[name].run
    runs = [build(one) for one in inner]

    if len(runs) == 1:
        (only,) = runs
        return lambda m: function(m, only(m))
    return lambda m: function(m, *[one(m) for one in runs])


def _default(wanted: Tree, otherwise: Tree) -> Run:
    run_wanted, run_otherwise = build(wanted), build(otherwise)

    def run(m: Meter) -> Value:
        try:
            value = run_wanted(m)
        except Missing:
            value = None
        return run_otherwise(m) if value is None else value

    return run


def _defined(inner: Tree) -> Run:
    run_inner = build(inner)

    def run(m: Meter) -> Value:
        try:
            run_inner(m)
        except Missing:
            return False
        return True

    return run


def _text(pieces: tuple[str | Tree, ...]) -> Run:
    runs: list[Any] = [one if isinstance(one, str) else build(one) for one in pieces]

    def run(m: Meter) -> Value:
        m.make(8 * len(runs))
        texts = [one if type(one) is str else in_text(m, one(m)) for one in runs]
        m.make(sum(map(text_bytes, texts)))
        m.characters(sum(map(len, texts)))
        return "".join(texts)

    return run


_BUILD: Final[dict[str, Callable[..., Run]]] = {
    "const": _const,
    "path": _path,
    "chain": _chain,
    "compare": _compare,
    "and": _and,
    "or": _or,
    "not": _not,
    "minus": _minus,
    "plus": _plus,
    "if": _if,
    "list": _list,
    "entry": _entry,
    "part": _part,
    "call": _call,
    "default": _default,
    "defined": _defined,
    "text": _text,
}
