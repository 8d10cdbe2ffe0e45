"""How long the containers are that our own long-lived objects hold: calls, channels, callbacks, caches.

Found by following attributes from one object on, from object to object of ours; what lies inside a container is not
followed, or every call would be a table of its own.  So a new table is seen without being named anywhere."""

from collections import deque
from collections.abc import Iterator
from typing import Any

OURS = "ccengine"
MOST = 2000
"""Objects that are followed."""

_VALUES = (str, bytes, bytearray, memoryview, tuple, frozenset, range, type)
"""Have a length and are no tables.  Not asked by the abstract `Sized`: abc remembers each type that it was asked about,
and the look would leave hundreds of objects behind."""


def tables(root: object) -> dict[str, int]:
    """`core.book.calls`: 12.  By the shortest path; empty ones too, since they may not stay so."""
    found: dict[str, int] = {}
    seen = {id(root)}
    todo: deque[tuple[str, object]] = deque([("", root)])
    while todo and len(seen) < MOST:
        path, owner = todo.popleft()
        for name, value in _attributes(owner):
            if id(value) in seen:
                continue
            seen.add(id(value))
            where = f"{path}.{name.strip('_')}" if path else name.strip("_")
            if _ours(value):
                todo.append((where, value))
            elif hasattr(type(value), "__len__") and not isinstance(value, _VALUES):
                found[where] = len(value)
    return found


def _ours(value: object) -> bool:
    kind = type(value)
    return str(kind.__module__).partition(".")[0] == OURS and not isinstance(value, _VALUES)


def _attributes(owner: object) -> Iterator[tuple[str, Any]]:
    held = getattr(owner, "__dict__", None)
    if isinstance(held, dict):
        yield from list(held.items())
    for kind in type(owner).__mro__:
        slots = vars(kind).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(owner, name):
                yield name, getattr(owner, name)
