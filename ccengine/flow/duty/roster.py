"""Rosters: schedules whose states are people.  Pure: the moment is an argument."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ccengine.flow.schedules.schedule import Schedule
from ccengine.model.diagnostics import Position
from ccengine.model.dialling import Confirm, Rung
from ccengine.model.ids import Seconds

FILE = "duty.yaml"
"""Beside the flows."""

DUTY, PERSON = "duty:", "person:"
"""How targets of `dial` begin that are none of the telephone."""

NOBODY = "nobody"
IN_TURN = "turn"  # whose turn it is


@dataclass(frozen=True, slots=True)
class Telephone:
    number: str  # or an agent's extension
    at: Position = field(compare=False)
    ring: Seconds = 0.0  # 0: as the node says


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    at: Position = field(compare=False)
    telephones: tuple[Telephone, ...]
    together: bool = False  # all ring at once; else one after the other


@dataclass(frozen=True, slots=True)
class Turn:
    """One after the other, each for some days."""

    people: tuple[str, ...]
    since: date  # the first one's first day
    at: int = 480  # minutes after midnight: when the next one takes over
    days: int = 7

    def who(self, now: datetime) -> str:
        """By the clock on the wall."""
        begun = now.date() if now.hour * 60 + now.minute >= self.at else now.date() - timedelta(days=1)
        return self.people[(begun - self.since).days // self.days % len(self.people)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster(Schedule):
    """Its states are the people of duty.yaml, and nobody."""

    people: Mapping[str, Person] = field(default_factory=dict)
    turn: Turn | None = None
    substitute: str = ""  # who is rung when nobody is on duty, or who is does not take it

    @property
    def states(self) -> frozenset[str]:
        """Also who is in no plan: he may be put there by hand."""
        return frozenset((*self.people, NOBODY))

    def state_on(self, now: datetime) -> str:
        found = Schedule.state_on(self, now)
        return self.turn.who(now) if found == IN_TURN and self.turn else found

    def minutes(self, day: date) -> frozenset[int]:
        return frozenset((self.turn.at,)) if self.turn else frozenset()

    def rungs(self, who: str, ring: Seconds, step: int, confirm: Confirm | None) -> Iterator[Rung]:
        """The telephones of who is on duty, then those of the substitute, from this step on."""
        for name in dict.fromkeys((who, self.substitute)):
            if (person := self.people.get(name)) is not None:
                for telephone in person.telephones:
                    yield Rung(telephone.number, telephone.ring or ring, step, confirm, f"{self.name} {name}")
                    step += not person.together
                step += person.together


def is_on_duty(target: str) -> bool:
    """Does it name a roster or a person?"""
    return target.startswith((DUTY, PERSON))
