"""The only place that decides: the next order that the state asks for, or none.  Reads, never changes.

The order of precedence, which the manual promises (docs/manual/acd.md):
1. what facts have left to be done (a leg to join, to stop, to release; an agent's new state), as it arose;
2. what has come due, by time; at one time agents, then calls, then offers, each by name;
3. the next pair: of all calls that want an agent and for whom an eligible one is ready the one with the smallest key
   (time of entry minus head start minus the queue's weight; order of arrival), and of these agents the first by the
   strategy of its queue."""

from typing import assert_never

from ccengine.acd.commands import (
    CallBack,
    CallbackOver,
    Command,
    EndPause,
    Join,
    Release,
    Ring,
    SendOn,
    SetAgent,
    StopRinging,
    Widen,
)
from ccengine.acd.floor import Floor, Item
from ccengine.acd.state import Agent, Call, CallState, Offer, OfferState
from ccengine.model.ids import AgentId, CallId, OfferId, Seconds
from ccengine.model.why import CallbackEnd, LegCause, QueueExit


def next_order(floor: Floor, now: Seconds) -> Command | None:
    for item in floor.agenda:
        if order := _settle(floor, item, now):
            return order
    due = floor.deadlines.first()
    if due is not None and due[0] <= now:
        return _expire(floor, due[1], due[2], now)
    if floor.switch and (floor.pools.shown or floor.pools.pairable):
        return _pair(floor)
    return None


def _settle(floor: Floor, item: Item, now: Seconds) -> Command | None:
    kind, name = item
    match kind:
        case "agent":
            return _set_agent(floor, floor.agents[AgentId(name)], now)
        case "call":
            return _set_off(floor, floor.calls[CallId(name)])
        case "stray":
            return Release(OfferId(name), floor.strays[OfferId(name)])
        case _:
            return _settle_offer(floor, floor.offers[OfferId(name)])


def _set_off(floor: Floor, call: Call) -> Command | None:
    errand = floor.errand(call)
    if isinstance(errand, QueueExit):
        return SendOn(call.id, errand, call.way_out if errand is QueueExit.KEY else "")
    if isinstance(errand, CallbackEnd):
        return CallbackOver(call.id, errand)
    return Widen(call.id, errand) if errand is not None else None


def _settle_offer(floor: Floor, offer: Offer) -> Command | None:
    if offer.state is OfferState.RESERVED:
        return Ring(offer.id, offer.agent, offer.call, offer.queue, floor.rules.queue(offer.queue).ring)
    if offer.state is OfferState.ANSWERED:
        return Join(offer.id, offer.agent, offer.call, offer.queue)
    cause = offer.cause or LegCause.FORCED
    return Release(offer.id, cause) if offer.answered else StopRinging(offer.id, cause)


def _set_agent(floor: Floor, agent: Agent, now: Seconds) -> Command | None:
    state, reason, until = floor.rest(agent, now)
    if (state, reason, until) == (agent.state, agent.reason, agent.deadline):
        return None
    return SetAgent(agent.id, state._value_, reason, until)  # `value` of an Enum is a slow look-up


def _expire(floor: Floor, kind: str, name: str, now: Seconds) -> Command | None:
    if kind == "agent":
        return _set_agent(floor, floor.agents[AgentId(name)], now)
    if kind == "call":
        return _expire_call(floor, floor.calls[CallId(name)])
    offer = floor.offers[OfferId(name)]
    match offer.state:
        case OfferState.RINGING:
            return StopRinging(offer.id, LegCause.NO_ANSWER)
        case OfferState.JOINING | OfferState.TALKING:
            return Release(offer.id, LegCause.FORCED)
        case OfferState.ANSWERED | OfferState.ENDING | OfferState.RESERVED:
            return None  # on the agenda, without a deadline
        case _:
            assert_never(offer.state)


def _expire_call(floor: Floor, call: Call) -> Command:
    callback = call.callback
    if callback is not None and call.state is CallState.DIALLED:
        return Release(OfferId(callback.leg), LegCause.NO_ANSWER)
    if callback is not None and call.state is CallState.RESTING and callback.rests < callback.until:
        return EndPause(call.id)
    step = floor.due(call)[1] if call.state is CallState.WAITING else None
    if step is not None:
        return Widen(call.id, step)
    return CallbackOver(call.id, CallbackEnd.EXPIRED) if call.off_line else SendOn(call.id, QueueExit.WAITED_TOO_LONG)


def _pair(floor: Floor) -> Ring | CallBack | None:
    found = floor.pools.next_pair(floor.drawn)
    if found is None:
        return None
    pool, agent = found
    assert pool.first is not None
    call = floor.calls[pool.first[2]]
    rules, number = floor.rules.queue(call.queue), f"{floor.run}-{floor.rung + 1}"
    if call.callback is not None and pool.callbacks:
        leg, limit = CallId(f"c{number}"), rules.callbacks.ring
        return CallBack(OfferId(f"o{number}"), agent, call.id, call.queue, leg, call.callback.number, limit)
    return Ring(OfferId(f"o{number}"), agent, call.id, call.queue, rules.ring)
