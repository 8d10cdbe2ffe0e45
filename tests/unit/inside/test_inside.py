"""A process tells what it holds; nothing is held up for it."""

import gc
import json
import os
import socket
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from weakref import getweakrefcount

import pytest

from ccengine.inside import Inside, look
from ccengine.inside import objects as counting
from ccengine.inside.memory import descriptors, memory
from ccengine.inside.tables import tables


class Leaked:
    pass


class Ring:
    def __init__(self) -> None:
        self.me = self


@dataclass(slots=True)
class Inner:
    calls: dict[str, int] = field(default_factory=dict)
    _over: OrderedDict[str, None] = field(default_factory=OrderedDict)


class Outer:
    def __init__(self) -> None:
        self.book = Inner({"a": 1, "b": 2})
        self._mail: deque[int] = deque([1, 2, 3])
        self.again = self.book  # told once
        self.name: object = "text"
        self.pair = (1, 2)
        self.me = self


Inner.__module__ = Outer.__module__ = "ccengine.somewhere"


def driven(root: object, collect: bool = False) -> tuple[Inside, int]:
    """What was found, and how often others could have run."""
    turns, looking = 0, look(root, collect)
    while True:
        try:
            next(looking)
        except StopIteration as over:
            return over.value, turns
        turns += 1


@pytest.fixture(autouse=True)
def only_new_objects() -> Iterator[None]:
    """The thousands of a test process need not be walked in each test."""
    gc.freeze()
    yield
    gc.unfreeze()


def test_objects_are_counted_by_type_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "SLICE", 100)
    kept = [Leaked() for _ in range(600)]
    gc.collect()  # these are old, the next are young
    kept += [Leaked() for _ in range(634)]
    found, turns = driven(object())
    assert found.objects[f"{__name__}.Leaked"] == len(kept)
    assert found.objects["list"] > 0
    assert json.loads(json.dumps(asdict(found))) == asdict(found)
    assert turns > 12
    assert found.longest > 0
    assert found.collected is None


def test_what_only_cycles_keep_is_no_leak() -> None:
    gc.disable()
    try:
        for _ in range(50):
            Ring()
        assert driven(object())[0].objects[f"{__name__}.Ring"] == 50
        found, _ = driven(object(), collect=True)
    finally:
        gc.enable()
    assert f"{__name__}.Ring" not in found.objects
    assert found.collected is not None
    assert found.collected > 0


def test_looking_leaves_nothing_behind() -> None:
    """`abc` remembers, by a weak reference, each type that `isinstance(x, Sized)` was asked about."""

    class Fresh(list[int]):
        pass

    root = Outer()
    root.name = Fresh()
    known = getweakrefcount(Fresh)
    driven(root)
    assert getweakrefcount(Fresh) == known


def test_the_first_look_counts_as_the_second_does() -> None:
    """Python makes an instance's dict when somebody asks for it, which the tables do."""
    roots = [Outer() for _ in range(50)]
    for root, other in pairwise(roots):
        root.name = other
    first, second = driven(roots[0])[0], driven(roots[0])[0]
    assert second.objects["dict"] - first.objects["dict"] < 10


def test_an_open_file_is_seen_by_kind(tmp_path: Path) -> None:
    before = descriptors()
    with closing(socket.socket()), (tmp_path / "file").open("w"):
        reader, writer = os.pipe()
        opened = Counter(descriptors()) - Counter(before)
        os.close(reader)
        os.close(writer)
    assert opened == {"socket": 1, "file": 1, "pipe": 2}
    assert descriptors() == before


def test_memory_grows_by_what_is_held() -> None:
    before = memory()
    kept = bytearray(b"x" * 40_000_000), [float(n) for n in range(50_000)]
    after = memory()
    assert {"resident", "private", "blocks"} == {*after}
    assert after["private"] - before["private"] > 35_000_000
    assert 40_000 < after["blocks"] - before["blocks"] < 80_000
    assert kept


def test_tables_are_found_without_being_named() -> None:
    assert tables(Outer()) == {"mail": 3, "book.calls": 2, "book.over": 0}
