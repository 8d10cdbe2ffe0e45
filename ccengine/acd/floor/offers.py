"""Offers: their guards, and what their end means for call and agent."""

from ccengine.acd.floor.agents import Agents
from ccengine.acd.state import Call, CallState, Offer, OfferState, move
from ccengine.model.ids import OfferId, Seconds
from ccengine.model.why import LegCause


class Offers(Agents):
    def add_offer(self, offer: Offer) -> None:
        """Also takes up one from a snapshot, in the state it is in."""
        self.offers[offer.id] = offer
        if offer.deadline is not None:
            self.deadlines.add((offer.deadline, offer.kind, offer.id))
        if offer.state is OfferState.RESERVED:
            self.held.change(offer.agent, 1, self.now)
        call = self.calls.get(offer.call)
        due = offer.state is OfferState.RESERVED and call is not None and call.state is CallState.OFFERED
        if due or offer.state in (OfferState.ANSWERED, OfferState.ENDING):
            self.attend(offer)

    def guard(self, offer: Offer) -> None:
        """Nothing lasts for ever: when what must come next does not come, the offer ends (match.py)."""
        lasts = self._lasts(offer) if self.switch else None
        self.expect(offer, self.now + lasts if lasts is not None else None)

    def _lasts(self, offer: Offer) -> Seconds | None:
        """(One that is reserved ends with what is dialled.)"""
        state, limits = offer.state, self.rules.limits
        if state is OfferState.RINGING:
            return offer.limit + limits.ring_grace
        if state is OfferState.JOINING:
            return limits.join
        return limits.talk if state is OfferState.TALKING else None

    def withdraw(self, offer: Offer, cause: LegCause) -> None:
        """The leg is to go; the offer is over when that is ordered.  No fault of the agent's."""
        move(offer, OfferState.ENDING, self.now)
        offer.cause = cause
        self.expect(offer, None)
        self.attend(offer)

    def close(self, offer: Offer) -> None:
        """The offer is over.  A call that still has it, and no other, waits again, at the place it had; the agent is
        free."""
        if offer.deadline is not None:
            self.expect(offer, None)
        self.agenda.pop((offer.kind, offer.id), None)
        del self.offers[offer.id]
        if offer.state is OfferState.RESERVED:
            self.held.change(offer.agent, -1, self.now)
        call = self.calls.get(offer.call)
        if call is not None and offer.id in call.offers:
            self._without(call, offer.id)
        agent = self.agents[offer.agent]
        agent.offer = None
        self.review(agent)

    def _without(self, call: Call, offer: OfferId) -> None:
        del call.offers[offer]
        if call.joined == offer:
            call.joined = None
            self.move_call(call, CallState.WAITING)
        elif call.state is CallState.OFFERED and not call.offers:
            self.move_call(call, CallState.WAITING)
        else:
            self.want(call)
