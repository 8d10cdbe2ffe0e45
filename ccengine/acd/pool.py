"""Calls of one queue that ask for the same agents, and these agents in the order in which they are rung."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from ccengine.acd.draw import below, stepped
from ccengine.acd.needs import Need
from ccengine.acd.ordered import Ordered
from ccengine.acd.outlook import Outlook
from ccengine.acd.rules import Rules, Strategy
from ccengine.acd.state import Agent, Place
from ccengine.model.ids import AgentId, QueueName, Seconds

Turn = tuple[float, Seconds, int, AgentId]
"""(the strategy's number, idle since, order of becoming ready, agent): who is rung first."""

_OWN: Mapping[Strategy, Callable[[Agent], float]] = {
    Strategy.FEWEST_CALLS: attrgetter("talks"),
    Strategy.LEAST_OCCUPIED: attrgetter("occupied"),
    Strategy.ROUND_ROBIN: attrgetter("rung"),
}
"""Strategies whose number is the agent's own.  None of these changes while he is ready, but for a log-in that takes
back a log-out of which nothing has come yet (facts.py)."""


@dataclass(slots=True, eq=False)
class Pool:
    queue: QueueName
    need: Need
    strategy: Strategy
    members: Mapping[AgentId, float]  # who is eligible; for `ordered` and `skill` with the number he has here
    callbacks: bool = False  # its calls are callbacks that are not on the line
    wanting: Ordered[Place] = field(default_factory=Ordered)  # calls that want an agent
    first: Place | None = None  # of these
    ready: Ordered[Turn] = field(default_factory=Ordered)  # members who can be rung
    turns: dict[AgentId, Turn] = field(default_factory=dict)  # of these, under which turn
    present: int = 0  # members who are logged in
    staffed: int = 0  # members who are neither logged out nor not ready
    by_idle: bool = field(init=False)  # nothing but the idle time counts
    outlooks: dict[Outlook, None] = field(default_factory=dict)  # that count on it

    def __post_init__(self) -> None:
        self.by_idle = self.strategy not in _OWN and not any(self.members.values())

    def turn(self, agent: Agent) -> Turn:
        own = _OWN.get(self.strategy)
        return (own(agent) if own else self.members[agent.id], *agent.idle)

    def next_agent(self, drawn: int) -> AgentId:
        """Who is rung next; there is one.  `drawn`: the state of the generator, before it makes a step for him."""
        at = below(stepped(drawn), len(self.ready)) if self.strategy is Strategy.RANDOM else 0
        return self.ready.nth(at)[3]


def members_of(rules: Rules, queue: QueueName, need: Need) -> dict[AgentId, float]:
    """Who is eligible, with the number that he always has in this queue for this need."""
    skills, only = need
    if only:
        return {only: 0.0} if rules.able(only, skills) else {}
    listed = rules.queue(queue)
    able = [(at, agent) for at, agent in enumerate(dict.fromkeys(listed.agents)) if rules.able(agent, skills)]
    if listed.strategy is Strategy.ORDERED:
        return {agent: float(at) for at, agent in able}
    if listed.strategy is Strategy.SKILL:
        return {agent: -float(sum(rules.agents[agent].skills.get(name, 0) for name, _ in skills)) for _, agent in able}
    return {agent: 0.0 for _, agent in able}
