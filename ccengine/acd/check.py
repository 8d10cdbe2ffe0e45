"""What must always hold, by name.  Costs a walk over everything: now and then in the engine, always in tests."""

from collections import Counter
from collections.abc import Iterator

from ccengine.acd.check_callbacks import callbacks
from ccengine.acd.check_pools import pools
from ccengine.acd.floor import HOLDS_PLACE, Floor
from ccengine.acd.state import IN_TALK, Agent, AgentState, Call, CallState, Offer, OfferState, Place, Thing
from ccengine.model.ids import QueueName

_WITH_OFFER = {
    OfferState.RESERVED: ((AgentState.RESERVED,), (CallState.DIALLED, CallState.OFFERED)),
    OfferState.RINGING: ((AgentState.RINGING,), (CallState.OFFERED,)),
    OfferState.ANSWERED: ((AgentState.RINGING,), (CallState.OFFERED,)),
    OfferState.JOINING: ((AgentState.JOINING,), (CallState.JOINING,)),
    OfferState.TALKING: (IN_TALK, (CallState.TALKING,)),
}
_JOINED = (OfferState.JOINING, OfferState.TALKING)
_WITH_AGENT = (AgentState.RESERVED, AgentState.RINGING, AgentState.JOINING, *IN_TALK)


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
    yield from pools(floor)
    yield from callbacks(floor)


def _twice(floor: Floor) -> Iterator[tuple[str, str]]:
    for call, times in Counter(offer.call for offer in floor.offers.values() if offer.state in _JOINED).items():
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
    if call is None or offer.id not in call.offers:
        yield "offer-without-its-call", offer.id
    else:
        agents, calls = _WITH_OFFER[offer.state]
        if agent.state not in agents or call.state not in calls:
            yield "states-disagree", offer.id
    if not _guarded(floor, offer, call) and floor.switch:
        yield "no-deadline", offer.id


def _guarded(floor: Floor, offer: Offer, call: Call | None) -> bool:
    if offer.state is OfferState.RESERVED and call is not None and call.state is CallState.DIALLED:
        return call.deadline is not None
    if offer.state in (OfferState.RESERVED, OfferState.ANSWERED):
        return ("offer", offer.id) in floor.agenda
    return offer.deadline is not None


def _agent(floor: Floor, agent: Agent) -> Iterator[tuple[str, str]]:
    if agent.offer is not None and agent.offer not in floor.offers:
        yield "agent-with-a-dead-offer", agent.id
    if agent.offer is not None and agent.state not in _WITH_AGENT:
        yield "agent-offered-while-not-busy", agent.id
    if agent.offer is None:
        settled = floor.rest(agent, floor.now) == (agent.state, agent.reason, agent.deadline)
        due = agent.deadline is not None and agent.deadline <= floor.now
        if not settled and not due and ("agent", agent.id) not in floor.agenda:
            yield "agent-stuck", agent.id
    if agent.state is AgentState.WRAP_UP and agent.deadline is None:
        yield "no-deadline", agent.id
    if not 0 <= agent.load <= 1:
        yield "load-out-of-bounds", agent.id


def _call(floor: Floor, call: Call) -> Iterator[tuple[str, str]]:
    offers = [floor.offers.get(offer) for offer in call.offers]
    joined = [offer.id for offer in offers if offer is not None and offer.state in _JOINED]
    if not all(offers):
        yield "call-with-a-dead-offer", call.id
    if call.state is CallState.OFFERED and not offers:
        yield "call-and-offer-disagree", call.id
    if call.state not in HOLDS_PLACE and call.joined not in call.offers:
        yield "call-and-offer-disagree", call.id
    if (call.state in HOLDS_PLACE and call.joined is not None) or joined not in ([], [call.joined]):
        yield "call-and-offer-disagree", call.id
    if call.state in (CallState.WAITING, CallState.RESTING) and call.deadline is None:
        yield "no-deadline", call.id
    if (floor.errand(call) is not None) != (("call", call.id) in floor.agenda):
        yield "call-stuck", call.id


def _indexes(floor: Floor) -> Iterator[tuple[str, str]]:
    """The indexes say what the things say."""
    things: list[Thing] = [*floor.agents.values(), *floor.calls.values(), *floor.offers.values()]
    if list(floor.deadlines) != sorted((t.deadline, t.kind, t.id) for t in things if t.deadline is not None):
        yield "index-of-deadlines", "differs"
    places: dict[QueueName, list[Place]] = {}
    for call in floor.calls.values():
        if call.state in HOLDS_PLACE:
            places.setdefault(call.queue, []).append(call.place)
    for name in floor.places.keys() | places.keys():
        if list(floor.places.get(name, ())) != sorted(places.get(name, ())):
            yield "index-of-places", name
