"""Faults of what is known of agents: strategies' numbers, skills, tries, rests, wrap-up.  See faults.py."""

from collections.abc import Callable, Mapping
from typing import Any

from ccengine.acd import draw, facts, facts_agents, load, orders, pool, pools, snapshot
from ccengine.acd.floor import Floor, agents
from ccengine.acd.rules import Rules, Strategy
from ccengine.acd.state import BUSY, AgentState, OfferState
from ccengine.model.ids import AgentId
from ccengine.model.why import LegCause
from tests.unit.acd.faults import Patch

_queue = Rules.queue
_able = Rules.able
_tries = Rules.tries
_members = pool.members_of
_ring = orders.ring
_excuse = facts.excuse
_talk_began = facts.talk_began
_talk_held = facts.talk_held
_move_agent = Floor.move_agent
_save = snapshot.save
_agent = snapshot._agent


def own(strategy: Strategy, number: Callable[[Any], float]) -> Patch:
    """Another number for a strategy."""
    return pool, "_OWN", {**pool._OWN, strategy: number}


def members(strategy: Strategy, number: Callable[[Rules, Any, AgentId, float], float]) -> Patch:
    """Another number that an agent has in a queue."""

    def other(rules: Rules, name: Any, need: Any) -> dict[AgentId, float]:
        found = _members(rules, name, need)
        if _queue(rules, name).strategy is not strategy:
            return found
        return {agent: number(rules, name, agent, value) for agent, value in found.items()}

    return pools, "members_of", other


def _all_his_skills(rules: Rules, _: Any, agent: AgentId, number: float) -> float:
    return -float(sum(rules.agents[agent].skills.values()))


def _named_without_skills(rules: Rules, name: Any, need: Any) -> dict[AgentId, float]:
    return _members(rules, name, ((), need[1]) if need[1] else need)


def _named_must_serve(rules: Rules, name: Any, need: Any) -> dict[AgentId, float]:
    return {agent: value for agent, value in _members(rules, name, need).items() if agent in _queue(rules, name).agents}


def _never_steps(on: Floor, order: Any) -> None:
    drawn = on.drawn
    _ring(on, order)
    on.drawn = drawn


def _steps_only_for_two(on: Floor, order: Any) -> None:
    drawn, ready = on.drawn, sum(agent.state is AgentState.READY for agent in on.agents.values())
    _ring(on, order)
    on.drawn = on.drawn if ready > 1 else drawn


def _row_goes_on(on: Floor, offer_id: Any) -> None:
    missed = {agent.id: agent.missed for agent in on.agents.values()}
    _talk_began(on, offer_id)
    for agent in on.agents.values():
        agent.missed = missed[agent.id]


def _row_ends_by_busy(on: Floor, offer: Any, cause: LegCause) -> None:
    if cause not in (LegCause.NO_ANSWER, LegCause.REJECTED):
        on.agents[offer.agent].missed = 0
    _excuse(on, offer, cause)


def _extended_from_now(on: Floor, agent_id: Any, seconds: float) -> None:
    agent = on.agents.get(agent_id)
    if agent is not None and agent.state is AgentState.WRAP_UP and 0 < seconds < 1e9:
        agent.wrap_until = on.now + seconds
        on.review(agent)


def _extended_by_less_than_nothing(on: Floor, agent_id: Any, seconds: float) -> None:
    agent = on.agents.get(agent_id)
    if agent is not None and agent.state is AgentState.WRAP_UP and seconds < 1e9:
        agent.wrap_until = (agent.wrap_until or 0.0) + seconds
        on.review(agent)


def _held_is_ready(on: Floor, offer_id: Any, held: bool) -> None:
    _talk_held(on, offer_id, held)
    offer = on.offers.get(offer_id)
    if offer is not None and offer.state is OfferState.TALKING and held:
        on.pools.show(on.agents[offer.agent])


def _count_forgotten(self: Floor, agent: Any, to: Any, deadline: Any = None, reason: str = "") -> None:
    """The count of the last offer is kept of answered ones only."""
    if to is AgentState.NOT_READY:
        agent.rung = 0
    _move_agent(self, agent, to, deadline, reason)


def _talks_forgotten(on: Floor, offer_id: Any) -> None:
    _talk_began(on, offer_id)
    for agent in on.agents.values():
        agent.talks = min(agent.talks, 1)


STRATEGIES: Mapping[str, Patch] = {
    "fewest calls: the most": own(Strategy.FEWEST_CALLS, lambda agent: -agent.talks),
    "fewest calls counts offers": own(Strategy.FEWEST_CALLS, lambda agent: agent.rung),
    "round robin: who was rung last": own(Strategy.ROUND_ROBIN, lambda agent: -agent.rung),
    "least occupied is longest idle": own(Strategy.LEAST_OCCUPIED, lambda agent: 0.0),
    "least occupied: the load alone": (agents, "occupied", lambda load, changed, now: load),
    "load never fades": (agents, "carried", lambda was, lasted, busy: load.carried(was, lasted, True) if busy else was),
    "a held caller is no work": (agents, "BUSY", tuple(state for state in BUSY if state is not AgentState.ON_HOLD)),
    "log-in begins nothing anew": (facts_agents, "_begin_anew", lambda on, agent: None),
    "ordered by name": members(Strategy.ORDERED, lambda rules, name, agent, number: float(agent)),
    "skill: the least able first": members(Strategy.SKILL, lambda rules, name, agent, number: -number),
    "skill counts what was not asked for": members(Strategy.SKILL, _all_his_skills),
    "random: always the same number": (orders, "ring", _never_steps),
    "random: no number for one agent": (orders, "ring", _steps_only_for_two),
    "random: never the last": (pool, "below", lambda x, n: draw.below(x, max(n - 1, 1))),
    "random begins anew after a restart": (snapshot, "save", lambda on: _save(on) | {"drawn": 0}),
    "levels off by one": (
        Rules,
        "able",
        lambda self, agent, skills: _able(self, agent, [(name, level + 1) for name, level in skills]),
    ),
    "any level will do": (
        Rules,
        "able",
        lambda self, agent, skills: _able(self, agent, [(name, 1) for name, _ in skills]),
    ),
    "who is asked for by name needs no skills": (pools, "members_of", _named_without_skills),
    "who is asked for by name must serve the queue": (pools, "members_of", _named_must_serve),
    "a held agent is offered": (facts, "talk_held", _held_is_ready),
    "tries off by one": (Rules, "tries", lambda self, agent: _tries(self, agent) + 1),
    "a talk does not end the row": (facts, "talk_began", _row_goes_on),
    "busy ends the row": (facts, "excuse", _row_ends_by_busy),
    "his own times ignored": (Rules, "rest", lambda self, agent, cause: self.limits.excuse(cause)),
    "wrap-up is longer from now on": (facts_agents, "wrap_up_extended", _extended_from_now),
    "wrap-up is made shorter": (facts_agents, "wrap_up_extended", _extended_by_less_than_nothing),
    "a snapshot forgets talks": (snapshot, "_agent", lambda agent: _agent(agent) | {"talks": 0}),
    "a snapshot forgets the load": (snapshot, "_agent", lambda agent: _agent(agent) | {"load": 0.0}),
    "round robin forgets an offer that failed": (Floor, "move_agent", _count_forgotten),
    "more talks than one are not counted": (facts, "talk_began", _talks_forgotten),
    "random: every second number": (orders, "stepped", lambda x: draw.stepped(draw.stepped(x))),
}
