"""Who gets a call, and how agents are rung: words that settings, flows and the ACD share.  The rules:
docs/manual/acd.md."""

from dataclasses import dataclass
from enum import StrEnum

from ccengine.model.ids import AgentId, Seconds
from ccengine.model.why import LegCause


@dataclass(frozen=True, slots=True)
class Step:
    """Who may get a call, from `after` seconds of its wait on, until the next step.

    `skills`: (name, least level) that an agent must have.  `agent`: he alone, whether or not he serves the queue."""

    after: Seconds = 0.0
    skills: tuple[tuple[str, int], ...] = ()
    agent: AgentId = AgentId("")


class Strategy(StrEnum):
    """Which of the ready agents a queue's caller gets."""

    LONGEST_IDLE = "longest_idle"
    LEAST_OCCUPIED = "least_occupied"
    FEWEST_CALLS = "fewest_calls"
    ROUND_ROBIN = "round_robin"
    ORDERED = "ordered"
    SKILL = "skill"
    RANDOM = "random"


ALL = 1_000_000
"""Of `rings`: all who are ready."""

RESTS = {
    cause.value.replace(" ", "_"): cause
    for cause in (
        LegCause.NO_ANSWER,
        LegCause.REJECTED,
        LegCause.BUSY,
        LegCause.UNREACHABLE,
        LegCause.CONGESTION,
    )
}
"""Why an offer failed, as settings write it."""
