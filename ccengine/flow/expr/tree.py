"""An expression as nested tuples, the first item of each saying what it is:

    ("const", value)        ("path", ("caller", "number"))   ("list", (x, ...))      ("text", ("Dear ", x, ...))
    ("chain", x, ((operator, y), ...))      + - * / // %, from left to right
    ("compare", x, ((operator, y), ...))    a < b < c
    ("and", (x, ...))       ("or", (x, ...))                 ("not", x)              ("minus", x)   ("plus", x)
    ("if", test, then, otherwise)           ("entry", x, key)        ("part", x, start, stop)
    ("call", function, (x, ...))            ("default", x, y)        ("defined", x)

Plain data: a Template pickles it as it is, and nothing that runs travels."""

from collections.abc import Iterator
from typing import Any

Tree = tuple[Any, ...]
Path = tuple[str, ...]


def parts(tree: Tree) -> Iterator[Tree]:
    """The trees directly inside."""
    match tree:
        case ("const" | "path", _):
            return
        case ("list" | "text" | "and" | "or", inner) | ("call", _, inner):
            yield from (one for one in inner if isinstance(one, tuple))
        case ("chain" | "compare", first, rest):
            yield first
            yield from (one for _, one in rest)
        case _:
            yield from tree[1:]


def count(tree: Tree) -> int:
    """Steps of all nodes: one each, a path one per name, a chain one per operator."""
    own = len(tree[1]) if tree[0] == "path" else len(tree[2]) if tree[0] in ("chain", "compare") else 1
    return own + sum(map(count, parts(tree)))


def paths(tree: Tree, optional: bool = False) -> Iterator[tuple[Path, bool]]:
    """Every path that is read; True with it where it may be missing."""
    if tree[0] == "path":
        yield tree[1], optional
    for place, one in enumerate(parts(tree)):
        yield from paths(one, optional or (tree[0] in ("default", "defined") and place == 0))
