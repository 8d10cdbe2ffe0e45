"""One look inside: everything that a process tells of itself."""

import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, replace

from ccengine.inside import objects
from ccengine.inside.memory import descriptors, memory
from ccengine.inside.tables import tables
from ccengine.model.ids import Seconds


@dataclass(frozen=True, slots=True)
class Inside:
    """`objects` by type, `descriptors` by kind, `tables` by where they hang.  `memory`: memory.py.  `longest`:
    for so long the look held the process at a time; `collected`: so long the garbage collector did, when it was asked
    for."""

    objects: Mapping[str, int]
    descriptors: Mapping[str, int]
    memory: Mapping[str, int]
    tables: Mapping[str, int]
    longest: Seconds = 0.0
    collected: Seconds | None = None


def look(root: object, collect: bool = False) -> Generator[None, None, Inside]:
    """At each `yield` the loop that drives it may run others.  `root`: where the tables begin."""
    collected = objects.collect() if collect else None
    yield
    steps, longest = _steps(root), 0.0
    while True:
        began = time.perf_counter()
        found = next(steps)
        longest = max(longest, time.perf_counter() - began)
        if found is not None:
            return replace(found, longest=longest, collected=collected)
        yield


def _steps(root: object) -> Iterator[Inside | None]:
    """None between two pieces of work; what was found at the end."""
    lengths = tables(root)  # first: Python makes the dict of an instance when it is asked for
    yield None
    types: dict[type, int] = {}
    for kinds in objects.count():
        for kind in kinds:  # Counter.update asks `abc`: see tables.py
            types[kind] = types.get(kind, 0) + 1
        yield None
    named = objects.named(types)
    yield None
    yield Inside(named, descriptors(), memory(), lengths)
