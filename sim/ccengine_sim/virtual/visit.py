"""What became of one call."""

from dataclasses import dataclass
from enum import StrEnum

from ccengine.model.ids import AgentId, Seconds
from ccengine.model.why import QueueExit
from ccengine_sim.virtual.people import Caller


class End(StrEnum):
    SERVED = "served"  # had a talk
    ABANDONED = "abandoned"  # gave up waiting
    SENT_ON = "sent_on"  # left the queue by an exit


@dataclass(slots=True)
class Visit:
    """Times are virtual seconds; `left` is None while the call is there."""

    caller: Caller
    arrived: Seconds
    answered: Seconds | None = None  # joined with the agent
    left: Seconds | None = None
    agent: AgentId | None = None
    end: End | None = None
    exit: QueueExit | None = None
    rings: int = 0  # agents rung for it

    @property
    def wait(self) -> Seconds:
        """From arrival until an agent's answer, or until the call left without one.  ValueError while it waits."""
        until = self.left if self.answered is None else self.answered
        if until is None:
            raise ValueError(f"{self.caller.call} waits yet")
        return until - self.arrived

    @property
    def talk(self) -> Seconds:
        """0 without one.  ValueError while it lasts."""
        if self.answered is None:
            return 0.0
        if self.left is None:
            raise ValueError(f"{self.caller.call} talks yet")
        return self.left - self.answered
