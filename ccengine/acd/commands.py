"""Orders the machine gives: imperatives.  Recorded orders are truth: recovery applies
them and decides nothing again."""

from dataclasses import dataclass

from ccengine.model.ids import AgentId, CallId, OfferId, QueueName, Seconds
from ccengine.model.why import LegCause, QueueExit


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
    machine does not know (any more)."""

    offer: OfferId
    cause: LegCause


@dataclass(frozen=True, slots=True)
class SendOn:
    """The call leaves the queue without an agent, by this exit of the queue node."""

    call: CallId
    exit: QueueExit


@dataclass(frozen=True, slots=True)
class SetAgent:
    """An agent's state changed by the machine's own decision (wrap-up began or ended, no answer ...)."""

    agent: AgentId
    state: str  # a value of AgentState
    reason: str = ""
    until: Seconds | None = None


Command = Ring | StopRinging | Join | Release | SendOn | SetAgent

COMMANDS: tuple[type, ...] = Command.__args__
