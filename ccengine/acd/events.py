"""Facts the machine takes: things that happened, in the past tense."""

from dataclasses import dataclass

from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds
from ccengine.model.routing import Step as Step
from ccengine.model.why import By, LegCause


@dataclass(frozen=True, slots=True)
class CallerQueued:
    """A call asks for an agent.  One that waits already in this queue keeps its place; one that waits in another
    queue, or is offered or talking, is left as it is (a correction, not an error).

    `steps`: by growing `after`; () for anybody who serves the queue, from the begin.  `longest_expected`: with a longer
    expected wait it leaves at once; None for the queue's own.  `foretell`: what is expected now is to be compared with
    the wait that comes.  `customer`: what the caller is known by when he comes again; "" for nothing."""

    call: CallId
    queue: QueueName
    head_start: Seconds = 0.0
    steps: tuple[Step, ...] = ()
    longest_expected: Seconds | None = None
    foretell: bool = False
    customer: str = ""


@dataclass(frozen=True, slots=True)
class CallerLeft:
    """The call is gone from the ACD: hung up, or its flow gave up waiting."""

    call: CallId
    by: By = By.CALLER
    why: str = ""
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class WayOutTaken:
    """The caller pressed a key that leads out of the queue.  Of one who is joined already, or gone: nothing."""

    call: CallId
    key: str


@dataclass(frozen=True, slots=True)
class OfferRinging:
    offer: OfferId


@dataclass(frozen=True, slots=True)
class OfferAnswered:
    offer: OfferId


@dataclass(frozen=True, slots=True)
class OfferFailed:
    offer: OfferId
    cause: LegCause


@dataclass(frozen=True, slots=True)
class TalkBegan:
    offer: OfferId
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class TalkHeld:
    """The agent put his caller on hold, or took him back."""

    offer: OfferId
    held: bool


@dataclass(frozen=True, slots=True)
class TalkEnded:
    """The agent's leg, or the bridge, is gone.  Also before TalkBegan, when the join failed."""

    offer: OfferId
    by: By
    ok: bool = True
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class AgentLoggedIn:
    agent: AgentId


@dataclass(frozen=True, slots=True)
class AgentLoggedOut:
    """Takes effect at once for new offers; a talk goes on, and the log-out follows it."""

    agent: AgentId


@dataclass(frozen=True, slots=True)
class AgentReady:
    """Also ends wrap-up and every reason for not being ready."""

    agent: AgentId


@dataclass(frozen=True, slots=True)
class AgentNotReady:
    agent: AgentId
    reason: str


@dataclass(frozen=True, slots=True)
class WrapUpExtended:
    """He needs so much longer; counts for the wrap-up he is in."""

    agent: AgentId
    seconds: Seconds


@dataclass(frozen=True, slots=True)
class AgentReachable:
    """The switch (not) reaches the agent's phone."""

    agent: AgentId
    reachable: bool


@dataclass(frozen=True, slots=True)
class SwitchAvailable:
    """While it is not, nobody is offered anything."""

    available: bool


@dataclass(frozen=True, slots=True)
class CallbackAsked:
    """A caller wants to be called back, and leaves.  One that cannot be kept (callbacks.py) changes nothing."""

    callback: CallId
    call: CallId  # that asks: if it has left this queue, the callback takes its place there
    queue: QueueName
    number: str
    memo: str = ""  # what who asked wants to know again when he is reached; nothing here reads it
    promised: bool = False  # he was told so: rules that changed since take nothing back
    party: str = ""  # whose number it is, however it is written; "" for the number itself


@dataclass(frozen=True, slots=True)
class CallbackReached:
    """Who asked has answered, and it is himself: from now on this is a caller like others."""

    call: CallId  # the leg
    queue: QueueName  # for the books


@dataclass(frozen=True, slots=True)
class CallbackFailed:
    """He was not reached by this leg."""

    call: CallId
    cause: LegCause


@dataclass(frozen=True, slots=True)
class CallbackCancelled:
    callback: CallId
    by: str = ""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """A deadline of `next_deadline()` has come."""


Event = (
    CallerQueued
    | CallerLeft
    | WayOutTaken
    | OfferRinging
    | OfferAnswered
    | OfferFailed
    | TalkBegan
    | TalkHeld
    | TalkEnded
    | AgentLoggedIn
    | AgentLoggedOut
    | AgentReady
    | AgentNotReady
    | WrapUpExtended
    | AgentReachable
    | SwitchAvailable
    | CallbackAsked
    | CallbackReached
    | CallbackFailed
    | CallbackCancelled
    | TimePassed
)

EVENTS: tuple[type, ...] = Event.__args__
