"""What may be known of the floor: by name, by queue, by call; what it tells are copies."""

from copy import copy, deepcopy
from typing import Any

from ccengine.acd import callbacks, check, snapshot
from ccengine.acd.events import CallbackAsked
from ccengine.acd.floor import HOLDS_PLACE, Floor
from ccengine.acd.lessons import Lesson
from ccengine.acd.rules import Rules
from ccengine.acd.state import Agent, Call, Offer, OfferState
from ccengine.model.callbacks import Asked
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds


class Known:
    """Asking changes nothing."""

    _floor: Floor

    def check(self) -> list[str]:
        """Invariants that do not hold, as "name: example"; empty when all is well."""
        return check.broken(self._floor)

    def snapshot(self) -> dict[str, Any]:
        """All of the state as JSON-able data."""
        return snapshot.save(self._floor)

    @property
    def rules(self) -> Rules:
        return self._floor.rules

    @property
    def now(self) -> Seconds:
        return self._floor.now

    @property
    def switch_available(self) -> bool:
        return self._floor.switch

    def waiting(self, queue: QueueName) -> list[CallId]:
        """Calls that hold a place in the queue, first one first; those offered this moment, and callbacks, too."""
        return [place[2] for place in self._floor.places.get(queue, ())]

    def waiting_count(self, queue: QueueName) -> int:
        """Without the callbacks that are off the line."""
        return self._floor.on_line(queue)

    def may_keep(self, asked: CallbackAsked) -> Asked:
        """What would become of it now."""
        return callbacks.may_keep(self._floor, asked)

    def callbacks(self) -> list[Call]:
        """Those that were not reached yet, first one first."""
        kept = [self._floor.calls[id] for id in self._floor.callbacks.parties.values()]
        return [_copied(call) for call in sorted(kept, key=lambda call: call.place)]

    def callback_of(self, leg: CallId) -> Call | None:
        """The callback that is dialled by this leg."""
        return self.call(self._floor.callbacks.legs.get(leg, CallId("")))

    def called_back(self) -> list[CallId]:
        """The legs that are dialled for callbacks."""
        return list(self._floor.callbacks.legs)

    def callbacks_kept(self, queue: QueueName) -> int:
        """Those of the queue that were not reached yet."""
        return self._floor.callbacks.kept[queue]

    def callbacks_in_hand(self, queue: QueueName) -> int:
        """Being dialled, or reached and not gone yet."""
        return self._floor.callbacks.in_hand[queue]

    def position(self, call: CallId) -> int | None:
        """From 1; None for a call that holds no place (joined, unknown)."""
        found = self._floor.calls.get(call)
        if found is None or found.state not in HOLDS_PLACE:
            return None
        return self._floor.places[found.queue].rank(found.place) + 1

    def expected_wait(self, call: CallId, now: Seconds) -> Seconds | None:
        """From `now` on, for a call that holds a place; None when nobody is there to wait for."""
        found = self._floor.calls.get(call)
        return self._floor.forecast.of(found, max(now, self._floor.now)) if found is not None else None

    def expected_wait_of_next(self, queue: QueueName, now: Seconds) -> Seconds | None:
        """Of a caller who came `now`, without a head start, and asked for anybody."""
        return self._floor.forecast.of_next(queue, max(now, self._floor.now))

    def last_agent(self, queue: QueueName, customer: str, within: Seconds, now: Seconds) -> AgentId | None:
        """With whom this customer's last talk in the queue began, `within` seconds ago at most; None also when it is of
        no use to wait for him (rule 40)."""
        floor = self._floor
        agent = floor.served.last(queue, customer, within, max(now, floor.now))
        known = agent in floor.rules.queue(queue).agents
        return agent if known and agent in floor.pools.staff and agent in floor.pools.present else None

    def lesson(self, queue: QueueName) -> Lesson:
        """What was learnt of the queue's calls.  A copy."""
        return deepcopy(self._floor.lesson(queue))

    def joining(self, call: CallId) -> Offer | None:
        """The offer whose Join was ordered for this call and that is not seen in a talk yet."""
        found = self._floor.calls.get(call)
        offer = self._floor.offers.get(found.joined) if found and found.joined else None
        return copy(offer) if offer is not None and offer.state is OfferState.JOINING else None

    def offer_of(self, call: CallId) -> OfferId | None:
        """The live offer that the call is, or is to be, joined with; before that, the oldest of those it has."""
        found = self._floor.calls.get(call)
        return (found.joined or next(iter(found.offers), None)) if found else None

    def offers_of(self, call: CallId) -> list[Offer]:
        """All that the call has and that may live, oldest first."""
        found = self._floor.calls.get(call)
        offers = map(self._floor.offers.__getitem__, found.offers) if found else ()
        return [copy(offer) for offer in offers if offer.state is not OfferState.ENDING]

    def agent(self, agent: AgentId) -> Agent | None:
        """A copy, as everything below."""
        found = self._floor.agents.get(agent)
        return copy(found) if found else None

    def agents(self) -> list[Agent]:
        return [copy(agent) for agent in self._floor.agents.values()]

    def call(self, call: CallId) -> Call | None:
        found = self._floor.calls.get(call)
        return _copied(found) if found else None

    def calls(self) -> list[Call]:
        return [_copied(call) for call in self._floor.calls.values()]

    def offer(self, offer: OfferId) -> Offer | None:
        found = self._floor.offers.get(offer)
        return copy(found) if found else None

    def live_offers(self) -> list[Offer]:
        """Those whose leg may live: not the ones that are reserved, or being ended."""
        without = (OfferState.RESERVED, OfferState.ENDING)
        return [copy(offer) for offer in self._floor.offers.values() if offer.state not in without]


def _copied(call: Call) -> Call:
    copied = copy(call)
    copied.offers = dict(call.offers)
    copied.callback = copy(call.callback)
    return copied
