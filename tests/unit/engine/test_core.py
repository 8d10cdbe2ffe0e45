"""The core's snapshots, and what is told of what held the loop."""

import time
from pathlib import Path

import pytest

from ccengine.acd.rules import Rules
from ccengine.engine import core as module
from ccengine.engine.book import Book
from ccengine.engine.clock import AnchoredClock
from ccengine.engine.core import Core
from ccengine.engine.health import Lateness, Spent
from ccengine.engine.machines import Machines
from ccengine.engine.portbook import settings_of
from ccengine.engine.recovery import VOCABULARY, recover
from ccengine.flow.ports import Port
from ccengine.journal import latest_snapshot
from ccengine.journal.writer import Writer
from ccengine.model import facts
from ccengine.model.ids import CallId, NodeId, VersionId

RULES = Rules.of([], [])
PORT = Port("400", "main", takes=("400",))


def test_a_snapshot_and_the_journal_after_it_are_the_whole_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SNAPSHOT_EVERY", 4)
    writer = Writer(tmp_path, VOCABULARY, sync=lambda work: work())
    book = Book()
    machines = Machines.restore(RULES, None)
    core = Core(machines, book, writer, AnchoredClock(), lambda _: None, lambda *_: None, pytest.fail, writer.snapshot)
    core.turn([facts.PortSet("400", VersionId("v1"), "load", 1, settings=settings_of(PORT))])
    for n in range(4):
        call = CallId(f"ast-1.{n}")
        arrived = facts.CallArrived(call, "x", "400", "138", "", "main", "zh", port="400", version=VersionId("v1"))
        core.turn([arrived, facts.NodeEntered(call, NodeId("greet"), 1), facts.Tagged(call, "topic", "水")])
    writer.close()
    found = latest_snapshot(tmp_path)
    assert found is not None
    assert 4 <= found[0] < core.last
    again = recover(tmp_path, RULES)
    assert (again.last, again.damaged) == (core.last, [])
    assert again.book.calls == book.calls
    assert again.book.ports.states == book.ports.states


def test_what_held_the_loop_is_told_with_what_the_kernel_says_of_it() -> None:
    lateness = Lateness()
    lateness.note(0.5, 0.03, 0.45)
    lateness.note(0.3, 0.3, 0.0)
    assert lateness.max == 0.5
    assert lateness.max_cause.endswith("of all, 30 ms were work and 450 ms waiting for a core")


def test_time_spent_is_this_threads() -> None:
    spent = Spent()
    spent.since()
    until = time.thread_time() + 0.05
    while time.thread_time() < until:
        pass
    ran, waited = spent.since()
    assert ran >= 0.04
    assert waited >= 0.0
