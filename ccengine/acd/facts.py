"""What each fact changes.  Nothing is decided here: what a fact leaves to be done goes on the agenda.

Facts come late, twice, in any order, and about things that are not (any more): that changes nothing, unless a leg
lives that should not."""

from math import isfinite

from ccengine.acd.events import CallerQueued, TalkEnded
from ccengine.acd.floor import Floor
from ccengine.acd.state import AgentState, Call, CallState, Offer, OfferState, move
from ccengine.model.ids import AgentId, CallId, OfferId
from ccengine.model.why import By, LegCause


def caller_queued(floor: Floor, fact: CallerQueued) -> None:
    if fact.call in floor.calls:
        return
    head_start = fact.head_start if isfinite(fact.head_start) else 0.0
    floor.arrivals += 1
    call = Call(
        id=fact.call,
        queue=fact.queue,
        entered=floor.now,
        head_start=head_start,
        place=(floor.now - head_start, floor.arrivals, fact.call),
        since=floor.now,
        deadline=floor.now + floor.rules.queue(fact.queue).longest_wait,
    )
    floor.add_call(call)


def caller_left(floor: Floor, call_id: CallId) -> None:
    call = floor.calls.get(call_id)
    if call is None:
        return
    floor.forget_call(call)
    offer = floor.offers.get(call.offer) if call.offer else None
    if offer is None:
        return
    if offer.state is OfferState.TALKING:
        wrap_up(floor, offer)
    if offer.state is not OfferState.ENDING:
        floor.withdraw(offer, LegCause.CALLER_LEFT)


def offer_ringing(floor: Floor, offer_id: OfferId) -> None:
    """A dead offer's phone rings: the order to stop came before the switch had the leg."""
    if offer_id not in floor.offers:
        floor.stray(offer_id, LegCause.FORCED)


def offer_answered(floor: Floor, offer_id: OfferId) -> None:
    offer = floor.offers.get(offer_id)
    if offer is None:
        floor.stray(offer_id, LegCause.LATE)
        return
    offer.answered = True
    if offer.state is OfferState.RINGING:
        move(offer, OfferState.ANSWERED, floor.now)
        floor.expect(offer, None)
        floor.attend(offer)


def offer_failed(floor: Floor, offer_id: OfferId, cause: LegCause) -> None:
    offer = floor.offers.get(offer_id)
    if offer is None:
        return
    if offer.state in (OfferState.JOINING, OfferState.TALKING):
        talk_ended(floor, TalkEnded(offer_id, By.UNKNOWN, ok=False))
        return
    if offer.state is not OfferState.ENDING:
        excuse(floor, offer, cause)
    floor.close(offer)


def talk_began(floor: Floor, offer_id: OfferId) -> None:
    offer = floor.offers.get(offer_id)
    if offer is None:
        floor.stray(offer_id, LegCause.LATE)
    elif offer.state is OfferState.JOINING:
        move(offer, OfferState.TALKING, floor.now)
        floor.guard(offer)
        floor.move_agent(floor.agents[offer.agent], AgentState.TALKING)
        floor.move_call(floor.calls[offer.call], CallState.TALKING)


def talk_ended(floor: Floor, fact: TalkEnded) -> None:
    """Before TalkBegan there was no talk, whatever the fact says: the caller keeps the place.  Only when it was the
    caller who ended it, he is gone: nobody is rung for him again."""
    offer = floor.offers.get(fact.offer)
    if offer is None:
        return
    if offer.state is OfferState.TALKING:
        wrap_up(floor, offer)
        call = floor.calls.get(offer.call)
        if call is not None and call.offer == offer.id:  # not so after a compensation (engine/watch.py)
            floor.forget_call(call)
    elif offer.state is not OfferState.ENDING:
        _no_talk(floor, offer, fact.by)
    if fact.by is By.AGENT:
        floor.close(offer)  # his leg is gone already
    elif offer.state is not OfferState.ENDING:
        floor.withdraw(offer, LegCause.CALLER_LEFT if fact.by is By.CALLER else LegCause.FORCED)


def _no_talk(floor: Floor, offer: Offer, by: By) -> None:
    if by is By.CALLER:
        floor.forget_call(floor.calls[offer.call])
    elif by is By.AGENT:
        excuse(floor, offer, LegCause.REJECTED)
    else:
        join_failed(floor, offer)


def join_failed(floor: Floor, offer: Offer) -> None:
    """Nobody's fault, but not at once again: neither for the agent nor, for ever, for the call."""
    floor.calls[offer.call].joins_failed += 1
    excuse(floor, offer, LegCause.CONGESTION)


def excuse(floor: Floor, offer: Offer, cause: LegCause) -> None:
    """The offer failed: the agent is not rung again at once.  What he said himself meanwhile counts more."""
    agent = floor.agents[offer.agent]
    lasts = floor.rules.limits.excuse(cause)
    if agent.excuse is None:
        agent.excuse = cause.value
        agent.excuse_until = None if lasts is None else floor.now + lasts


def wrap_up(floor: Floor, offer: Offer) -> None:
    floor.agents[offer.agent].wrap_until = floor.now + floor.rules.queue(offer.queue).wrap_up


def agent_logged_in(floor: Floor, agent_id: AgentId) -> None:
    agent = floor.agents.get(agent_id)
    if agent is not None and not agent.logged_in:
        agent.logged_in = True
        agent.excuse = agent.excuse_until = None
        floor.review(agent)


def agent_logged_out(floor: Floor, agent_id: AgentId) -> None:
    agent = floor.agents.get(agent_id)
    if agent is not None and agent.logged_in:
        agent.logged_in = False
        _stop_offer(floor, agent.offer)
        floor.review(agent)


def agent_ready(floor: Floor, agent_id: AgentId) -> None:
    agent = floor.agents.get(agent_id)
    if agent is not None and agent.logged_in:
        agent.excuse = agent.excuse_until = None
        if agent.offer is None:
            agent.wrap_until = None
        floor.review(agent)


def agent_not_ready(floor: Floor, agent_id: AgentId, reason: str) -> None:
    agent = floor.agents.get(agent_id)
    if agent is not None and agent.logged_in:
        agent.excuse, agent.excuse_until = reason, None
        if agent.offer is None:
            agent.wrap_until = None
        _stop_offer(floor, agent.offer)
        floor.review(agent)


def agent_reachable(floor: Floor, agent_id: AgentId, reachable: bool) -> None:
    """A phone that registers again in the middle of a ring goes on ringing: the ring's own limit decides."""
    agent = floor.agents.get(agent_id)
    if agent is None:
        return
    agent.reachable = reachable
    if reachable and agent.excuse == LegCause.UNREACHABLE.value and agent.excuse_until is not None:
        agent.excuse = agent.excuse_until = None
    floor.review(agent)


def switch_available(floor: Floor, available: bool) -> None:
    """Talks go on where the switch lives, and phones go on ringing there: the engine reads the state anew and tells
    what is gone.  Meanwhile new offers wait, and nobody is blamed for what could not be heard: the guards stand still,
    and begin anew when the switch is back."""
    if floor.switch != available:
        floor.switch = available
        for offer in floor.offers.values():
            floor.guard(offer)


def _stop_offer(floor: Floor, offer_id: OfferId | None) -> None:
    """He goes away while his phone rings: the caller does not wait for that."""
    offer = floor.offers.get(offer_id) if offer_id else None
    if offer is not None and offer.state is OfferState.RINGING:
        floor.withdraw(offer, LegCause.FORCED)
