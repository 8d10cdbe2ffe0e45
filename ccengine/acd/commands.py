"""Orders the machine gives: imperatives.  Recorded orders are truth: recovery applies
them and decides nothing again."""

from dataclasses import dataclass

from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds
from ccengine.model.why import CallbackEnd, LegCause, QueueExit


@dataclass(frozen=True, slots=True)
class Ring:
    """Ring the agent for the call, `limit` seconds at most."""

    offer: OfferId
    agent: AgentId
    call: CallId
    queue: QueueName
    limit: Seconds


@dataclass(frozen=True, slots=True)
class StopRinging:
    """Cancel a leg that was not answered, as far as is known.  If it was answered meanwhile, a Release follows on
    OfferAnswered; if it is gone or not yet there, that is no error."""

    offer: OfferId
    cause: LegCause


@dataclass(frozen=True, slots=True)
class Join:
    """The agent answered: connect the call with his leg."""

    offer: OfferId
    agent: AgentId
    call: CallId
    queue: QueueName


@dataclass(frozen=True, slots=True)
class Release:
    """Hang up the agent's leg: a talk that is over, a late answer, a compensation.  Also for an offer that the
    machine does not know (any more), and for a leg that may be gone already: that is no error."""

    offer: OfferId
    cause: LegCause


@dataclass(frozen=True, slots=True)
class Widen:
    """The call is searched for by this step from now on (its number in `CallerQueued.steps`, from 0).  Nobody outside
    is told: it is on record, so that recovery decides nothing again."""

    call: CallId
    step: int


@dataclass(frozen=True, slots=True)
class SendOn:
    """The call leaves the queue without an agent, by this exit of the queue node; by KEY, with the key."""

    call: CallId
    exit: QueueExit
    key: str = ""

    @property
    def leads(self) -> str:
        """The exit as the flow names it."""
        return self.key or self.exit.value


@dataclass(frozen=True, slots=True)
class CallBack:
    """Reserve the agent (the offer is his; nothing rings yet), and dial who asked to be called back, `limit` seconds at
    most.  `call` is the leg, and the call that it becomes."""

    offer: OfferId
    agent: AgentId
    callback: CallId
    queue: QueueName
    call: CallId
    number: str
    limit: Seconds


@dataclass(frozen=True, slots=True)
class EndPause:
    """The pause after a try that failed is over: the callback wants an agent again."""

    callback: CallId


@dataclass(frozen=True, slots=True)
class CallbackOver:
    """It is given up."""

    callback: CallId
    end: CallbackEnd


@dataclass(frozen=True, slots=True)
class SetAgent:
    """The agent is in this state from now on.  Given for every change of an agent's state but those that other records
    tell: Ring (ringing), CallBack (reserved), Join (joining), TalkBegan (talking), TalkHeld (on hold, talking).  So
    facts about agents (logged in, ready ...) are only wishes; what became of them, at once or after the talk, is told
    here."""

    agent: AgentId
    state: str  # a value of AgentState
    reason: str = ""
    until: Seconds | None = None


Command = Ring | StopRinging | Join | Release | Widen | SendOn | CallBack | EndPause | CallbackOver | SetAgent

COMMANDS: tuple[type, ...] = Command.__args__
