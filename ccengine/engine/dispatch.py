"""Orders -> the switch, directives -> calls.  Runs right after the turn's records are written."""

import logging
import re
import time
from collections.abc import Callable, Container
from typing import Protocol, assert_never

from ccengine.acd import commands
from ccengine.acd.dial.commands import Dial, DialOver, PutThrough
from ccengine.engine.book import Book
from ccengine.engine.machines import Command, Machines
from ccengine.model.call import Connect, Directive, Leave
from ccengine.model.dialling import Confirm
from ccengine.model.ids import AgentId, CallId, OfferId, Seconds
from ccengine.model.numbers import normal
from ccengine.model.outgoing import NO_WAY_OUT, Outgoing
from ccengine.model.parties import Outside, Party
from ccengine.model.why import LegCause

log = logging.getLogger("ccengine.engine")


class Told(Protocol):
    """A call that has a session."""

    def tell(self, directive: Directive) -> None: ...


class Switch(Protocol):
    """What orders need of a switch.  None of it blocks; what comes of it comes back as facts."""

    def ring(
        self,
        offer: OfferId,
        party: Party,
        call: CallId,
        limit: Seconds,
        shown: str,
        confirm: Confirm | None = None,
    ) -> None: ...

    def stop_ringing(self, offer: OfferId, cause: LegCause) -> None: ...

    def release(self, offer: OfferId, cause: LegCause) -> None: ...


class Dispatch:
    def __init__(
        self,
        switch: Switch,
        book: Book,
        session: Callable[[CallId], Told | None],
        recorded: Callable[[str], bool],
        agents: Container[str] = (),
        outgoing: Outgoing = NO_WAY_OUT,
    ) -> None:
        """`recorded`: is this queue?  `agents`: extensions; every other target of a dial is outside."""
        self._switch = switch
        self._book = book
        self._session = session
        self._recorded = recorded
        self._agents = agents
        self._shown_outside = outgoing.caller

    def __call__(self, order: Command) -> None:
        match order:
            case commands.Ring(offer=offer, agent=agent, call=call, limit=limit):
                self._switch.ring(offer, agent, call, limit, self._caller(call))
            case Dial():
                self._dial(order)
            case commands.StopRinging(offer=offer, cause=cause):
                self._switch.stop_ringing(offer, cause)
            case commands.Release(offer=offer, cause=cause):
                self._switch.release(offer, cause)
            case commands.Join():
                # Without a session (the engine just came back) the call gets it when it reports: sessions.py.
                if session := self._session(order.call):
                    session.tell(self.connect(order.offer, order.agent, order.call, order.queue))
            case PutThrough():
                if session := self._session(order.call):
                    session.tell(self._put_through(order))
            case commands.SendOn():
                if session := self._session(order.call):
                    session.tell(Leave(order.leads))
            case DialOver(call=call, exit=exit):
                if session := self._session(call):
                    session.tell(Leave(exit.value))
            case commands.CallBack(call=call, number=number, limit=limit):
                self._switch.ring(OfferId(call), Outside(number), call, limit, self._shown_outside)
            case commands.SetAgent() | commands.Widen() | commands.EndPause() | commands.CallbackOver():
                pass  # states of ours; no phone hears of them
            case _:
                assert_never(order)

    def _dial(self, order: Dial) -> None:
        party: Party = Outside(order.target)
        shown = normal(order.shown) or self._shown_outside  # a carrier is told a number, or ours
        if order.target in self._agents:
            party, shown = AgentId(order.target), order.shown or self._caller(order.call)
        self._switch.ring(order.offer, party, order.call, order.limit, shown, order.confirm)

    def _caller(self, call: CallId) -> str:
        known = self._book.get(call)
        return known.caller if known else ""

    def pending(self, call: CallId, machines: Machines) -> Connect | None:
        """The talk that was ordered for this call and is not seen yet."""
        if (join := machines.acd.joining(call)) is not None:
            return self.connect(join.id, join.agent, call, join.queue)
        if (dial := machines.dialer.joining(call)) is not None:
            return self._put_through(dial)
        return None

    def connect(self, offer: OfferId, agent: AgentId, call: CallId, queue: str) -> Connect:
        return Connect(offer, agent, recording_name(call, agent, offer) if self._recorded(queue) else "")

    def _put_through(self, order: PutThrough) -> Connect:
        """With whom was dialled."""
        target, offer = order.target, order.offer
        record_to = recording_name(order.call, target, offer) if order.record else ""
        return Connect(offer, AgentId(target), record_to)


def recording_name(call: CallId, agent: str, offer: OfferId) -> str:
    """`2026-11-22/<call>-<agent>-<offer>`, without suffix: unique, sorted by day, safe as a file's name."""
    day = time.strftime("%Y-%m-%d")
    return f"{day}/" + "-".join(re.sub(r"[^A-Za-z0-9._]", "_", part) for part in (call, agent, offer))
