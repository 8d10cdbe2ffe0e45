"""Who calls, when, for how long: the same for every cell, from a seed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ccengine.model.ids import Seconds
from ccengine_sim.virtual.chance import Chance, Law, Uniform

FIRST_NUMBER = 13_900_000_000
CALLS, TALKS = "calls.csv", "talks.csv"
"""Names of the files that SIPp reads."""


TALK: Law = Uniform(1.0, 3.0)
"""Random: constant talks lock onto app_queue's poll of one second."""
THINK: Law = Uniform(0.8, 1.2)
"""From the hotline's answer to the key.  Asterisk waits half a second for audio after an answer before it plays: a key
in that time is lost to a command that is not there yet."""
RINGS: Law = Uniform(0.05, 0.25)
"""From an agent's first ring to his answer."""


@dataclass(frozen=True, slots=True)
class Load:
    """`calls` of them, evenly, `rate` a second."""

    rate: float
    calls: int
    patience: Seconds = 60.0  # from the key on, the talk included

    @property
    def lasts(self) -> Seconds:
        """In which callers come."""
        return self.calls / self.rate


@dataclass(frozen=True, slots=True)
class Planned:
    """A caller, and how the agent whom he gets behaves."""

    number: str
    think: Seconds
    rings: Seconds
    talk: Seconds


def plan(people: int, seed: int | str) -> list[Planned]:
    chance = Chance(seed)
    think, rings, talk = map(chance.stream, ("think", "rings", "talk"))
    return [
        Planned(str(FIRST_NUMBER + n), THINK.draw(think, n), RINGS.draw(rings, n), TALK.draw(talk, n))
        for n in range(people)
    ]


def calls_file(planned: Sequence[Planned]) -> str:
    """SIPp's, for the callers: in their order."""
    return _file(f"{each.number};{_ms(each.think)};" for each in planned)


def talks_file(planned: Sequence[Planned]) -> str:
    """SIPp's, for the agents: looked up by the caller's number."""
    return _file(f"{each.number};{_ms(each.rings)};{_ms(each.talk)};" for each in planned)


def _file(lines: Iterable[str]) -> str:
    return "\n".join(["SEQUENTIAL", *lines]) + "\n"


def _ms(seconds: Seconds) -> int:
    return round(seconds * 1000)
