"""How a queue rings agents: words that the settings and the ACD share.  The rules: docs/manual/acd.md."""

from enum import StrEnum

from ccengine.model.why import LegCause


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
