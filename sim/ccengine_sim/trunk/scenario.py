"""What a trunk's file says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ccengine.model.diagnostics import Position
from ccengine.model.ids import AgentId, Seconds
from ccengine.model.why import By
from ccengine_sim.phone import g711
from ccengine_sim.phone.script import Step
from ccengine_sim.trunk.faults import Fault
from ccengine_sim.virtual import AT_ONCE, NEVER, Constant, Law
from ccengine_sim.virtual.people import Arrivals

LAWS: Mapping[str, tuple[g711.Law, ...]] = {
    "alaw": (g711.PCMA, g711.PCMU),
    "ulaw": (g711.PCMU, g711.PCMA),
    "alaw-only": (g711.PCMA,),
    "ulaw-only": (g711.PCMU,),
}
"""Offered, the preferred one first."""


class Sends(StrEnum):
    """What a caller's telephone sends all the time."""

    TONE = "tone"  # two tones of his own
    SPEECH = "speech"  # the shipped prompts, one after the other
    NONE = "none"  # what keeps the call, and keys


@dataclass(frozen=True, slots=True)
class Kind:
    """Callers of one kind."""

    name: str
    at: Position
    share: float  # of all callers; shares need not come to 1
    does: tuple[Step, ...]  # from the hotline's answer on
    patience: Law = NEVER  # for an agent's answer, in each `talk`
    talk: Law = field(default=Constant(3.0))
    ends: By = By.AGENT  # who hangs up after a talk
    law: str = "alaw"  # see LAWS
    sends: Sends = Sends.TONE


@dataclass(frozen=True, slots=True)
class Leaving:
    """A telephone that is unregistered, and registers again after `lasts`."""

    share: float = 0.0  # of rings: he pulls the plug while it rings
    at: Seconds | None = None  # after the first moment
    lasts: Law = field(default=Constant(10.0))


@dataclass(frozen=True, slots=True)
class Answering:
    """What an agent does with his telephone.  The shares are of rings, and come to 1 at most."""

    answers: Law = AT_ONCE  # after the first ring
    rejects: float = 0.0  # declines (486)
    misses: float = 0.0  # lets it ring
    unregisters: Leaving = field(default=Leaving())


@dataclass(frozen=True, slots=True)
class Rest:
    """The hotline must be at rest again after the calls: rest.py."""

    warm_up: Seconds  # so long calls come before the first look inside
    most: float = 500.0  # bytes a call by which its memory may grow


@dataclass(frozen=True, slots=True)
class Trunk:
    name: str
    calls: str  # the called number
    arrivals: Arrivals
    lasts: Seconds  # nobody calls any more; who is there is served
    kinds: tuple[Kind, ...]
    staff: Mapping[AgentId, Answering]
    followed: float | None = None
    """Share of the calls whose audio is listened to from end to end.  None: all, or a sample (plan.py)."""
    served: float = 1.0  # the least share of the calls, those not counted that a kill of Asterisk cut
    people: int = 0  # so many numbers call again and again; 0: each calls once
    faults: tuple[Fault, ...] = ()  # what breaks meanwhile
    rest: Rest | None = None
    hostile: Mapping[str, float] = field(default_factory=dict)  # attack -> tries a second
