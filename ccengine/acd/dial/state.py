"""Calls that dial, and the legs they have."""

from dataclasses import dataclass, field
from enum import StrEnum

from ccengine.model.dialling import Rung
from ccengine.model.ids import CallId, OfferId, Seconds
from ccengine.model.why import LegCause


class LegState(StrEnum):
    RINGING = "ringing"
    CONFIRMING = "confirming"  # it answered, and is asked for the key
    ANSWERED = "answered"  # to be put through
    JOINING = "joining"  # PutThrough was ordered
    TALKING = "talking"
    ENDING = "ending"  # to be stopped or released


class DialState(StrEnum):
    RINGING = "ringing"
    JOINING = "joining"
    TALKING = "talking"


OF_DIAL = {
    LegState.RINGING: DialState.RINGING,
    LegState.CONFIRMING: DialState.RINGING,
    LegState.ANSWERED: DialState.RINGING,
    LegState.JOINING: DialState.JOINING,
    LegState.TALKING: DialState.TALKING,
}
"""What a call is that has such a leg.  (A joining or talking one has no leg besides, but for those that end.)"""


class ImpossibleMove(Exception):
    """A bug: a leg goes forward, or ends."""


@dataclass(slots=True)
class Leg:
    id: OfferId
    call: CallId
    target: str
    state: LegState = LegState.RINGING
    since: Seconds = 0.0
    deadline: Seconds | None = None  # guard of ring, join and talk; none while the switch is out of sight
    limit: Seconds = 0.0  # rings so long
    asked: Seconds = 0.0  # for the key, so long; 0: it is put through as soon as it answers
    answered: bool = False  # the leg is up: it is released, not stopped
    cause: LegCause | None = None  # why it is ending

    def move(self, to: LegState, now: Seconds) -> None:
        if list(LegState).index(to) <= list(LegState).index(self.state):
            raise ImpossibleMove(f"leg {self.id}: {self.state} -> {to}")
        self.state, self.since = to, now


@dataclass(slots=True)
class Dialling:
    call: CallId
    plan: tuple[Rung, ...]
    until: Seconds  # the limit of all, while nobody was put through
    shown: str
    record: bool
    state: DialState = DialState.RINGING
    since: Seconds = 0.0
    tried: int = 0  # of the plan
    legs: list[OfferId] = field(default_factory=list)  # not those that are ending
    causes: list[LegCause] = field(default_factory=list)  # of the targets that failed
