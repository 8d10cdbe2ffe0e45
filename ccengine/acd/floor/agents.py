"""Agents: the state that the facts ask for, their turns and pools, who is there."""

from ccengine.acd.floor.calls import Calls
from ccengine.acd.load import carried, occupied
from ccengine.acd.state import AT_WORK, AWAY, BUSY, IN_TALK, Agent, AgentState, move
from ccengine.model.ids import AgentId, Seconds
from ccengine.model.why import LegCause

_GONE = IN_TALK | {AgentState.LOGGED_OUT, AgentState.JOINING}
"""Who said that he logs out is logged out in these; in the others he is about to be, by SetAgent."""


class Agents(Calls):
    def review(self, agent: Agent) -> None:
        """After a change of the facts about an agent: is the state he is in still the one he ought to be in?"""
        if agent.offer is None and self.rest(agent, self.now) != (agent.state, agent.reason, agent.deadline):
            self.attend(agent)
        else:
            self.agenda.pop((agent.kind, agent.id), None)

    def rest(self, agent: Agent, now: Seconds) -> tuple[AgentState, str, Seconds | None]:
        """State, reason and end of it that the facts ask for while the agent has no offer."""
        if not agent.logged_in or agent.id not in self.rules.agents:
            return AgentState.LOGGED_OUT, "", None
        if agent.wrap_until is not None and now < agent.wrap_until:
            return AgentState.WRAP_UP, "", agent.wrap_until
        if agent.excuse is not None and (agent.excuse_until is None or now < agent.excuse_until):
            return AgentState.NOT_READY, agent.excuse, agent.excuse_until
        if not agent.reachable:
            return AgentState.NOT_READY, LegCause.UNREACHABLE.value, None
        return AgentState.READY, "", None

    def add_agent(self, agent: Agent) -> None:
        """Also takes up one from a snapshot, in the state he is in."""
        self.agents[agent.id] = agent
        if agent.deadline is not None:
            self.deadlines.add((agent.deadline, agent.kind, agent.id))
        if agent.state is AgentState.READY:
            self.pools.show(agent)
        self._staff(agent)
        self.appear(agent)
        self.review(agent)

    def forget_agent(self, agent: Agent) -> None:
        self.expect(agent, None)
        self.agenda.pop((agent.kind, agent.id), None)
        self._employ(agent.id, there=False)
        del self.agents[agent.id]

    def _staff(self, agent: Agent) -> None:
        """After a change of his state."""
        self._employ(agent.id, agent.state not in AWAY)

    def _employ(self, agent: AgentId, there: bool) -> None:
        if there != (agent in self.pools.staff):
            self.pools.employ(agent, there)
            self.forecast.employ(agent, there)

    def move_agent(self, agent: Agent, to: AgentState, deadline: Seconds | None = None, reason: str = "") -> None:
        """One who becomes ready is last in turn, unless the offer he had was withdrawn: then his idle time goes on."""
        old = agent.state
        move(agent, to, self.now)
        agent.reason = reason
        if agent.deadline != deadline:
            self.expect(agent, deadline)
        if (old in BUSY) != (to in BUSY):
            agent.load = carried(agent.load, self.now - agent.changed, old in BUSY)
            agent.changed = self.now
        if old in AT_WORK and to not in AT_WORK:
            self.lesson(agent.serves).handling.add(self.now - agent.taken)
        if old is AgentState.READY:
            self.pools.hide(agent)
        if to is AgentState.READY:
            if old not in (AgentState.RESERVED, AgentState.RINGING, AgentState.JOINING):
                self.turns += 1
                agent.idle = (self.now, self.turns, agent.id)
                agent.occupied = occupied(agent.load, agent.changed, self.now)
            self.pools.show(agent)
        if to in AWAY or old in AWAY:
            self._staff(agent)
        if not agent.logged_in:
            self.appear(agent)

    def is_present(self, agent: Agent) -> bool:
        return agent.id in self.rules.agents and (agent.logged_in or agent.state not in _GONE)

    def appear(self, agent: Agent) -> None:
        """After a change of whether he is logged in: what does it mean for callers?"""
        present = self.is_present(agent)
        if present != (agent.id in self.pools.present):
            calls = [self.calls[id] for id in self.pools.appear(agent.id, present)]
            for call in sorted(calls, key=lambda call: call.place):
                self.review_call(call)
            for queue in self.callbacks.appear(agent.id, present):
                self.pools.reopen(queue)
