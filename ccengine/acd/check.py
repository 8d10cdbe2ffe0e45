"""What must always hold, by name.  Costs a walk over everything: now and then in the engine, always in tests."""

from collections import Counter
from collections.abc import Iterator

from ccengine.acd.floor import HOLDS_PLACE, Floor
from ccengine.acd.state import Agent, AgentState, Call, CallState, Offer, OfferState, Thing

_WITH_OFFER = {
    OfferState.RINGING: (AgentState.RINGING, CallState.OFFERED),
    OfferState.ANSWERED: (AgentState.RINGING, CallState.OFFERED),
    OfferState.JOINING: (AgentState.JOINING, CallState.JOINING),
    OfferState.TALKING: (AgentState.TALKING, CallState.TALKING),
}
_BUSY = (AgentState.RINGING, AgentState.JOINING, AgentState.TALKING)


def broken(floor: Floor) -> list[str]:
    """Names of the invariants that do not hold, sorted, with one example each."""
    found: dict[str, str] = {}
    for name, example in _look(floor):
        found.setdefault(name, example)
    return [f"{name}: {example}" for name, example in sorted(found.items())]


def _look(floor: Floor) -> Iterator[tuple[str, str]]:
    yield from _twice(floor)
    for offer in floor.offers.values():
        yield from _offer(floor, offer)
    for agent in floor.agents.values():
        yield from _agent(floor, agent)
    for call in floor.calls.values():
        yield from _call(floor, call)
    yield from _indexes(floor)


def _twice(floor: Floor) -> Iterator[tuple[str, str]]:
    live = [offer for offer in floor.offers.values() if offer.state is not OfferState.ENDING]
    for call, times in Counter(offer.call for offer in live).items():
        if times > 1:
            yield "two-agents-on-one-call", call
    for agent, times in Counter(offer.agent for offer in floor.offers.values()).items():
        if times > 1:
            yield "one-agent-for-two-calls", agent


def _offer(floor: Floor, offer: Offer) -> Iterator[tuple[str, str]]:
    agent, call = floor.agents.get(offer.agent), floor.calls.get(offer.call)
    if agent is None or agent.offer != offer.id:
        yield "offer-without-its-agent", offer.id
        return
    if offer.state is OfferState.ENDING:
        if ("offer", offer.id) not in floor.agenda:
            yield "ending-forgotten", offer.id
        return
    if call is None or call.offer != offer.id:
        yield "offer-without-its-call", offer.id
    elif (agent.state, call.state) != _WITH_OFFER[offer.state]:
        yield "states-disagree", offer.id
    guarded = ("offer", offer.id) in floor.agenda if offer.state is OfferState.ANSWERED else offer.deadline is not None
    if not guarded and floor.switch:
        yield "no-deadline", offer.id


def _agent(floor: Floor, agent: Agent) -> Iterator[tuple[str, str]]:
    if agent.offer is not None and agent.offer not in floor.offers:
        yield "agent-with-a-dead-offer", agent.id
    if agent.offer is not None and agent.state not in _BUSY:
        yield "agent-offered-while-not-busy", agent.id
    if agent.offer is None:
        settled = floor.rest(agent, floor.now) == (agent.state, agent.reason, agent.deadline)
        due = agent.deadline is not None and agent.deadline <= floor.now
        if not settled and not due and ("agent", agent.id) not in floor.agenda:
            yield "agent-stuck", agent.id
    if agent.state is AgentState.WRAP_UP and agent.deadline is None:
        yield "no-deadline", agent.id


def _call(floor: Floor, call: Call) -> Iterator[tuple[str, str]]:
    if (call.offer is None) != (call.state is CallState.WAITING):
        yield "call-and-offer-disagree", call.id
    if call.offer is not None and call.offer not in floor.offers:
        yield "call-with-a-dead-offer", call.id
    if call.state is CallState.WAITING and call.deadline is None:
        yield "no-deadline", call.id


def _indexes(floor: Floor) -> Iterator[tuple[str, str]]:
    """The indexes say what the things say."""
    things: list[Thing] = [*floor.agents.values(), *floor.calls.values(), *floor.offers.values()]
    if list(floor.deadlines) != sorted((t.deadline, t.kind, t.id) for t in things if t.deadline is not None):
        yield "index-of-deadlines", "differs"
    places: dict[str, list[Call]] = {name: [] for name in floor.lines}
    ready: dict[str, list[Agent]] = {name: [] for name in floor.lines}
    for call in floor.calls.values():
        places[call.queue].append(call)
    for agent in floor.agents.values():
        if agent.state is AgentState.READY:
            for name in floor.rules.served_by(agent.id):
                ready[name].append(agent)
    for name, line in floor.lines.items():
        if list(line.places) != sorted(call.place for call in places[name] if call.state in HOLDS_PLACE):
            yield "index-of-places", name
        if list(line.waiting) != sorted(call.place for call in places[name] if call.state is CallState.WAITING):
            yield "index-of-waiting", name
        if list(line.ready) != sorted(agent.idle for agent in ready[name]):
            yield "index-of-ready", name
    if floor.pairable != {name for name, line in floor.lines.items() if line.waiting and line.ready}:
        yield "index-of-pairable", "differs"
