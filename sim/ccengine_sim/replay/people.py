"""What callers and agents did, as far as a journal tells: plain values."""

from dataclasses import dataclass, field

from ccengine.acd.events import CallbackAsked, CallerQueued, Event
from ccengine.model.ids import AgentId, CallId, OfferId, Seconds
from ccengine.model.why import By, LegCause

ANSWERED = "answered"
SENT_ON = "sent on"
STILL = "still there"


@dataclass(slots=True)
class Wait:
    """One call's wait in one queue."""

    number: int  # of all waits, from 0
    asked: CallerQueued
    entered: Seconds
    before: int | None = None  # the call's wait before this one
    gap: Seconds = 0.0  # from the end of that (and of its talk) to this
    wait: Seconds = 0.0
    how: str = STILL  # ANSWERED, SENT_ON, STILL, or a value of By: who ended it
    key: str = ""  # by which he left the queue
    exit: str = ""  # by which he was sent on, as the flow names it
    called_back: bool = False  # it began when he answered a callback
    agent: AgentId = AgentId("")  # who answered
    talk: Seconds | None = None  # None: not over, or there was none
    by: By = By.UNKNOWN  # who ended the talk
    over: Seconds = 0.0  # the end of the wait and of its talk

    @property
    def gave_up(self) -> bool:
        return self.how == By.CALLER


@dataclass(slots=True)
class Ringing:
    """How an agent took one ring."""

    offer: OfferId
    wait: int  # number of the Wait that he was rung for
    agent: AgentId
    rung: Seconds
    limit: Seconds
    after: Seconds = 0.0  # until he answered, or it failed, or was withdrawn
    answered: bool = False
    cause: LegCause | None = (
        None  # why it failed; None and not answered: withdrawn, what he would have done is not known
    )
    joining: Seconds = 0.0  # from Join to the talk
    ordered: Seconds | None = None  # when Join was
    wrapping: list[tuple[Seconds, Event]] = field(default_factory=list)  # what he said after the begin of his wrap-up
    back: Seconds | None = None  # said ready so long after he had missed it


@dataclass(slots=True)
class Dial:
    """One try to reach who asked to be called back."""

    leg: CallId
    at: Seconds
    limit: Seconds
    after: Seconds = 0.0  # until he was reached or was not
    reached: int | None = None  # number of the Wait that began so
    cause: LegCause | None = None  # why not; None and not reached: withdrawn, what would have been is not known

    @property
    def known(self) -> bool:
        return self.reached is not None or self.cause is not None


@dataclass(slots=True)
class Asking:
    """A caller asks to be called back."""

    number: int  # of all, from 0
    asked: CallbackAsked
    at: Seconds
    before: int | None = None  # the wait that he left for it
    gap: Seconds = 0.0  # since the end of that
    dials: list[Dial] = field(default_factory=list)


@dataclass(slots=True)
class People:
    waits: list[Wait] = field(default_factory=list)  # in the order of their entry
    askings: list[Asking] = field(default_factory=list)
    dials: list[Dial] = field(default_factory=list)  # of these, and of callbacks that were kept from before
    rings: list[Ringing] = field(default_factory=list)
    wishes: list[tuple[Seconds, Event]] = field(default_factory=list)  # by the clock, whatever else happens
