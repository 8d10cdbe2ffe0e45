"""What an engine in virtual time would have on disk: the records since the last snapshot, and that snapshot."""

import json
from typing import Any

from ccengine.acd.dial.dialer import Dialer
from ccengine.acd.machine import Machine
from ccengine.acd.rules import Rules
from ccengine.engine.book import Book
from ccengine.engine.machines import Machines
from ccengine.model.ids import Seconds

SNAPSHOT_EVERY = 2000  # records


class StateLost(Exception):
    """Snapshot and records give another state than the engine had."""


class Memory:
    def __init__(self, machine: Machine) -> None:
        self.machines, self.book = Machines(machine, Dialer()), Book()
        self._saved = self._state()
        self._since: list[tuple[Seconds, object]] = []

    def keep(self, body: object, now: Seconds) -> None:
        """A fact or an order; call facts, too."""
        self.book.apply(body, now)
        self._since.append((now, body))
        if len(self._since) >= SNAPSHOT_EVERY:
            self._saved, self._since = self._state(), []

    def _state(self) -> str:
        return json.dumps({"acd": self.machines.acd.snapshot(), "book": self.book.snapshot()})

    def restart(self, rules: Rules, run: int) -> Machine:
        """The machine of a new engine: from what is on disk alone.  Raises StateLost."""
        dead = self._state()
        state: dict[str, Any] = json.loads(self._saved)
        machines = Machines(Machine.restore(rules, state["acd"]), Dialer())  # nobody outside is dialled
        book = Book.restore(state["book"])
        for at, body in self._since:
            machines.replay(body, at)
            book.apply(body, at)
        self.machines, self.book = machines, book
        if json.loads(self._state()) != json.loads(dead):
            raise StateLost("the journal gives another state than the engine had when it died")
        machines.begin_run(run)
        self._saved, self._since = self._state(), []
        return machines.acd
