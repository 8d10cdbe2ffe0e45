"""What happens to a scripted call: one step per line.

    press 12#               the caller presses keys; `press 12# every 300ms` with pauses between them
    wait 3s                 time passes (`3s`, `500ms`, `2m`, `1h`)
    at 12.5s                the next step comes 12.5 s after the begin of the call, or now if that is over
    when play welcome       wait until the transcript has a line that begins so
    say hello for 2s        the caller speaks (2 s when not told)
    hang up                 the caller hangs up
    connect 8001            the engine orders the talk with agent 8001, whose phone has just been answered
    connect 8001 gone       the same, but the agent's leg has ended already
    agent hangs up          the agent of the talk, or of the last connect
    send on NAME            the engine sends the call on by this exit of the queue
    announce a, b           the engine has these prompts announced
    place 3 in 4m           it is third in the queue and expected to wait so long; `place 3` when that is not known
    forced closed           somebody has put this state in the place of every schedule
    last agent 8001         it was agent 8001 with whom the caller talked the last time
    cancel                  the engine takes the line away from the flow
    switch stops            the switch answers no more

A line that begins with `# ` is a comment.  The steps follow each other: one without `wait`, `at` or `when` before it
comes at the same moment as the one before.  It is read by notation.py."""

from dataclasses import dataclass

from ccengine.model.call import Directive
from ccengine.model.ids import AgentId, OfferId, Seconds


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: Seconds


@dataclass(frozen=True, slots=True)
class At:
    seconds: Seconds  # from the begin of the call


@dataclass(frozen=True, slots=True)
class When:
    text: str  # the begin of a line of the transcript


@dataclass(frozen=True, slots=True)
class Press:
    keys: str


@dataclass(frozen=True, slots=True)
class Say:
    words: str
    seconds: Seconds = 2.0


@dataclass(frozen=True, slots=True)
class HangUp:
    pass


@dataclass(frozen=True, slots=True)
class ConnectAgent:
    """The order to talk with an agent.  The offer's id is made from the number of the connect when it is ""."""

    agent: AgentId
    gone: bool = False
    offer: OfferId = OfferId("")
    record_to: str = ""


@dataclass(frozen=True, slots=True)
class AgentHangsUp:
    pass


@dataclass(frozen=True, slots=True)
class Tell:
    directive: Directive


@dataclass(frozen=True, slots=True)
class Place:
    """In the queue."""

    position: int
    expected: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """From now on it is this agent with whom the caller talked the last time."""

    agent: AgentId


@dataclass(frozen=True, slots=True)
class ForceState:
    """From now on every schedule is in this state by hand, if it knows it."""

    state: str


@dataclass(frozen=True, slots=True)
class Cancel:
    pass


@dataclass(frozen=True, slots=True)
class SwitchStops:
    pass


Deed = Press | Say | HangUp | ConnectAgent | AgentHangsUp | Tell | Place | Known | ForceState | Cancel | SwitchStops
"""Something that happens to the call."""

Pause = Wait | At | When
"""When the next deed happens."""

Step = Deed | Pause
Script = tuple[Step, ...]
