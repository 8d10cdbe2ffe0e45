"""The house that is busy: 100 queues, agents who serve three each, skills that half of the callers ask for."""

import random
from collections import defaultdict

from ccengine.acd.events import Step
from ccengine.acd.rules import AgentRules, QueueRules, Rules
from ccengine.model.ids import AgentId, QueueName, Seconds

QUEUES = 100  # as many as agents in a smaller house
SERVES = 3
SKILLS = ("english", "french", "german", "spanish", "pumps", "pipes", "bills", "contracts")
HAS = 3  # skills of an agent, at levels 1 to 3
RING: Seconds = 20.0
WRAP_UP: Seconds = 30.0
LONGEST_WAIT: Seconds = 3600.0

SEARCHES: dict[str, tuple[Step, ...]] = {
    skill: (Step(0.0, ((skill, 2),)), Step(20.0, ((skill, 1),)), Step(300.0)) for skill in SKILLS
}
"""Level 2, after 20 s level 1, after 300 s anybody."""


def queues(agents: int) -> list[QueueName]:
    return [QueueName(f"q{n}") for n in range(min(QUEUES, agents))]


def rules(agents: int, skills: bool, rng: random.Random) -> Rules:
    names = queues(agents)
    members: dict[QueueName, list[AgentId]] = defaultdict(list)
    everybody = [AgentId(f"{n:05}") for n in range(agents)]
    for agent in everybody:
        for name in rng.sample(names, SERVES):
            members[name].append(agent)
    able = {agent: {skill: rng.randint(1, 3) for skill in rng.sample(SKILLS, HAS)} for agent in everybody}
    return Rules.of(
        [QueueRules(name, tuple(members[name]), RING, WRAP_UP, LONGEST_WAIT) for name in names],
        [AgentRules(agent, skills=able[agent] if skills else {}) for agent in everybody],
    )


def asked(rng: random.Random) -> tuple[Step, ...]:
    """What a caller asks for: nothing, or one skill, less as he waits."""
    return SEARCHES[rng.choice(SKILLS)] if rng.random() < 0.5 else ()
