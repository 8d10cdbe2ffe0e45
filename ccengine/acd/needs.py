"""Whom a step of a call asks for, in a form by which calls that ask for the same are found together."""

from ccengine.acd.events import Step
from ccengine.model.ids import AgentId

Need = tuple[tuple[tuple[str, int], ...], AgentId]
"""(skills with least levels, by name; the one agent, or "")."""

ANYBODY: Need = ((), AgentId(""))

JUST_ONE = (Step(),)
"""The steps of a call that has none."""


def need_of(step: Step) -> Need:
    """A skill that is asked for twice counts once, at the higher level."""
    if len(step.skills) < 2:
        return step.skills, step.agent
    least: dict[str, int] = {}
    for name, level in step.skills:
        least[name] = max(level, least.get(name, level))
    return tuple(sorted(least.items())), step.agent
