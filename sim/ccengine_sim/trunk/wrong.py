"""What is wrong with the sound of a talk, as values: what broke meanwhile is asked whether it may have caused it."""

from dataclasses import dataclass
from enum import StrEnum

from ccengine.model.ids import Seconds


class Side(StrEnum):
    CALLER = "caller"
    AGENT = "agent"


class Sort(StrEnum):
    NEVER = "never"  # the partner was not heard
    LATE = "late"  # he was, too long after the agent's answer
    GAP = "gap"  # in the partner's sound
    STRANGE = "strange"  # sound that is not the partner's, or by another law than was offered


@dataclass(frozen=True, slots=True)
class Wrong:
    """`text`: what `who` heard, or did not.  `at`: since when, in seconds since the epoch; of a partner who was not
    heard it is the agent's answer."""

    sort: Sort
    who: Side
    text: str
    at: Seconds
    length: Seconds

    def __str__(self) -> str:
        return f"the {self.who} {self.text}"

    @property
    def until(self) -> Seconds:
        return self.at + self.length
