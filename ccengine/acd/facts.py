"""What each fact changes.  Nothing is decided here: what a fact leaves to be done goes on the agenda.

Facts come late, twice, in any order, and about things that are not (any more): that changes nothing, unless a leg
lives that should not."""

from math import isfinite

from ccengine.acd import callbacks
from ccengine.acd.events import CallerQueued, TalkEnded
from ccengine.acd.floor import HOLDS_PLACE, Floor
from ccengine.acd.needs import JUST_ONE
from ccengine.acd.state import AgentState, Call, CallState, Offer, OfferState, move
from ccengine.model.ids import CallId, OfferId
from ccengine.model.why import By, LegCause


def caller_queued(floor: Floor, fact: CallerQueued) -> None:
    if fact.call in floor.calls:
        return
    rules = floor.rules.queue(fact.queue)
    head_start = fact.head_start if isfinite(fact.head_start) else 0.0
    floor.stays.pop(fact.call, None)
    floor.arrivals += 1
    call = Call(
        id=fact.call,
        queue=fact.queue,
        entered=floor.now,
        head_start=head_start,
        place=(floor.now - head_start - rules.weight, floor.arrivals, fact.call),
        since=floor.now,
        steps=fact.steps or JUST_ONE,
        full=rules.longest_queue is not None and floor.on_line(fact.queue) >= rules.longest_queue,
        customer=fact.customer,
    )
    call.deadline = floor.due(call)[0]
    floor.add_call(call)
    if fact.queue in floor.rules.queues:
        floor.lesson(fact.queue).came(head_start, floor.now)
    longest = rules.longest_expected if fact.longest_expected is None else fact.longest_expected
    if fact.foretell or longest is not None:
        call.foretold = expected = floor.forecast.of(call, floor.now)
        call.too_long = longest is not None and (expected is None or expected > longest)
        floor.review_call(call)


def caller_left(floor: Floor, call_id: CallId, by: By = By.CALLER, estimated: bool = False) -> None:
    """`estimated`: nobody saw it; that he hung up himself is not known."""
    call = floor.calls.get(call_id)
    floor.stays.pop(call_id, None)
    if call_id in floor.callbacks.legs:
        callbacks.failed(floor, call_id, LegCause.SWITCH_LOST if estimated else LegCause.NOT_CONFIRMED)
    if call is None or call.off_line:
        return
    if call.state in HOLDS_PLACE and call.callback is None:
        floor.lesson(call.queue).wait_ended(floor.now - call.entered, gave_up=True)
    floor.forget_call(call)
    if by is By.FLOW and call.state in HOLDS_PLACE:
        floor.remember(call)
    for offer in map(floor.offers.__getitem__, call.offers):
        if offer.state is OfferState.TALKING:
            wrap_up(floor, offer)
        if offer.state is not OfferState.ENDING:
            floor.withdraw(offer, LegCause.CALLER_LEFT)
    if estimated and call.callback is not None and call.state in HOLDS_PLACE:
        callbacks.lost(floor, call, call.callback)


def way_out_taken(floor: Floor, call_id: CallId, key: str) -> None:
    call = floor.calls.get(call_id)
    if call is None or call.off_line or call.state not in HOLDS_PLACE or call.way_out:
        return
    call.way_out = key
    for offer in map(floor.offers.__getitem__, call.offers):
        if offer.state is not OfferState.ENDING:
            floor.withdraw(offer, LegCause.CALLER_LEFT)
    floor.review_call(call)


def offer_ringing(floor: Floor, offer_id: OfferId) -> None:
    """A dead offer's phone rings: the order to stop came before the switch had the leg."""
    if offer_id not in floor.offers:
        floor.stray(offer_id, LegCause.FORCED)


def offer_answered(floor: Floor, offer_id: OfferId) -> None:
    offer = floor.offers.get(offer_id)
    if offer is None:
        floor.stray(offer_id, LegCause.LATE)
        return
    if offer.state is OfferState.RESERVED:
        return
    offer.answered = True
    if offer.state is OfferState.RINGING:
        move(offer, OfferState.ANSWERED, floor.now)
        floor.expect(offer, None)
        floor.attend(offer)


def offer_failed(floor: Floor, offer_id: OfferId, cause: LegCause) -> None:
    offer = floor.offers.get(offer_id)
    if offer is None or offer.state is OfferState.RESERVED:
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
        agent = floor.agents[offer.agent]
        floor.lesson(offer.queue).answering.add(floor.now - agent.taken)
        agent.talks += 1
        agent.missed = 0
        floor.move_agent(agent, AgentState.TALKING)
        call = floor.calls[offer.call]
        floor.move_call(call, CallState.TALKING)
        if call.customer:
            floor.served.talked(offer.queue, call.customer, agent.id, floor.now)


def talk_held(floor: Floor, offer_id: OfferId, held: bool) -> None:
    offer = floor.offers.get(offer_id)
    if offer is None or offer.state is not OfferState.TALKING:
        return
    agent, to = floor.agents[offer.agent], AgentState.ON_HOLD if held else AgentState.TALKING
    if agent.state is not to:
        floor.move_agent(agent, to)


def talk_ended(floor: Floor, fact: TalkEnded) -> None:
    """Before TalkBegan there was no talk, whatever the fact says: the caller keeps the place.  Only when it was the
    caller who ended it, he is gone: nobody is rung for him again."""
    offer = floor.offers.get(fact.offer)
    if offer is None or offer.state is OfferState.RESERVED:
        return
    if offer.state is OfferState.TALKING:
        wrap_up(floor, offer)
        call = floor.calls.get(offer.call)
        if call is not None and call.joined == offer.id:  # not so after a compensation (engine/watch.py)
            floor.forget_call(call)
    elif offer.state is not OfferState.ENDING:
        _no_talk(floor, offer, fact.by)
    if fact.by is By.AGENT:
        floor.close(offer)  # his leg is gone already
    elif offer.state is not OfferState.ENDING:
        floor.withdraw(offer, LegCause.CALLER_LEFT if fact.by is By.CALLER else LegCause.FORCED)


def _no_talk(floor: Floor, offer: Offer, by: By) -> None:
    if by is By.CALLER:
        caller_left(floor, offer.call)
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
    agent, rules = floor.agents[offer.agent], floor.rules
    lasts = rules.rest(agent.id, cause)
    if cause in (LegCause.NO_ANSWER, LegCause.REJECTED):
        agent.missed += 1
        if agent.missed < rules.tries(agent.id):
            lasts = rules.limits.failed
    if agent.excuse is None:
        agent.excuse = cause.value
        agent.excuse_until = None if lasts is None else floor.now + lasts


def wrap_up(floor: Floor, offer: Offer) -> None:
    floor.agents[offer.agent].wrap_until = floor.now + floor.rules.queue(offer.queue).wrap_up


def switch_available(floor: Floor, available: bool) -> None:
    """Talks go on where the switch lives, and phones go on ringing there: the engine reads the state anew and tells
    what is gone.  Meanwhile new offers wait, and nobody is blamed for what could not be heard: the guards stand still,
    and begin anew when the switch is back."""
    if floor.switch != available:
        floor.switch = available
        for offer in floor.offers.values():
            floor.guard(offer)
        for callback in floor.callbacks.legs.values():
            call = floor.calls[callback]
            floor.expect(call, floor.lasts_until(call, call.state))
