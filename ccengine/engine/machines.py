"""The two machines that decide, side by side: the ACD (who gets whom) and the dialer (whom a flow dials).

Each record concerns one of them, or both; a leg's id tells whose it is."""

from dataclasses import dataclass
from typing import Any

from ccengine.acd import commands, events
from ccengine.acd.dial import commands as dial_commands
from ccengine.acd.dial import events as dial_events
from ccengine.acd.dial.dialer import Dialer
from ccengine.acd.dial.state import LegState
from ccengine.acd.machine import Machine
from ccengine.acd.rules import Rules
from ccengine.acd.state import CallState, OfferState
from ccengine.model.desk import Waiting
from ccengine.model.ids import CallId, OfferId, Seconds, is_dialled

Event = events.Event | dial_events.DialEvent
Command = commands.Command | dial_commands.DialCommand

KINDS = (*events.EVENTS, *commands.COMMANDS, *dial_events.DIAL_EVENTS, *dial_commands.DIAL_COMMANDS)
"""Of the journal."""

_BOTH = (events.CallerLeft, events.SwitchAvailable, events.TimePassed)


@dataclass(frozen=True, slots=True)
class Party:
    """Who is, or is being, connected with a call: an agent by the ACD, or who was dialled."""

    offer: OfferId
    call: CallId
    who: str
    since: Seconds
    answered: bool  # the leg is up
    joining: bool  # the talk was ordered and is not seen yet
    talking: bool
    confirming: bool = False  # who answered is asked for a key


class Machines:
    def __init__(self, acd: Machine, dialer: Dialer) -> None:
        self.acd = acd
        self.dialer = dialer

    @classmethod
    def restore(cls, rules: Rules, state: dict[str, Any] | None) -> "Machines":
        """From `snapshot()`; a state of before there was a dialer has none."""
        if state is None:
            return cls(Machine(rules), Dialer())
        dial = state.get("dial")
        return cls(Machine.restore(rules, state["acd"]), Dialer.restore(dial) if dial else Dialer())

    def snapshot(self) -> dict[str, object]:
        return {"acd": self.acd.snapshot(), "dial": self.dialer.snapshot()}

    def begin_run(self, run: int) -> None:
        self.acd.begin_run(run)
        self.dialer.begin_run(run)

    # -- facts in, orders out

    def handle(self, event: Event, now: Seconds) -> list[Command]:
        orders: list[Command] = []
        if isinstance(event, events.Event) and _for_acd(event):
            orders += self.acd.handle(event, now)
        if isinstance(event, dial_events.DialEvent) and _for_dialer(event):
            orders += self.dialer.handle(event, now)
        return orders

    def replay(self, body: object, at: Seconds) -> None:
        """One record of the past: facts are taken, orders applied; nothing is decided."""
        if isinstance(body, events.Event) and _for_acd(body):
            self.acd.take(body, at)
        if isinstance(body, dial_events.DialEvent) and _for_dialer(body):
            self.dialer.take(body, at)
        if isinstance(body, commands.Command) and _for_acd(body):
            self.acd.apply(body, at)
        if isinstance(body, dial_commands.DialCommand) and _for_dialer(body):
            self.dialer.apply(body, at)

    def next_deadline(self) -> Seconds | None:
        due = [each for each in (self.acd.next_deadline(), self.dialer.next_deadline()) if each is not None]
        return min(due) if due else None

    def check(self) -> list[str]:
        return [*self.acd.check(), *self.dialer.check()]

    # -- what may be known

    def party(self, offer: OfferId) -> Party | None:
        """Of a leg that may live."""
        if is_dialled(offer):
            leg = self.dialer.leg(offer)
            if leg is None or leg.state is LegState.ENDING:
                return None
            joining, talking = leg.state is LegState.JOINING, leg.state is LegState.TALKING
            confirming = leg.asked > 0 and leg.state in (LegState.RINGING, LegState.CONFIRMING)
            return Party(offer, leg.call, leg.target, leg.since, leg.answered, joining, talking, confirming)
        found = self.acd.offer(offer)
        if found is None or found.state is OfferState.ENDING:
            return None
        joining, talking = found.state is OfferState.JOINING, found.state is OfferState.TALKING
        return Party(offer, found.call, found.agent, found.since, found.answered, joining, talking)

    def rung_for(self, offer: OfferId) -> commands.Ring | None:
        """The order by which an agent's phone is to ring, as long as nobody has answered."""
        found = None if is_dialled(offer) else self.acd.offer(offer)
        if found is None or found.state is not OfferState.RINGING:
            return None
        return commands.Ring(offer, found.agent, found.call, found.queue, found.limit)

    def waiting(self, call: CallId, now: Seconds) -> Waiting | None:
        """How it stands with a call that holds a place in a queue."""
        found, position = self.acd.call(call), self.acd.position(call)
        if found is None or position is None:
            return None
        offered = found.state is CallState.OFFERED
        return Waiting(position, self.acd.expected_wait(call, now), max(0.0, now - found.entered), offered)

    def live(self) -> list[OfferId]:
        """Legs that may live: not the ones that are being ended."""
        return [*(offer.id for offer in self.acd.live_offers()), *(leg.id for leg in self.dialer.live_legs())]

    def offer_of(self, call: CallId) -> OfferId | None:
        """The leg that the call is, or is to be, joined with; by the ACD also the one that rings."""
        joined = (leg.id for leg in self.dialer.legs_of(call) if leg.answered and leg.state is not LegState.CONFIRMING)
        return self.acd.offer_of(call) or next(joined, None)


def _for_acd(body: object) -> bool:
    return isinstance(body, _BOTH) or not is_dialled(getattr(body, "offer", OfferId("")))


def _for_dialer(body: object) -> bool:
    return isinstance(body, (*_BOTH, dial_events.DialAsked, dial_commands.DialOver)) or is_dialled(
        getattr(body, "offer", OfferId(""))
    )
