"""What a scenario file says.  Times of the day are seconds since midnight."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ccengine.model.diagnostics import Position
from ccengine.model.ids import AgentId, Seconds
from ccengine.model.settings import Settings
from ccengine.model.why import By
from ccengine_sim.virtual import AT_ONCE, NEVER, Constant, Law
from ccengine_sim.virtual.chance import A_MINUTE
from ccengine_sim.virtual.people import Arrivals
from ccengine_sim.virtual.telephone import Telephone

Hours = tuple[tuple[Seconds, Seconds], ...]
A_SECOND = Constant(1.0)
ANSWERS = Telephone()


@dataclass(frozen=True, slots=True)
class Sort:
    """Callers of one kind."""

    name: str
    at: Position
    calls: str  # the called number
    arrivals: Arrivals  # from midnight on
    talk: Law
    patience: Law = NEVER
    thinks: Law = A_SECOND  # from the begin of a node to the key
    keys: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)
    """Node -> (keys, share up to here): shares grow to 1."""
    ends: By = By.AGENT  # who hangs up after a talk
    telephone: Telephone = ANSWERS  # when he is called back
    people: int = 0  # so many call again and again, by turns; 0: each calls once


@dataclass(frozen=True, slots=True)
class Working:
    """An agent's day."""

    shifts: Hours = ()  # logged in; none: as the settings say
    breaks: Hours = ()
    answers: Law = AT_ONCE
    ready_after: Law = NEVER  # ends his wrap-up himself
    comes_back: Law = A_MINUTE  # after a ring that he missed


@dataclass(frozen=True, slots=True)
class Fault:
    """`what`: "engine", "switch", or an agent, whose phone cannot be reached."""

    what: str
    at: Seconds  # of the day; of one that comes often, ignored
    lasts: Seconds
    often: Seconds = 0.0  # comes again and again, so long between two in the mean; 0: once


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    settings: Settings
    sorts: tuple[Sort, ...]
    staff: Mapping[AgentId, Working]
    faults: tuple[Fault, ...] = ()
    day: date = date(2026, 1, 5)
    begins: Seconds = 0.0
    ends: Seconds = 86400.0  # nobody calls any more; who is there is served
    flows: str = ""  # a folder beside the file; "" for the shipped flows

    @property
    def midnight(self) -> Seconds:
        """Since the epoch."""
        return datetime.combine(self.day, time(), ZoneInfo(self.settings.timezone or "UTC")).timestamp()

    @property
    def keeps(self) -> bool:
        """The engine will have to compare its state with the switch's, or to call somebody back: it needs its book."""
        return any(fault.what in ("engine", "switch") for fault in self.faults) or bool(self.longest_kept)

    @property
    def longest_kept(self) -> Seconds:
        """A callback, in any queue; 0: there are none."""
        return max(
            (queue.callbacks.keep for queue in self.settings.queues.values() if queue.callbacks.share), default=0
        )


def clock(seconds: Seconds) -> str:
    """`09:30:05`."""
    return f"{datetime(2026, 1, 5) + timedelta(seconds=seconds):%H:%M:%S}"
