"""Orders -> the switch, directives -> calls.  Runs right after the turn's records are written."""

import logging
import re
import time
from collections.abc import Callable
from typing import Protocol, assert_never

from ccengine.acd import commands
from ccengine.engine.book import Book
from ccengine.model.call import Connect, Directive, Leave
from ccengine.model.ids import AgentId, CallId, OfferId, Seconds
from ccengine.model.why import LegCause

log = logging.getLogger("ccengine.engine")


class Told(Protocol):
    """A call that has a session."""

    def tell(self, directive: Directive) -> None: ...


class Switch(Protocol):
    """What orders need of a switch.  None of it blocks; what comes of it comes back as facts."""

    def ring(self, offer: OfferId, agent: AgentId, call: CallId, limit: Seconds, shown: str) -> None: ...

    def stop_ringing(self, offer: OfferId, cause: LegCause) -> None: ...

    def release(self, offer: OfferId, cause: LegCause) -> None: ...


class Dispatch:
    def __init__(
        self,
        switch: Switch,
        book: Book,
        session: Callable[[CallId], Told | None],
        recorded: Callable[[str], bool],
    ) -> None:
        self._switch = switch
        self._book = book
        self._session = session
        self._recorded = recorded

    def __call__(self, order: commands.Command) -> None:
        match order:
            case commands.Ring(offer=offer, agent=agent, call=call, limit=limit):
                known = self._book.get(call)
                self._switch.ring(offer, agent, call, limit, known.caller if known else "")
            case commands.StopRinging(offer=offer, cause=cause):
                self._switch.stop_ringing(offer, cause)
            case commands.Release(offer=offer, cause=cause):
                self._switch.release(offer, cause)
            case commands.Join():
                # Without a session (the engine just came back) the call gets it when it reports: sessions.py.
                if session := self._session(order.call):
                    session.tell(self.connect(order.offer, order.agent, order.call, order.queue))
            case commands.SendOn(call=call, exit=exit):
                if session := self._session(call):
                    session.tell(Leave(exit.value))
            case commands.SetAgent():
                pass  # a state of ours; no phone hears of it
            case _:
                assert_never(order)

    def connect(self, offer: OfferId, agent: AgentId, call: CallId, queue: str) -> Connect:
        return Connect(offer, agent, recording_name(call, agent, offer) if self._recorded(queue) else "")


def recording_name(call: CallId, agent: AgentId, offer: OfferId) -> str:
    """`2026-11-22/<call>-<agent>-<offer>`, without suffix: unique, sorted by day, safe as a file's name."""
    day = time.strftime("%Y-%m-%d")
    return f"{day}/" + "-".join(re.sub(r"[^A-Za-z0-9._]", "_", part) for part in (call, agent, offer))
