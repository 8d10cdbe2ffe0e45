"""What each fact about an agent changes.  See facts.py."""

from math import inf, isfinite

from ccengine.acd.floor import Floor
from ccengine.acd.state import Agent, AgentState, OfferState
from ccengine.model.ids import AgentId, OfferId, Seconds
from ccengine.model.why import LegCause


def agent_logged_in(floor: Floor, agent_id: AgentId) -> None:
    agent = floor.agents.get(agent_id)
    if agent is not None and not agent.logged_in:
        agent.logged_in = True
        agent.excuse = agent.excuse_until = None
        _begin_anew(floor, agent)
        floor.review(agent)
        floor.appear(agent)


def _begin_anew(floor: Floor, agent: Agent) -> None:
    """What his strategies' numbers count, counts since his log-in."""
    ready = agent.state is AgentState.READY  # he logged out and in again before anything came of it
    if ready:
        floor.pools.hide(agent)
    agent.talks = agent.rung = agent.missed = 0
    agent.load, agent.changed, agent.occupied = 0.0, floor.now, -inf
    if ready:
        floor.pools.show(agent)


def agent_logged_out(floor: Floor, agent_id: AgentId) -> None:
    agent = floor.agents.get(agent_id)
    if agent is not None and agent.logged_in:
        agent.logged_in = False
        _stop_offer(floor, agent.offer)
        floor.review(agent)
        floor.appear(agent)


def agent_ready(floor: Floor, agent_id: AgentId) -> None:
    agent = floor.agents.get(agent_id)
    if agent is not None and agent.logged_in:
        agent.excuse = agent.excuse_until = None
        agent.missed = 0
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


def wrap_up_extended(floor: Floor, agent_id: AgentId, seconds: Seconds) -> None:
    agent = floor.agents.get(agent_id)
    if agent is None or agent.state is not AgentState.WRAP_UP or agent.wrap_until is None:
        return
    if isfinite(seconds) and seconds > 0:
        agent.wrap_until += seconds
        floor.review(agent)


def _stop_offer(floor: Floor, offer_id: OfferId | None) -> None:
    """He goes away while his phone rings, or is to ring: the caller does not wait for that."""
    offer = floor.offers.get(offer_id) if offer_id else None
    if offer is not None and offer.state is OfferState.RESERVED:
        floor.close(offer)  # who is dialled waits when he answers
    elif offer is not None and offer.state is OfferState.RINGING:
        floor.withdraw(offer, LegCause.FORCED)
