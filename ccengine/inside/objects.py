"""Objects by type, from the garbage collector's lists.

It knows containers and instances only (no texts, numbers, or tuples of these), and nothing that was frozen at the
start (gc.freeze; to ask how many these are would take ten milliseconds).  What a program leaks by the call is seen all
the same, since what leaks is new and holds on to something."""

import gc
import time
from collections.abc import Iterable, Iterator, Mapping

from ccengine.model.ids import Seconds

SLICE = 5000
"""Objects that are counted in one go: half a millisecond."""


def count() -> Iterator[Iterable[type]]:
    """The types of a slice of all objects.  Between two of them others may run; what they make meanwhile is not
    counted, and what they let go of lives until its slice was."""
    for generation in range(3):  # a list each: all of them in one take three times as long to copy
        found = gc.get_objects(generation)
        yield ()
        while found:
            yield map(type, found[-SLICE:])
            del found[-SLICE:]


def named(types: Mapping[type, int]) -> dict[str, int]:
    """How many of each type, by its full name."""
    names: dict[str, int] = {}
    for kind, number in types.items():
        names[name_of(kind)] = names.get(name_of(kind), 0) + number
    return names


def collect() -> Seconds:
    """Away with what only cycles keep alive, so that it is not taken for a leak.  How long that held everything."""
    began = time.perf_counter()
    gc.collect()
    return time.perf_counter() - began


def name_of(kind: type) -> str:
    """`dict`, `ccengine.acd.state.Call`."""
    module = str(kind.__module__)
    return str(kind.__qualname__) if module == "builtins" else f"{module}.{kind.__qualname__}"
