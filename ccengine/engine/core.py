"""The mailbox and its turn: facts in, journal written, orders out.  One greenlet; nothing else changes the state.

A turn takes what has come (bounded), lets the machines decide, appends facts and orders to the journal, writes them
with one `write()`, and only then lets the orders leave: what the world saw is always on record."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

import gevent
from gevent.event import Event as Wake
from gevent.queue import Empty, Queue

from ccengine.acd.events import TimePassed
from ccengine.engine.book import Book
from ccengine.engine.machines import Command, Event, Machines
from ccengine.engine.translate import translate
from ccengine.journal.writer import HELD_BYTES, JournalFull, Writer
from ccengine.model import facts
from ccengine.model.clock import Clock
from ccengine.model.ids import CallId, Seconds
from ccengine.model.why import By

log = logging.getLogger("ccengine.engine")

TURN = 64  # facts of one turn at most; then orders leave and other greenlets run
SYNC_AFTER: Seconds = 0.05  # from a write: what is written meanwhile goes to the disk with it (docs/decisions/0021)
GONE_KEPT = 4096  # ids of calls that ended, remembered for facts that come late
SNAPSHOT_EVERY = 5_000
"""Records at least.  The next run applies those since the last snapshot, 30 us of CPU each, while callers wait."""

SNAPSHOT_SELDOM = 20_000  # records at most
SNAPSHOT_SHARE = 1e-6
"""Seconds of the loop's CPU time that snapshots may take of each record: where one takes 10 ms (great lists), it is
made every 10 000 records (docs/decisions/0219-a-spare-engine.md)."""


class Order:
    """Something to be run inside a turn, with the state as it is then: recovery's comparison, an operator's wish."""

    __slots__ = ("cause", "run")

    def __init__(self, run: Callable[["Core", Seconds], list[object]], cause: str) -> None:
        self.run = run
        self.cause = cause


class Dated:
    """A fact that comes with the time at which it happened, or whose sender waits until it is on disk."""

    __slots__ = ("at", "done", "fact")

    def __init__(self, fact: object, at: Seconds | None, done: Wake | None = None) -> None:
        self.fact = fact
        self.at = at
        self.done = done


def synced_soon(work: Callable[[], None]) -> None:
    """In a native thread: a sync for every turn would wake it hundreds of times a second."""
    gevent.spawn_later(SYNC_AFTER, gevent.get_hub().threadpool.spawn, work)


class Core:
    def __init__(
        self,
        machines: Machines,
        book: Book,
        writer: Writer,
        clock: Clock,
        dispatch: Callable[[Command], None],
        published: Callable[[int, Seconds, object], None],
        alarm: Callable[[str], None],
        save: Callable[[int, dict[str, object]], None],
    ) -> None:
        self.machines = machines
        self.book = book
        self.clock = clock
        self.inbox: Queue[object] = Queue()
        self.last = 0  # number of the last record
        self._writer = writer
        self._dispatch = dispatch
        self._published = published
        self.alarm = alarm
        self._save = save
        self._save_due = SNAPSHOT_EVERY  # the number of the record that is followed by a snapshot
        self._gone: OrderedDict[CallId, tuple[By, str, bool]] = OrderedDict()
        self._full = self._dropping = False
        self._orders: list[Command] = []
        self.doing = ""  # for the lateness report: the longest step of this turn
        self._longest: Seconds = 0.0
        self.before_the_end: Callable[[CallId], object | None] = lambda _: None
        """What else there is to tell of a call that ends, before its end."""

    # -- any greenlet

    def post(self, fact: object, at: Seconds | None = None) -> None:
        """Put a fact in the mailbox.  Never blocks, never fails, keeps order.

        `at`: when it happened, by this core's clock, which its record then tells; without it, the time of its turn."""
        self.inbox.put(fact if at is None else Dated(fact, at))

    def written(self, fact: object, at: Seconds | None = None) -> None:
        """Put a fact in the mailbox and wait until the turn that took it is on disk (or until the journal was found to
        be without space, when service goes on from memory)."""
        done = Wake()
        self.inbox.put(Dated(fact, at, done))
        done.wait()

    # -- the core's own greenlet

    def run_forever(self) -> None:
        while True:
            self.turn(self._wait())

    def _wait(self) -> list[object]:
        deadline = self.machines.next_deadline()
        timeout = None if deadline is None else max(0.0, deadline - self.clock.now())
        try:
            got = [self.inbox.get(timeout=timeout)]
        except Empty:
            return []
        while len(got) < TURN and not self.inbox.empty():
            got.append(self.inbox.get_nowait())
        return got

    def turn(self, batch: list[object]) -> None:
        now = self.clock.now()
        began = time.perf_counter()
        waiting = [each.done for each in batch if isinstance(each, Dated) and each.done]
        for each in batch:
            fact, at = (each.fact, each.at) if isinstance(each, Dated) else (each, None)
            for body in fact.run(self, now) if isinstance(fact, Order) else (fact,):
                self._absorb(body, now if at is None else min(at, now))
            began = self._did(fact.cause if isinstance(fact, Order) else type(fact).__name__, began)
        deadline = self.machines.next_deadline()
        if deadline is not None and deadline <= now:
            self._absorb(TimePassed(), now)
            began = self._did("TimePassed", began)
        self._write()
        began = self._did("journal", began)
        if self.last >= self._save_due and not self._full:
            self.snapshot()
            began = self._did("snapshot", began)
        for done in waiting:
            done.set()
        orders, self._orders = self._orders, []
        for order in orders:
            self._dispatch(order)
            began = self._did(type(order).__name__, began)
        gevent.sleep(0)
        self.doing, self._longest = "", 0.0

    def _did(self, step: str, began: Seconds) -> Seconds:
        now = time.perf_counter()
        if now - began > self._longest:
            self.doing, self._longest = step, now - began
        return now

    def _absorb(self, fact: object, at: Seconds) -> None:
        if isinstance(fact, facts.CallerGone):
            self._remember_gone(fact)
        for body in translate(fact, self.book):
            self.record(body, at)
        if isinstance(fact, facts.CallArrived) and (gone := self._gone.get(fact.call)):
            # The switch told of the hang-up before the call's own session was there.
            self._absorb(facts.CallerGone(fact.call, *gone), at)

    def _remember_gone(self, fact: facts.CallerGone) -> None:
        self._gone[fact.call] = (fact.by, fact.why, fact.inferred)
        while len(self._gone) > GONE_KEPT:
            self._gone.popitem(last=False)

    def record(self, body: object, at: Seconds) -> None:
        """Append a fact, let book and machines take it, and append and keep what they order.  What is ordered has the
        time of what led to it.  Machines hold a time that goes back at the last one."""
        try:
            if isinstance(body, facts.CallEnded) and (told := self.before_the_end(body.call)) is not None:
                self._append(told, at)
            self._append(body, at)
        except ValueError as why:  # to die of it would be to die again: the call that told it is taken up, and tells it
            self.alarm(f"dropped, as the journal cannot hold it: {why}")
            return
        if isinstance(body, Event):
            for order in self.machines.handle(body, at):
                self._append(order, at)
                self._orders.append(order)

    def _append(self, body: object, at: Seconds) -> None:
        self.last = self._writer.append(at, body)
        self.book.apply(body, at)
        self._published(self.last, at, body)

    def _write(self) -> None:
        try:
            self._writer.flush()
        except JournalFull as why:
            if not self._full:
                self._full = True
                self.alarm(f"journal cannot be written, service goes on from memory: {why}; free space on its disk")
            if self._writer.lost and not self._dropping:
                self._dropping = True
                text = f"{HELD_BYTES // 2**20} MB of records wait for the journal's disk, and no more are kept"
                self.alarm(f"{text}: those from number {self._writer.lost[0]} on are lost; service goes on")
            return
        if self._full:
            self._full = False
            self.alarm("journal is written again" + (", with a gap that it tells of" if self._dropping else ""))
        if self._dropping:
            self._dropping = False
            self.snapshot()  # what is on record before the gap does not lead to the present state

    @property
    def in_memory(self) -> int:
        """Records that wait for space on the journal's disk; 0 while it takes all."""
        return self._writer.unwritten if self._full else 0

    def snapshot(self) -> None:
        began = time.thread_time()
        self._save(self.last, self.state())
        dear = int((time.thread_time() - began) / SNAPSHOT_SHARE)
        self._save_due = self.last + min(max(SNAPSHOT_EVERY, dear), SNAPSHOT_SELDOM)

    def state(self) -> dict[str, object]:
        """To be encoded before anything changes."""
        book = self.book
        parts = {"book": book.snapshot(), "ports": book.ports.snapshot(), "lists": book.lists.snapshot()}
        return {**self.machines.snapshot(), **parts}
