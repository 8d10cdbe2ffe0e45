"""What an expression reads, and what its outcome tells about what is there."""

from collections.abc import Iterator

from ccengine.flow.expr.tree import Path, Tree, parts


def needed(tree: Tree, known: frozenset[str] = frozenset()) -> Iterator[Path]:
    """The paths that must be there: not those that `default` or `is defined` ask for, nor those that are read only
    after a test has shown their variable to be defined."""
    match tree:
        case ("path", path):
            if path[0] not in known:
                yield path
        case ("defined", _):
            return
        case ("default", _, otherwise):
            yield from needed(otherwise, known)
        case ("if", test, then, otherwise):
            yield from needed(test, known)
            yield from needed(then, known | implied(test, True))
            yield from needed(otherwise, known | implied(test, False))
        case ("and" | "or" as joined, inner):
            for one in inner:
                yield from needed(one, known)
                known |= implied(one, joined == "and")
        case _:
            for one in parts(tree):
                yield from needed(one, known)


def implied(tree: Tree, outcome: bool) -> frozenset[str]:
    """The variables that are defined for certain when the expression came out so."""
    match tree:
        case ("defined", ("path", path)) if outcome:
            return frozenset((path[0],))
        case ("not", inner):
            return implied(inner, not outcome)
        case ("and" | "or" as joined, inner) if outcome == (joined == "and"):
            return frozenset().union(*(implied(one, outcome) for one in inner))
    return frozenset()


def carries(tree: Tree, variables: frozenset[str]) -> bool:
    """One of these variables may be in the value, whole or in part: not only compared with something."""
    match tree:
        case ("path", path):
            return path[0] in variables
        case ("compare" | "not" | "defined", *_):
            return False
        case ("if", _, then, otherwise):
            return carries(then, variables) or carries(otherwise, variables)
    return any(carries(one, variables) for one in parts(tree))
