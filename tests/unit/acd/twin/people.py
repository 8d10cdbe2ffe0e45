"""Who there is: callers, agents, offers; and what of the rules' tables the twin looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import exp, inf, log
from typing import Protocol

from ccengine.acd.events import Step
from ccengine.model.callbacks import CallbackRules
from ccengine.model.why import CallbackEnd, LegCause

ANYBODY = (Step(),)  # 2: a caller without steps
HOUR = 3600


class QueueLike(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def agents(self) -> tuple[str, ...]: ...
    @property
    def ring(self) -> float: ...
    @property
    def wrap_up(self) -> float: ...
    @property
    def longest_wait(self) -> float: ...
    @property
    def strategy(self) -> str: ...
    @property
    def rings(self) -> int: ...
    @property
    def weight(self) -> float: ...
    @property
    def longest_queue(self) -> int | None: ...
    @property
    def leave_when_empty(self) -> bool: ...
    @property
    def longest_expected(self) -> float | None: ...
    @property
    def callbacks(self) -> CallbackRules: ...


class AgentLike(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def logged_in(self) -> bool: ...
    @property
    def skills(self) -> Mapping[str, int]: ...
    @property
    def rests(self) -> Mapping[LegCause, float | None]: ...
    @property
    def tries(self) -> int: ...


@dataclass(eq=False)
class Promise:
    """Of a callback."""

    name: str
    number: str
    asked: float
    until: float
    leg: str = ""
    guard: float = 0.0
    pause: float = 0.0
    tries: int = 0
    held_up: bool = False
    reached: bool = False
    end: CallbackEnd | None = None
    party: str = ""


@dataclass(eq=False)
class Caller:
    name: str
    queue: str
    entered: float
    key: tuple[float, int]  # 1
    steps: tuple[Step, ...]
    at: int = 0  # which step
    stage: str = "waiting"
    joins_failed: int = 0
    too_many: bool = False  # 18
    too_long: bool = False  # 31
    key_out: str = ""  # 26
    promise: Promise | None = None  # 32
    customer: str = ""  # 40
    added: float = 0.0  # 41

    @property
    def off_line(self) -> bool:
        return self.promise is not None and not self.promise.reached

    @property
    def step(self) -> Step:
        return self.steps[self.at]


@dataclass(eq=False)
class Worker:
    rules: AgentLike
    logged_in: bool
    shown: tuple[str, str, float | None] = ("logged_out", "", None)
    reachable: bool = True
    why: str | None = None
    why_until: float | None = None
    wrap_until: float | None = None
    idle: tuple[float, int] = (0.0, 0)
    number: float = -inf  # of least occupied, when he became ready
    row: int = 0  # 7
    talks: int = 0
    last_offer: int = 0
    load: float = 0.0
    busy: bool = False
    since: float = 0.0  # the load is of then
    rung: tuple[str, float] = ("", 0.0)  # 27: for which queue, and when

    @property
    def name(self) -> str:
        return self.rules.id

    def begin(self, now: float) -> None:
        """A log-in (4, 7)."""
        self.logged_in, self.why = True, None
        self.row = self.talks = self.last_offer = 0
        self.load, self.since, self.number = 0.0, now, -inf

    def load_at(self, now: float) -> float:
        fades = exp(-(now - self.since) / HOUR)
        return 1 - (1 - self.load) * fades if self.busy else self.load * fades

    def keep_load(self, now: float) -> None:
        """After each change of what is shown."""
        busy = self.shown[0] in ("talking", "on_hold", "wrap_up", "reserved")
        if busy != self.busy:
            self.load, self.since, self.busy = self.load_at(now), now, busy

    def turn_ready(self, now: float, turn: int) -> None:
        self.idle = (now, turn)
        load = self.load_at(now)
        self.number = (log(load) if load > 0 else -inf) + now / HOUR

    def blame(self, cause: LegCause, now: float, rest: float | None) -> None:  # 7
        missed = cause in (LegCause.NO_ANSWER, LegCause.REJECTED)
        self.row += missed
        if self.why is not None:  # 14, last sentence
            return
        rest = self.rules.rests.get(cause, rest)
        if missed and self.row < self.rules.tries:
            rest = 5
        self.why, self.why_until = cause.value, None if rest is None else now + rest


@dataclass(eq=False)
class Bid:
    name: str
    caller: Caller
    worker: Worker
    stage: str = "ringing"  # reserved, joining, talking
    guard: float = field(default=0.0)
