"""What each order changes: when it is given, and again when a journal is taken up.

A recorded order is the truth.  One that does not fit (recorded under other rules or by other code) changes nothing; a
leg that it may have brought to life is released."""

from ccengine.acd import callbacks, facts
from ccengine.acd.commands import (
    CallBack,
    CallbackOver,
    EndPause,
    Join,
    Release,
    Ring,
    SendOn,
    SetAgent,
    StopRinging,
    Widen,
)
from ccengine.acd.draw import stepped
from ccengine.acd.floor import HOLDS_PLACE, Floor
from ccengine.acd.rules import Strategy
from ccengine.acd.state import Agent, AgentState, Call, CallState, Offer, OfferState, allowed, move
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import LegCause

AT_REST = {
    state.value: state for state in (AgentState.LOGGED_OUT, AgentState.NOT_READY, AgentState.READY, AgentState.WRAP_UP)
}


def ring(floor: Floor, order: Ring) -> None:
    reserved = floor.offers.get(order.offer)
    if reserved is not None:
        _ring_reserved(floor, reserved, order)
        return
    _count(floor, order.queue)
    call = floor.calls.get(order.call)
    agent = floor.agents.get(order.agent) or _agent_of_old(floor, order.agent, AgentState.READY)
    if call is None or call.state not in HOLDS_PLACE or agent.state is not AgentState.READY:
        floor.stray(order.offer, LegCause.FORCED)
        return
    offer = Offer(order.offer, order.call, order.agent, order.queue, order.limit, since=floor.now)
    floor.add_offer(offer)
    floor.guard(offer)
    agent.serves, agent.taken = order.queue, floor.now
    _give(floor, offer, agent, call, AgentState.RINGING)
    if call.state is CallState.WAITING:
        if call.queue in floor.held and call.callback is None:
            _reckon(floor, call)
        floor.move_call(call, CallState.OFFERED)
    else:
        floor.want(call)
    floor.review(agent)


def _reckon(floor: Floor, call: Call) -> None:
    """What callbacks have added to his wait."""
    waited = floor.now - call.entered
    if not waited:
        floor.held.found_free(call.queue, floor.now)
    call.added = min(waited, floor.held.lost(call.queue, floor.now) / max(1, floor.forecast.staffed[call.queue]))


def _count(floor: Floor, queue: QueueName) -> None:
    """Another offer is made."""
    floor.rung += 1
    if floor.rules.queue(queue).strategy is Strategy.RANDOM:
        floor.drawn = stepped(floor.drawn)


def _give(floor: Floor, offer: Offer, agent: Agent, call: Call, to: AgentState) -> None:
    agent.offer = offer.id
    agent.rung = floor.rung
    floor.move_agent(agent, to)
    call.offers[offer.id] = None


def _ring_reserved(floor: Floor, offer: Offer, order: Ring) -> None:
    if offer.state is not OfferState.RESERVED:
        return
    floor.agenda.pop((offer.kind, offer.id), None)
    floor.held.change(offer.agent, -1, floor.now)
    move(offer, OfferState.RINGING, floor.now)
    offer.limit = order.limit
    floor.guard(offer)
    agent = floor.agents[offer.agent]
    agent.serves, agent.taken = order.queue, floor.now
    floor.move_agent(agent, AgentState.RINGING)
    floor.review(agent)


def call_back(floor: Floor, order: CallBack) -> None:
    _count(floor, order.queue)
    call, agent = floor.calls.get(order.callback), floor.agents.get(order.agent)
    waits = call is not None and call.off_line and call.state is CallState.WAITING
    ready = agent is not None and agent.state is AgentState.READY
    if not (call and call.callback and agent and waits and ready) or order.offer in floor.offers:
        floor.stray(OfferId(order.call), LegCause.FORCED)
        return
    offer = Offer(order.offer, call.id, agent.id, order.queue, 0.0, OfferState.RESERVED, since=floor.now)
    floor.add_offer(offer)
    _give(floor, offer, agent, call, AgentState.RESERVED)
    call.callback.leg, call.callback.limit = order.call, order.limit
    floor.move_call(call, CallState.DIALLED)
    floor.review(agent)


def end_pause(floor: Floor, order: EndPause) -> None:
    call = floor.calls.get(order.callback)
    if call is not None and call.state is CallState.RESTING:
        floor.move_call(call, CallState.WAITING)


def callback_over(floor: Floor, order: CallbackOver) -> None:
    callbacks.cancelled(floor, order.callback)


def join(floor: Floor, order: Join) -> None:
    offer = floor.offers.get(order.offer)
    if offer is None or offer.state is not OfferState.ANSWERED:
        return
    floor.agenda.pop((offer.kind, offer.id), None)
    move(offer, OfferState.JOINING, floor.now)
    floor.guard(offer)
    call = floor.calls[offer.call]
    call.joined = offer.id
    _compare(floor, call)
    floor.move_agent(floor.agents[offer.agent], AgentState.JOINING)
    floor.move_call(call, CallState.JOINING)
    for other in map(floor.offers.__getitem__, call.offers):
        if other is not offer and other.state is not OfferState.ENDING:
            floor.withdraw(other, LegCause.ANSWERED_ELSEWHERE)


def _compare(floor: Floor, call: Call) -> None:
    """The wait that came, with the one that was expected."""
    if call.callback is not None:
        return  # most of it was no wait
    lesson, waited = floor.lesson(call.queue), floor.now - call.entered
    lesson.wait_ended(waited, gave_up=False)
    if call.foretold is not None:
        lesson.error.add(call.foretold - waited)
        call.foretold = None
    if call.queue in floor.held:
        lesson.added.add(call.added)


def stop_ringing(floor: Floor, order: StopRinging) -> None:
    """`no answer` of an offer that still rings: the guard; the switch did not keep its limit or its word was lost."""
    offer = floor.offers.get(order.offer)
    if offer is None:
        return
    if offer.state is OfferState.RINGING and order.cause is LegCause.NO_ANSWER:
        facts.excuse(floor, offer, LegCause.NO_ANSWER)
    floor.close(offer)


def release(floor: Floor, order: Release) -> None:
    if order.offer in floor.strays:
        _stray_gone(floor, order.offer)
    if (leg := CallId(order.offer)) in floor.callbacks.legs:
        callbacks.failed(floor, leg, order.cause)  # the guard
    offer = floor.offers.get(order.offer)
    if offer is None:
        return
    _guard(floor, offer)
    floor.close(offer)


def _guard(floor: Floor, offer: Offer) -> None:
    """Nothing was told of the join or of the talk's end: the lease is over."""
    if offer.state is OfferState.JOINING:
        facts.join_failed(floor, offer)
    elif offer.state is OfferState.TALKING:
        facts.wrap_up(floor, offer)
        floor.forget_call(floor.calls[offer.call])


def _stray_gone(floor: Floor, offer: OfferId) -> None:
    del floor.strays[offer]
    floor.agenda.pop(("stray", offer), None)


def widen(floor: Floor, order: Widen) -> None:
    call = floor.calls.get(order.call)
    if call is not None and call.state is CallState.WAITING and call.step < order.step < len(call.steps):
        floor.widen(call, order.step)


def send_on(floor: Floor, order: SendOn) -> None:
    call = floor.calls.get(order.call)
    if call is not None and call.state is CallState.WAITING and not call.off_line:
        if call.callback is None:
            floor.lesson(call.queue).wait_ended(floor.now - call.entered, gave_up=True)
        floor.forget_call(call)
        floor.remember(call)


def set_agent(floor: Floor, order: SetAgent) -> None:
    """Of the facts about the agent the order leaves those that it agrees with."""
    agent = floor.agents.get(order.agent)
    to = AT_REST.get(order.state)
    if to is None or not allowed(agent.state if agent else AgentState.LOGGED_OUT, to):
        return
    agent = agent or _agent_of_old(floor, order.agent, AgentState.LOGGED_OUT)
    if agent.offer is not None:
        return
    came = to is not AgentState.LOGGED_OUT and not agent.logged_in
    agent.logged_in = to is not AgentState.LOGGED_OUT
    agent.wrap_until = order.until if to is AgentState.WRAP_UP else None
    if agent.excuse_until is not None and agent.excuse_until <= floor.now:
        agent.excuse = agent.excuse_until = None
    if to is AgentState.NOT_READY and (agent.excuse is not None or agent.reachable):
        agent.excuse, agent.excuse_until = order.reason, order.until
    elif to in (AgentState.READY, AgentState.LOGGED_OUT):
        agent.excuse = agent.excuse_until = None
    ends = to in (AgentState.NOT_READY, AgentState.WRAP_UP)  # the other states have no end of their own
    floor.move_agent(agent, to, order.until if ends else None, order.reason if to is AgentState.NOT_READY else "")
    if to is AgentState.LOGGED_OUT and agent.id not in floor.rules.agents:
        floor.forget_agent(agent)
    else:
        floor.review(agent)
    if came:  # (who went was seen to when he was moved)
        floor.appear(agent)


def _agent_of_old(floor: Floor, agent_id: AgentId, state: AgentState) -> Agent:
    """One who is configured no more but was when the order was recorded.  He is logged out when he is free."""
    agent = Agent(agent_id, state, since=floor.now, logged_in=True, idle=(floor.now, floor.turns, agent_id))
    floor.add_agent(agent)
    return agent
