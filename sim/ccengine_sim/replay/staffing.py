"""Agents more or fewer.

More: a copy each of the agents who were at work, in the order of the settings and round again: his queues, skills and
rules, and his day: he logs in, has breaks and logs out with him.  Named `8001+`, `8001++`.
Fewer: the last ones of those in the order of the settings; they do not come at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ccengine.acd.events import AgentLoggedIn, AgentLoggedOut, AgentNotReady, AgentReachable, AgentReady, Event
from ccengine.acd.rules import Rules
from ccengine.model.ids import AgentId
from ccengine.model.settings import QueueSettings, Settings
from ccengine_sim.replay.past import Past
from ccengine_sim.replay.people import People


class TooFew(Exception):
    """More agents are to be removed, or copied, than were at work."""


@dataclass(frozen=True, slots=True)
class Staffing:
    rules: Rules
    copies: Mapping[AgentId, AgentId] = field(default_factory=dict)  # copy -> of whom
    gone: frozenset[AgentId] = frozenset()

    def told(self, fact: Event) -> Iterator[Event]:
        """The fact, as far as it is still told, and the same of the copies."""
        if not isinstance(fact, AgentLoggedIn | AgentLoggedOut | AgentReady | AgentNotReady | AgentReachable):
            yield fact
            return
        if fact.agent not in self.gone:
            yield fact
        for copy, original in self.copies.items():
            if original == fact.agent:
                yield replace(fact, agent=copy)


def at_work(settings: Settings, past: Past, people: People) -> list[AgentId]:
    """Who was logged in at some time, in the order of the settings."""
    machine = past.machine(Rules.from_settings(settings))
    there = {agent.id for agent in machine.agents() if agent.logged_in}
    there |= {ring.agent for ring in people.rings}
    there |= {wish.agent for _, wish in people.wishes if isinstance(wish, AgentLoggedIn)}
    return [agent for agent in settings.agents if agent in there]


def staffed(settings: Settings, past: Past, people: People, more: int = 0) -> Staffing:
    """`more` agents, or fewer when it is below 0.  Raises TooFew."""
    there = at_work(settings, past, people)
    if more < 0 and -more >= len(there):
        raise TooFew(f"{len(there)} agents were at work: {-more} cannot be taken away, one has to stay")
    if more > 0 and not there:
        raise TooFew("no agent was at work: there is nobody to copy")
    gone = frozenset(there[more:]) if more < 0 else frozenset()
    copies = {
        AgentId(f"{there[n % len(there)]}{'+' * (n // len(there) + 1)}"): there[n % len(there)] for n in range(more)
    }
    agents = {name: agent for name, agent in settings.agents.items() if name not in gone}
    agents |= {copy: replace(settings.agents[of], id=copy) for copy, of in copies.items()}
    queues = {name: _staffed(queue, copies, gone) for name, queue in settings.queues.items()}
    return Staffing(Rules.from_settings(replace(settings, agents=agents, queues=queues)), copies, gone)


def _staffed(queue: QueueSettings, copies: Mapping[AgentId, AgentId], gone: frozenset[AgentId]) -> QueueSettings:
    stay = [agent for agent in queue.agents if agent not in gone]
    return replace(queue, agents=(*stay, *(copy for copy, of in copies.items() if of in queue.agents)))
