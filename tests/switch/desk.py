"""The engine's core around a board's switch: mailbox, machines, journal, desk; for calls that dial."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import gevent
from gevent.event import AsyncResult

from ccengine.acd.dial.dialer import Dialer
from ccengine.acd.machine import Machine
from ccengine.acd.rules import Rules
from ccengine.engine.book import Book
from ccengine.engine.clock import AnchoredClock
from ccengine.engine.core import Core
from ccengine.engine.desk import EngineDesk
from ccengine.engine.dispatch import Dispatch
from ccengine.engine.machines import Machines
from ccengine.engine.recovery import VOCABULARY
from ccengine.flow.running.dialling import run_dial
from ccengine.journal import read
from ccengine.journal.writer import Writer
from ccengine.model import facts
from ccengine.model.callbacks import Asked
from ccengine.model.dialling import Dialling
from ccengine.model.ids import CallId
from ccengine.switch.asterisk import AsteriskCall
from ccengine.wire.journal import Record
from tests.switch.board import PATIENCE, Board


class Dialled:
    """A call in `run_dial`, in a greenlet of its own."""

    def __init__(self, call: AsteriskCall, desk: EngineDesk, wish: Dialling, music: str) -> None:
        self._done: AsyncResult[str | Exception] = AsyncResult()
        gevent.spawn(self._dial, call, desk, wish, music)

    def _dial(self, call: AsteriskCall, desk: EngineDesk, wish: Dialling, music: str) -> None:
        try:
            self._done.set(run_dial(call, desk, wish, music))
        except Exception as end:
            self._done.set(end)

    def result(self) -> str | Exception:
        """The exit, or what was raised."""
        end = self._done.get(timeout=PATIENCE)
        assert end is not None
        return end

    @property
    def over(self) -> bool:
        return self._done.ready()


class DeskOf:
    """`board`'s facts go through the core; what it orders goes to the board's switch."""

    def __init__(self, board: Board, folder: Path) -> None:
        self.board = board
        self.folder = folder / "journal"
        settings = board.asterisk.settings
        rules = Rules.from_settings(dataclasses.replace(settings, queues={}, agents={}))
        self.machines = Machines(Machine(rules, board.run), Dialer(board.run))
        book = self.book = Book()
        dispatch = Dispatch(
            board.switch, book, cast(Any, self._session), lambda _queue: True, settings.agents, settings.outgoing
        )
        self.core = Core(
            machines=self.machines,
            book=book,
            writer=Writer(self.folder, VOCABULARY, lambda work: work()),
            clock=AnchoredClock(),
            dispatch=dispatch,
            published=lambda _n, _at, _body: None,
            alarm=lambda text: pytest_fail(text),
            save=lambda _n, _state: None,
        )
        self.desk = EngineDesk(
            self.core.post,
            {},
            lambda _: None,
            lambda *_: Asked.OFF,
            lambda *_: None,
            lambda _: "",
            agents=settings.agents,
        )
        self._turns = gevent.spawn(self.core.run_forever)

    def _session(self, call: CallId) -> AsteriskCall | None:
        return self.board.switch.call(call)

    def dial(self, call: AsteriskCall, *targets: str, music: str = "ringback", **how: Any) -> Dialled:
        info = call.info
        self.core.post(facts.CallArrived(info.id, call.channel, info.called, info.caller, "", "test", "zh"))
        return Dialled(call, self.desk, Dialling(targets, **how), music)

    def stop(self) -> None:
        assert not self._turns.dead, self._turns.exception
        self._turns.kill()

    def records(self) -> list[object]:
        return [record.body for record in read(self.folder, VOCABULARY, 0) if isinstance(record, Record)]


def pytest_fail(text: str) -> None:
    raise AssertionError(text)


@contextmanager
def desk_of(board: Board, folder: Path) -> Iterator[DeskOf]:
    """At its end nothing is left: no dial, no leg, no rule broken, nothing of ours on the switch but what lives."""
    desk = DeskOf(board, folder)
    board.also = desk.core.post
    try:
        yield desk
        board.until(lambda: desk.machines.dialer.live_legs() == [])
        assert desk.machines.check() == []
        board.until(lambda: not [each for each in board.switch.read_state().channels if each.startswith("d")])
    finally:
        board.also = lambda _fact: None
        desk.stop()
