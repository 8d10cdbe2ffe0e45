"""What the machine knows of agents, calls and offers, the states they can be in, and the one table of moves."""

from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import ClassVar

from ccengine.acd.events import Step
from ccengine.acd.needs import JUST_ONE
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds
from ccengine.model.why import CallbackEnd, LegCause


class AgentState(StrEnum):
    LOGGED_OUT = "logged_out"
    NOT_READY = "not_ready"  # with a reason: his own, or the machine's ("no answer", "unreachable" ...)
    READY = "ready"  # can be rung this moment: an agent who is shown ready gets the next call
    RESERVED = "reserved"  # for a callback that is being dialled; his phone is silent
    RINGING = "ringing"
    JOINING = "joining"  # he answered; the switch has not yet told that the two hear each other
    TALKING = "talking"
    ON_HOLD = "on_hold"  # he talks, and has put his caller on hold
    WRAP_UP = "wrap_up"


class CallState(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"  # an agent is being rung for it, or several; it keeps its place
    JOINING = "joining"
    TALKING = "talking"
    DIALLED = "dialled"  # a callback: who asked for it is rung; it keeps its place
    RESTING = "resting"  # a callback between two tries; it keeps its place


class OfferState(StrEnum):
    RESERVED = "reserved"  # there is no leg yet
    RINGING = "ringing"
    ANSWERED = "answered"  # told by the switch; Join is due
    JOINING = "joining"
    TALKING = "talking"
    ENDING = "ending"  # StopRinging or Release is due


NO_QUEUE = QueueName("")

AnyState = AgentState | CallState | OfferState
_A, _C, _O = AgentState, CallState, OfferState

MOVES: tuple[tuple[AnyState, AnyState, str], ...] = (
    (_A.LOGGED_OUT, _A.READY, "logs in"),
    (_A.LOGGED_OUT, _A.NOT_READY, "logs in; the phone cannot be reached"),
    (_A.NOT_READY, _A.READY, "says ready; the reason lapses; the phone can be reached again"),
    (_A.NOT_READY, _A.NOT_READY, "another reason"),
    (_A.NOT_READY, _A.LOGGED_OUT, "logs out"),
    (_A.READY, _A.RINGING, "is offered a call"),
    (_A.READY, _A.RESERVED, "is reserved for a callback, which is dialled"),
    (_A.READY, _A.NOT_READY, "says not ready; the phone cannot be reached"),
    (_A.READY, _A.LOGGED_OUT, "logs out"),
    (_A.RESERVED, _A.RINGING, "who is called back has answered"),
    (_A.RESERVED, _A.READY, "he was not reached; idle time goes on"),
    (_A.RESERVED, _A.NOT_READY, "says not ready; the phone cannot be reached"),
    (_A.RESERVED, _A.LOGGED_OUT, "logs out"),
    (_A.RINGING, _A.JOINING, "answers"),
    (_A.RINGING, _A.READY, "the offer is withdrawn: the caller left, another answered; idle time goes on"),
    (_A.RINGING, _A.NOT_READY, "no answer, rejected, busy, unreachable, failed; says not ready"),
    (_A.RINGING, _A.LOGGED_OUT, "logs out: the phone stops ringing"),
    (_A.JOINING, _A.TALKING, "the switch has both in one talk"),
    (_A.JOINING, _A.READY, "the caller left before the talk; idle time goes on"),
    (_A.JOINING, _A.NOT_READY, "the join failed, or he hung up before it; said not ready meanwhile"),
    (_A.JOINING, _A.LOGGED_OUT, "logged out meanwhile"),
    (_A.TALKING, _A.ON_HOLD, "puts the caller on hold"),
    (_A.TALKING, _A.WRAP_UP, "the talk ends"),
    (_A.TALKING, _A.READY, "the talk ends; no wrap-up"),
    (_A.TALKING, _A.NOT_READY, "the talk ends; no wrap-up; said not ready meanwhile"),
    (_A.TALKING, _A.LOGGED_OUT, "the talk ends; logged out meanwhile"),
    (_A.ON_HOLD, _A.TALKING, "takes the caller back"),
    (_A.ON_HOLD, _A.WRAP_UP, "the talk ends"),
    (_A.ON_HOLD, _A.READY, "the talk ends; no wrap-up"),
    (_A.ON_HOLD, _A.NOT_READY, "the talk ends; no wrap-up; said not ready meanwhile"),
    (_A.ON_HOLD, _A.LOGGED_OUT, "the talk ends; logged out meanwhile"),
    (_A.WRAP_UP, _A.WRAP_UP, "it is extended"),
    (_A.WRAP_UP, _A.READY, "wrap-up ends, or he says ready"),
    (_A.WRAP_UP, _A.NOT_READY, "wrap-up ends after he said not ready in the talk, or he says not ready"),
    (_A.WRAP_UP, _A.LOGGED_OUT, "logs out"),
    (_C.WAITING, _C.OFFERED, "an agent is rung"),
    (_C.OFFERED, _C.WAITING, "the last offer failed or was withdrawn: same place as before"),
    (_C.OFFERED, _C.JOINING, "the agent answers"),
    (_C.JOINING, _C.WAITING, "the join failed: same place as before"),
    (_C.JOINING, _C.TALKING, "the switch has both in one talk"),
    (_C.WAITING, _C.DIALLED, "a callback: an agent is reserved, and who asked for it is rung"),
    (_C.DIALLED, _C.RESTING, "he was not reached: same place as before"),
    (_C.RESTING, _C.WAITING, "the pause is over"),
    (_O.RESERVED, _O.RINGING, "who is called back has answered"),
    (_O.RINGING, _O.ANSWERED, "the agent answers"),
    (_O.RINGING, _O.ENDING, "withdrawn; another agent answered"),
    (_O.ANSWERED, _O.JOINING, "Join is ordered"),
    (_O.ANSWERED, _O.ENDING, "the caller left, or the join failed"),
    (_O.JOINING, _O.TALKING, "the switch has both in one talk"),
    (_O.JOINING, _O.ENDING, "the caller left, or the join failed"),
    (_O.TALKING, _O.ENDING, "the talk is over, the agent's leg is not yet"),
)
"""Every move there is.  Calls and offers that end are forgotten, from any state."""

_NEXT: dict[type, dict[AnyState, set[AnyState]]] = {
    kind: {state: {b for a, b, _ in MOVES if a is state} for state in kind} for kind in (_A, _C, _O)
}
"""By kind: states of different kinds may have the same name, and are equal then."""

Place = tuple[Seconds, int, CallId]
"""(time of entry - head start - weight of the queue, order of arrival, call): who is served first."""

Idle = tuple[Seconds, int, AgentId]
"""(idle since, order of becoming ready, agent): who is rung first."""


@dataclass(slots=True)
class Agent:
    """Facts about an agent (`logged_in`, `reachable`, `excuse`, `wrap_until`, `offer`), and the state he is in."""

    kind: ClassVar[str] = "agent"
    id: AgentId
    state: AgentState = AgentState.LOGGED_OUT
    since: Seconds = 0.0
    reason: str = ""  # why not ready
    deadline: Seconds | None = None  # when the state ends by itself: wrap-up, a reason that lapses
    logged_in: bool = False
    reachable: bool = True  # as the switch last told; a phone nobody has told of is tried
    excuse: str | None = None  # why he shall not be rung when he is free; None: he shall
    excuse_until: Seconds | None = None
    wrap_until: Seconds | None = None
    offer: OfferId | None = None
    idle: Idle = (0.0, 0, AgentId(""))
    talks: int = 0  # begun since he logged in
    rung: int = 0  # count of the last offer he had since then
    missed: int = 0  # offers that he did not answer or rejected, without a talk between
    load: float = 0.0  # how busy he was, as of `changed` (load.py)
    changed: Seconds = 0.0  # between busy and not busy
    occupied: float = -inf  # by load, as of when he became ready (load.py)
    serves: QueueName = NO_QUEUE  # the queue of the last offer he had
    taken: Seconds = 0.0  # when he was rung for it


@dataclass(slots=True)
class Callback:
    """What a call is besides that somebody asked for: until he is reached he is not on the line."""

    id: CallId  # the call's own until he is reached, then it is named by his leg
    number: str
    asked: Seconds
    until: Seconds  # given up then; once he is reached, the end of the longest wait
    memo: str = ""
    tries: int = 0  # that failed
    rests: Seconds = 0.0  # the end of the last pause
    held_up: bool = False  # it rests because he could not be dialled at all
    leg: CallId = CallId("")  # the last one
    limit: Seconds = 0.0  # it rings so long
    reached: bool = False
    end: CallbackEnd | None = None  # why it is to be given up
    party: str = ""  # nobody has two: whose number it is; never ""


@dataclass(frozen=True, slots=True)
class Stay:
    """In a queue that a call has left and that it could be called back from."""

    queue: QueueName
    entered: Seconds
    head_start: Seconds
    place: Place
    steps: tuple[Step, ...]
    step: int
    customer: str = ""


@dataclass(slots=True)
class Call:
    kind: ClassVar[str] = "call"
    id: CallId
    queue: QueueName
    entered: Seconds
    head_start: Seconds
    place: Place
    state: CallState = CallState.WAITING
    since: Seconds = 0.0
    deadline: Seconds | None = None  # longest wait or next step; while it is offered or joined, the offers' count
    offers: dict[OfferId, None] = field(default_factory=dict)  # that are not over, the oldest first
    joined: OfferId | None = None  # of these, the one that it is joined with, or is to be
    joins_failed: int = 0
    steps: tuple[Step, ...] = JUST_ONE
    step: int = 0
    full: bool = False  # the queue was, when it entered
    too_long: bool = False  # what was expected at entry is more than may be
    foretold: Seconds | None = None  # what was expected at entry, to be compared with the wait that comes
    way_out: str = ""  # the key by which the caller leaves
    callback: Callback | None = None
    customer: str = ""  # what he is known by when he comes again
    added: Seconds = 0.0  # to his wait by callbacks, as of the last ring

    @property
    def off_line(self) -> bool:
        """A callback that has not been reached (yet)."""
        return self.callback is not None and not self.callback.reached


@dataclass(slots=True)
class Offer:
    kind: ClassVar[str] = "offer"
    id: OfferId
    call: CallId
    agent: AgentId
    queue: QueueName
    limit: Seconds  # rings so long
    state: OfferState = OfferState.RINGING
    since: Seconds = 0.0
    deadline: Seconds | None = None  # guard of ring, join and talk; none while the switch is out of sight
    answered: bool = False  # the leg is up: it is released, not stopped
    cause: LegCause | None = None  # why it is ending


Thing = Agent | Call | Offer

IN_TALK = frozenset((AgentState.TALKING, AgentState.ON_HOLD))
AT_WORK = IN_TALK | {AgentState.WRAP_UP}
BUSY = AT_WORK | {AgentState.RESERVED}
"""What counts for an agent's load."""

AWAY = frozenset((AgentState.LOGGED_OUT, AgentState.NOT_READY))
"""Who is in none of these is staff (forecast.py)."""


class ImpossibleMove(Exception):
    """A bug in the machine: a move that the table does not have."""


def allowed(old: AnyState, new: AnyState) -> bool:
    return new in _NEXT[type(new)][old]


def move(thing: Thing, to: AnyState, now: Seconds) -> None:
    """The one function that changes a state."""
    old, kind = thing.state, to.__class__
    if old.__class__ is not kind or to not in _NEXT[kind][old]:
        raise ImpossibleMove(f"{thing.kind} {thing.id}: {old.value} -> {to.value}")
    thing.state = to
    thing.since = now


def chart(kind: type[AgentState] | type[CallState] | type[OfferState]) -> str:
    """The manual's chart of one kind of state, as a Markdown table."""
    rows = [f"| `{a.value}` | `{b.value}` | {why} |" for a, b, why in MOVES if type(a) is kind]
    return "\n".join(["| from | to | when |", "|---|---|---|", *rows, ""])
