"""What a trunk's file says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ccengine.model.diagnostics import Position
from ccengine.model.ids import AgentId, Seconds
from ccengine.model.why import By
from ccengine_sim.phone.script import Step
from ccengine_sim.trunk.faults import Fault
from ccengine_sim.virtual import AT_ONCE, NEVER, Constant, Law
from ccengine_sim.virtual.people import Arrivals


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


@dataclass(frozen=True, slots=True)
class Answering:
    """What an agent does with his telephone."""

    answers: Law = AT_ONCE  # after the first ring
    rejects: float = 0.0  # share of rings that he declines (486)
    misses: float = 0.0  # share that he lets ring


@dataclass(frozen=True, slots=True)
class Trunk:
    name: str
    calls: str  # the called number
    arrivals: Arrivals
    lasts: Seconds  # nobody calls any more; who is there is served
    kinds: tuple[Kind, ...]
    staff: Mapping[AgentId, Answering]
    followed: float = 1.0  # share of the calls whose audio is listened to from end to end
    people: int = 0  # so many numbers call again and again; 0: each calls once
    faults: tuple[Fault, ...] = ()  # what breaks meanwhile
