"""What each fact about a callback changes.  See facts.py."""

from dataclasses import replace

from ccengine.acd.events import CallbackAsked
from ccengine.acd.floor import Floor
from ccengine.acd.needs import JUST_ONE
from ccengine.acd.state import Call, Callback, CallState, Offer, Stay
from ccengine.model.callbacks import Asked
from ccengine.model.ids import CallId, OfferId
from ccengine.model.why import CallbackEnd, LegCause

NO_TRY = (LegCause.CONGESTION, LegCause.CAPPED, LegCause.SWITCH_LOST, LegCause.LATE, LegCause.FORCED)
"""Nobody was rung as far as is known: it counts for no try."""


def may_keep(floor: Floor, fact: CallbackAsked) -> Asked:
    """What will become of it.  The order is that of the manual."""
    rules = floor.rules.queue(fact.queue).callbacks
    if fact.queue not in floor.rules.queues or not rules.share:
        return Asked.OFF
    if fact.call in floor.calls:
        return Asked.WAITS
    if fact.callback in floor.calls or (fact.party or fact.number) in floor.callbacks.parties:
        return Asked.TWICE
    return Asked.KEPT if floor.callbacks.kept[fact.queue] < rules.most else Asked.FULL


def asked(floor: Floor, fact: CallbackAsked) -> None:
    if not (_is_new(floor, fact) if fact.promised else may_keep(floor, fact) is Asked.KEPT):
        return
    rules = floor.rules.queue(fact.queue)
    stay = floor.stays.get(fact.call)
    if stay is None or stay.queue != fact.queue:
        floor.arrivals += 1
        place = (floor.now - rules.weight, floor.arrivals, fact.call)
        stay = Stay(fact.queue, floor.now, 0.0, place, JUST_ONE, 0)
    else:
        del floor.stays[fact.call]
    call = Call(
        id=fact.callback,
        queue=fact.queue,
        entered=stay.entered,
        head_start=stay.head_start,
        place=(*stay.place[:2], fact.callback),
        since=floor.now,
        steps=stay.steps,
        step=stay.step,
        customer=stay.customer,
        callback=Callback(
            fact.callback,
            fact.number,
            floor.now,
            floor.now + rules.callbacks.keep,
            fact.memo,
            party=fact.party or fact.number,
        ),
    )
    call.deadline = floor.due(call)[0]
    floor.add_call(call)


def _is_new(floor: Floor, fact: CallbackAsked) -> bool:
    """What was promised is kept when it is read from the journal, whatever the rules are by then."""
    parties = floor.callbacks.parties
    return not {fact.call, fact.callback} & floor.calls.keys() and (fact.party or fact.number) not in parties


def reached(floor: Floor, leg: CallId) -> None:
    """He is a caller under the name of his leg, at the place that he had."""
    callback_id = floor.callbacks.legs.get(leg)
    if callback_id is None:
        if leg not in floor.calls:
            floor.stray(OfferId(leg), LegCause.LATE)
        return
    was = floor.calls[callback_id]
    assert was.callback is not None
    floor.forget_call(was)
    until = floor.now + floor.rules.queue(was.queue).longest_wait
    callback = replace(was.callback, reached=True, until=until)
    offer = next((floor.offers[id] for id in was.offers), None)
    state = CallState.WAITING if offer is None else CallState.OFFERED
    call = replace(was, id=leg, place=(*was.place[:2], leg), callback=callback, state=state, since=floor.now)
    call.deadline = floor.due(call)[0] if offer is None else None
    floor.add_call(call)
    if offer is not None:
        offer.call = leg
        _ring_now(floor, offer)


def _ring_now(floor: Floor, offer: Offer) -> None:
    """The one who was reserved is rung, unless that cannot be."""
    if floor.switch and floor.agents[offer.agent].reachable:
        floor.attend(offer)
    else:
        floor.close(offer)


def failed(floor: Floor, leg: CallId, cause: LegCause) -> None:
    """The place is kept, and the agent is free: nobody's fault."""
    callback_id = floor.callbacks.legs.get(leg)
    if callback_id is None:
        return
    call = floor.calls[callback_id]
    callback, rules = call.callback, floor.rules.queue(call.queue).callbacks
    assert callback is not None
    callback.rests = floor.now + (floor.rules.limits.retry if cause in NO_TRY else rules.pause)
    callback.held_up = cause in NO_TRY
    callback.tries += not callback.held_up
    if cause is LegCause.NOT_ALLOWED:
        callback.end = CallbackEnd.NOT_ALLOWED
    elif callback.tries >= rules.tries:
        callback.end = CallbackEnd.UNREACHED
    floor.move_call(call, CallState.RESTING)
    for offer in [floor.offers[id] for id in call.offers]:
        floor.close(offer)


def lost(floor: Floor, call: Call, callback: Callback) -> None:
    """Who was reached is gone before he was served, and nobody saw him hang up: what was promised still is."""
    if callback.id in floor.calls or callback.party in floor.callbacks.parties:
        return
    rules = floor.rules
    until = callback.asked + rules.queue(call.queue).callbacks.keep
    rests = floor.now + rules.limits.retry
    floor.add_call(
        replace(
            call,
            id=callback.id,
            place=(*call.place[:2], callback.id),
            state=CallState.RESTING,
            since=floor.now,
            deadline=min(rests, until),
            offers={},
            joins_failed=0,
            way_out="",
            callback=replace(callback, until=until, rests=rests, held_up=True, reached=False),
        )
    )


def cancelled(floor: Floor, callback_id: CallId) -> None:
    """Before he is reached."""
    call = floor.calls.get(callback_id)
    if call is None or not call.off_line:
        return
    assert call.callback is not None
    if call.state is CallState.DIALLED:
        floor.stray(OfferId(call.callback.leg), LegCause.FORCED)
    floor.forget_call(call)
    for offer in [floor.offers[id] for id in call.offers]:
        floor.close(offer)
