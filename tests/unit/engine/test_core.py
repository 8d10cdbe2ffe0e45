"""The core's snapshots, and what is told of what held the loop."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ccengine.acd import events
from ccengine.acd.rules import AgentRules, QueueRules, Rules
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
from ccengine.model.ids import AgentId, CallId, NodeId, QueueName, VersionId
from ccengine.model.why import By

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


def test_a_record_tells_when_the_switch_had_it_and_orders_what_led_to_them(tmp_path: Path) -> None:
    writer = Writer(tmp_path, VOCABULARY, sync=lambda work: work())
    rules = Rules.of([QueueRules(QueueName("service"), (AgentId("8001"),))], [AgentRules(AgentId("8001"), True)])
    machines = Machines.restore(rules, None)
    clock = AnchoredClock()
    told: list[tuple[str, float]] = []
    core = Core(machines, Book(), writer, clock, lambda _: None,
                lambda _n, at, body: told.append((type(body).__name__, at)), pytest.fail, writer.snapshot)  # fmt: skip
    call, now = CallId("ast-1.1"), clock.now()
    core.post(facts.CallArrived(call, "x", "400", "138", "", "main", "zh"), now - 3.0)
    core.post(events.AgentReachable(AgentId("8001"), True))
    core.post(events.AgentNotReady(AgentId("8001"), "lunch"), now - 2.0)  # told later, of earlier
    core.post(facts.CallerUp(call), now - 2.5)
    core.post(facts.CallAnswered(call))  # the engine's own word for the same
    core.post(facts.CallerUp(CallId("ast-1.2")), now)  # nobody knows him
    core.post(facts.CallAnswered(CallId("ast-1.2")))
    core.post(events.SwitchAvailable(True), now + 60.0)  # not later than now
    core.turn([core.inbox.get_nowait() for _ in range(core.inbox.qsize())])
    end = clock.now()
    assert [each for each in told if each[1] < now] == [
        ("CallArrived", now - 3.0), ("AgentNotReady", now - 2.0), ("SetAgent", now - 2.0), ("CallAnswered", now - 2.5),
    ]  # fmt: skip
    assert [kind for kind, _ in told].count("CallAnswered") == 1
    assert all(at <= end for _, at in told)
    assert (known := core.book.get(call)) is not None
    assert (known.arrived, known.answered) == (now - 3.0, now - 2.5)
    writer.close()
    again = recover(tmp_path, rules)
    assert again.machines.snapshot() == machines.snapshot(), "a time that goes back is held by both alike"
    assert again.time == max(at for _, at in told), "the next run begins no earlier"


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


def test_what_the_journal_cannot_hold_is_told_and_the_engine_lives(tmp_path: Path) -> None:
    """It would die again and again: the call that told it is taken up, and tells it once more."""
    writer = Writer(tmp_path, VOCABULARY, sync=lambda work: work())
    alarms: list[str] = []
    machines, book = Machines.restore(RULES, None), Book()
    core = Core(
        machines, book, writer, AnchoredClock(), lambda _: None, lambda *_: None, alarms.append, writer.snapshot
    )
    call = CallId("ast-1.1")
    large = facts.NodeLeft(call, NodeId("ask"), "done", '{"x":"' + "水" * 20_000 + '"}')
    core.turn([facts.CallArrived(call, "x", "400", "138", "", "main", "zh"), large, facts.Tagged(call, "a", "b")])
    writer.close()
    assert [alarm.split(":")[0] for alarm in alarms] == ["dropped, as the journal cannot hold it"]
    assert recover(tmp_path, RULES).book.calls == book.calls
    assert core.last == 2


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """A full disk, for this process alone: Python takes no notice of SIGXFSZ, and write() fails."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_records_beyond_the_limit_are_a_gap_that_a_snapshot_bridges(tmp_path: Path) -> None:
    writer = Writer(tmp_path, VOCABULARY, sync=lambda work: work(), held_bytes=1000)
    alarms: list[str] = []
    book, machines = Book(), Machines.restore(RULES, None)
    core = Core(
        machines, book, writer, AnchoredClock(), lambda _: None, lambda *_: None, alarms.append, writer.snapshot
    )

    def arrived(n: int) -> facts.CallArrived:
        return facts.CallArrived(CallId(f"ast-1.{n}"), "x", "400", "138", "", "main", "zh")

    core.turn([arrived(0)])
    with files_of_at_most(sum(file.stat().st_size for file in tmp_path.glob("*.log"))):
        for n in range(1, 30):
            core.turn([arrived(n)])
        core.turn([facts.CallEnded(CallId("ast-1.0"), By.CALLER)])
    core.turn([arrived(30)])
    writer.close()
    texts = [alarm.split(",")[0] for alarm in alarms]
    assert texts == [
        "journal cannot be written",
        "8 MB of records wait for the journal's disk",
        "journal is written again",
    ]
    again = recover(tmp_path, RULES)
    assert again.book.calls == book.calls
    assert len(again.book.calls) == 30, "all but the one who left"
