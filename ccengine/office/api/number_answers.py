"""The shapes of the numbers.  Times are in seconds, shares 0 to 1; None is "of nobody"."""

from pydantic import Field

from ccengine.model.service_level import Formula
from ccengine.office.api.answers import Answer


class ServiceLevel(Answer):
    formula: Formula
    threshold: float = Field(description="Seconds, from the entry into the queue to the begin of the talk.")
    value: float | None


class Numbers(Answer):
    """Of one interval."""

    since: float = Field(description="Begin of the interval, in seconds since the epoch.")
    until: float = Field(description="Its end, not included.")
    begins: str = Field(description="The begin as local time of the hotline, with its distance to UTC.")


class QueueNumbers(Numbers):
    """Of the calls that entered the queue in the interval.  `offered` is the sum of what became of them."""

    queue: str
    offered: int
    answered: int
    abandoned: int = Field(description="By callers who waited for `short_abandon` at least.")
    abandoned_short: int
    flowed_out: int = Field(description="Left by another exit of the queue node: waited too long ...")
    otherwise: int = Field(description="Ended by the flow, an operator or the switch, or nobody saw by whom.")
    waiting: int = Field(description="They wait now.")
    service_level: ServiceLevel
    answered_within: int = Field(description="Within the threshold of the service level.")
    abandoned_within: int
    asa: float | None = Field(description="Average speed of answer: mean wait of the answered.")
    time_to_abandon: float | None = Field(description="Mean wait of the abandoned, without the short ones.")
    longest_wait: float
    handled: int = Field(description="Answered, and the talk is over.")
    aht: float | None = Field(description="Average handling time: (talk + wrap-up) / handled.")
    talk: float = Field(description="Of the handled, in all.")
    wrap_up: float
    answer_rate: float | None = Field(description="answered / (offered - waiting)")
    abandonment: float | None = Field(description="abandoned / (offered - waiting - abandoned_short)")


class AgentNumbers(Numbers):
    """Offers count where he was rung; times in states are cut at the ends of the interval."""

    agent: str
    offered: int = Field(description="Times that he was rung.")
    answered: int
    missed: int = Field(description="No answer, rejected, busy, unreachable.")
    handled: int
    aht: float | None
    states: dict[str, float] = Field(description="Seconds in each state, logged in.")
    logged_in: float = Field(description="Their sum.")
    occupancy: float | None = Field(description="(talking + on_hold + wrap_up + reserved) / (logged_in - not_ready)")
    utilisation: float | None = Field(description="(talking + on_hold + wrap_up + reserved) / logged_in")


class Asked(Answer):
    """What was computed, by what."""

    since: float
    until: float
    interval: str | None
    zone: str = Field(description="Whose clock the intervals follow; empty: the machine's own.")


class QueuesNumbers(Asked):
    formula: Formula
    definition: str = Field(description="Of the formula, in letters that `letters` explains.")
    letters: dict[str, str]
    short_abandon: float
    rows: list[QueueNumbers]


class AgentsNumbers(Asked):
    rows: list[AgentNumbers]
