"""What the machine is told once: queues, agents, limits.  Plain values, frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ccengine.model.callbacks import NO_CALLBACKS
from ccengine.model.callbacks import CallbackRules as CallbackRules
from ccengine.model.ids import AgentId, QueueName, Seconds
from ccengine.model.routing import ALL as ALL
from ccengine.model.routing import Strategy as Strategy
from ccengine.model.settings import AgentSettings, QueueSettings, Settings
from ccengine.model.why import LegCause


@dataclass(frozen=True, slots=True)
class QueueRules:
    name: QueueName
    agents: tuple[AgentId, ...] = ()
    ring: Seconds = 20.0  # an agent's phone rings so long
    wrap_up: Seconds = 10.0
    longest_wait: Seconds = 1800.0  # counted from the time of entry, head start or not
    strategy: Strategy = Strategy.LONGEST_IDLE
    rings: int = 1  # agents who are rung at once for a caller; ALL for all
    weight: Seconds = 0.0  # head start of all its callers, over those of other queues
    longest_queue: int | None = None  # who comes when so many hold a place leaves by `full`
    leave_when_empty: bool = False  # who waits while nobody who could get him is logged in leaves by `nobody`
    longest_expected: Seconds | None = None  # who is to expect a longer wait at entry leaves by `expected_too_long`
    callbacks: CallbackRules = NO_CALLBACKS


@dataclass(frozen=True, slots=True)
class AgentRules:
    """`rests`: by cause, how long a failed offer keeps him not ready, where it is not as in `Limits`; None: until he
    says ready.  `tries`: he is not ready until he says so after so many offers in a row that he did not answer or
    rejected; after the others he rests `Limits.failed`."""

    id: AgentId
    logged_in: bool = True  # when the machine sees him for the first time; afterwards it knows
    skills: Mapping[str, int] = field(default_factory=dict)  # name -> level, above 0
    rests: Mapping[LegCause, Seconds | None] = field(default_factory=dict)
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds, but for `joins` and `served`.  Guards: what the switch or the flow should have told by then did not
    come."""

    ring_grace: Seconds = 5.0  # over the ring time, which the switch keeps itself
    join: Seconds = 10.0  # from Join to TalkBegan
    talk: Seconds = 14460.0  # the line's own limit (model.call.Limits.talk) and a minute
    joins: int = 3  # a call whose join failed so often leaves by `failed`
    busy: Seconds = 30.0  # not ready so long after the phone was busy
    unreachable: Seconds = 30.0  # or when a ring showed that it cannot be reached
    failed: Seconds = 5.0  # or when the switch could not ring it or join it: nobody's fault
    reach: Seconds = 60.0  # over the ring time of a callback: to answer, to be put to the flow, to confirm
    retry: Seconds = 30.0  # pause of a callback that could not be dialled: no try of his
    served: int = 50_000  # callers of whom is kept who served them last (served.py)
    served_for: Seconds = 90 * 86400.0  # and how long

    def excuse(self, cause: LegCause) -> Seconds | None:
        """How long an offer that failed so keeps its agent not ready; None: until he says ready himself.

        Never zero: an agent whose leg fails at once would be rung in a tight loop."""
        if cause in (LegCause.NO_ANSWER, LegCause.REJECTED):
            return None
        if cause is LegCause.BUSY:
            return self.busy
        return self.unreachable if cause is LegCause.UNREACHABLE else self.failed


@dataclass(frozen=True)
class Rules:
    queues: Mapping[QueueName, QueueRules]
    agents: Mapping[AgentId, AgentRules]
    limits: Limits = Limits()

    @classmethod
    def of(cls, queues: Iterable[QueueRules], agents: Iterable[AgentRules], limits: Limits = Limits()) -> "Rules":
        return cls({queue.name: queue for queue in queues}, {agent.id: agent for agent in agents}, limits)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Rules":
        return cls.of(
            map(_queue_rules, settings.queues.values()),
            map(_agent_rules, settings.agents.values()),
        )

    def queue(self, name: QueueName) -> QueueRules:
        """A queue that is configured no more has the rules of a new one, and no agents."""
        return self.queues.get(name) or QueueRules(name)

    def able(self, agent: AgentId, skills: Iterable[tuple[str, int]]) -> bool:
        """Is he known, and has all of these at least at these levels?"""
        rules = self.agents.get(agent)
        return rules is not None and all(rules.skills.get(name, 0) >= level for name, level in skills)

    def tries(self, agent: AgentId) -> int:
        rules = self.agents.get(agent)
        return rules.tries if rules is not None else 1

    def rest(self, agent: AgentId, cause: LegCause) -> Seconds | None:
        """How long an offer that failed so keeps him not ready; None: until he says ready himself."""
        rules = self.agents.get(agent)
        if rules is not None and cause in rules.rests:
            return rules.rests[cause]
        return self.limits.excuse(cause)


def _queue_rules(queue: QueueSettings) -> QueueRules:
    return QueueRules(
        name=queue.name,
        agents=queue.agents,
        ring=queue.ring,
        wrap_up=queue.wrap_up,
        longest_wait=queue.longest_wait,
        strategy=queue.strategy,
        rings=queue.rings,
        weight=queue.weight,
        longest_queue=queue.longest_queue,
        leave_when_empty=queue.leave_when_empty,
        longest_expected=queue.longest_expected,
        callbacks=queue.callbacks,
    )


def _agent_rules(agent: AgentSettings) -> AgentRules:
    return AgentRules(agent.id, agent.logged_in, agent.skills, agent.rests, agent.tries)
