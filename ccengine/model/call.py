"""The Call protocol: one caller's line, as a flow sees it.

A method blocks its caller (a greenlet, or nothing at all on the scripted call), returns *why* it ended, and raises
only `Hangup`, `Cancelled` or `CallFault`.  The numbered clauses every implementation must keep are in
docs/contract.md; `tests/contract/` runs them on all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ccengine.model.clock import Clock
from ccengine.model.ids import AgentId, CallId, OfferId, Seconds
from ccengine.model.why import By, Ended


class Hangup(Exception):
    """The caller's line is gone.  Raised by the call in progress, and at once by every later one."""


class Cancelled(Exception):
    """The engine takes the line away from this flow (an operator's hang-up, a shutdown)."""


class CallFault(Exception):
    """The switch could not do what was asked and the line's state is not known: the flow ends, the call is
    released."""


@dataclass(frozen=True, slots=True)
class CallInfo:
    """Facts of a call that do not change.  Text of the caller's is as received: hostile until shown with care."""

    id: CallId
    called: str  # the number that was dialled
    caller: str = ""  # as it came; "" when withheld
    caller_name: str = ""
    language: str = "zh"
    resumed: bool = False  # the flow takes up a call that was here before the engine died
    arrived: Seconds | None = None  # when the switch had it; None: it does not say
    called_back: bool = False  # we have called him, who asked for it in another call: `caller` is whom we called
    caller_form: str = ""  # by which callers are compared (numbering.py); "": nobody knows who it is
    path: tuple[str, ...] = ()  # names of the hotlines that sent it out before it came here


@dataclass(frozen=True, slots=True)
class Ask:
    """What `collect` waits for.  Times in seconds."""

    max_digits: int = 1
    min_digits: int = 1
    first: Seconds = 5.0  # silence after the last prompt before giving up
    between: Seconds = 3.0  # silence between two digits
    total: Seconds = 0.0  # from the end of the last prompt to the end of the entry; 0 for no such limit
    terminator: str = "#"  # ends the entry, is not part of it; "" for none.  Ignored when max_digits is 1
    keep_typed_ahead: bool = True  # False: keys pressed before this call are dropped


@dataclass(frozen=True, slots=True)
class Played:
    why: Ended  # DONE, KEY (cut by a key of `cut_by`), DIRECTIVE, FAILED (a prompt is missing: detail names it)
    key: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Got:
    why: Ended  # DONE (complete), TIMEOUT (fewer than min_digits), DIRECTIVE, FAILED
    digits: str = ""
    detail: str = ""

    @property
    def empty(self) -> bool:
        return not self.digits


@dataclass(frozen=True, slots=True)
class Recorded:
    why: Ended  # KEY (a terminator), TIMEOUT (limit or silence), DIRECTIVE, FAILED
    seconds: Seconds = 0.0
    path: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Connect:
    """Join the agent's leg that answered this offer."""

    offer: OfferId
    agent: AgentId
    record_to: str = ""  # path without suffix, under the recordings folder; "" for none


@dataclass(frozen=True, slots=True)
class Leave:
    """Stop waiting: the queue sends the call on by this exit."""

    exit: str


@dataclass(frozen=True, slots=True)
class Announce:
    """Play these while the call waits, then go on waiting."""

    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TalkOver:
    """For a call taken up after a crash during its talk: the talk ended meanwhile."""

    by: By = By.UNKNOWN


Directive = Connect | Leave | Announce | TalkOver
"""What the engine puts in a call's mailbox.  Kept in order, none lost, each delivered once."""


@dataclass(frozen=True, slots=True)
class Held:
    why: Ended  # DIRECTIVE, TIMEOUT, KEY (only a key of `cut_by`)
    directive: Directive | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Talked:
    why: Ended  # PARTNER (the agent's leg ended or was taken), FAILED (it could not be joined)
    seconds: Seconds = 0.0
    by: By = By.UNKNOWN
    detail: str = ""


class Call(Protocol):
    """One caller's line.  `prompts` are names; the implementation finds the audio by name and language."""

    @property
    def info(self) -> CallInfo: ...

    @property
    def language(self) -> str:
        """The language in force: `info.language` until `set_language`."""

    @property
    def clock(self) -> Clock: ...

    def answer(self) -> None:
        """Take the call off hook.  Twice is once."""

    def play(self, prompts: Sequence[str], cut_by: str = "") -> Played:
        """Play in order, without gaps.  A key of `cut_by` (of "0123456789*#ABCD") cuts and is consumed; any other
        key stays in the buffer for the next `collect`."""

    def collect(self, prompts: Sequence[str], ask: Ask) -> Got:
        """Play and take digits; the first digit cuts the prompts.  Times run from the end of the last prompt."""

    def record(self, name: str, limit: Seconds, terminators: str = "#", beep: bool = True) -> Recorded:
        """Record the caller alone into `name` (no suffix) under the recordings folder, `limit` seconds at most."""

    def hold(self, music: str, limit: Seconds, cut_by: str = "") -> Held:
        """Music until a directive, a key of `cut_by`, or `limit` seconds.  A directive already waiting returns at
        once.  Music goes on between two holds of the same class that follow each other, and over an engine crash."""

    def join(self, connect: Connect) -> Talked:
        """Talk with the agent's leg until either side ends.  When the agent leaves, the caller comes back here; when
        the caller leaves, `Hangup`.  No music is left in the talk."""

    def set_language(self, language: str) -> None: ...

    def hangup(self) -> None:
        """End the call.  Later methods raise `Hangup`.  Twice is once."""


class Steering(Protocol):
    """The engine's side of a line.  Neither method blocks; both may be called while the flow is in a method of `Call`,
    and after the end of the call, when they do nothing."""

    def tell(self, directive: Directive) -> bool:
        """Put it into the mailbox.  False when that is full (`Limits.directives`): it is not kept."""

    def cancel(self, by: By = By.ENGINE) -> None:
        """Take the line away from its flow: `Cancelled`, now and ever after.  The line itself stays until `hangup`."""


NOTHING: tuple[str, ...] = ()
ONE_KEY = Ask()


@dataclass(frozen=True, slots=True)
class Limits:
    """Of the line, with their defaults: nothing blocks without a limit."""

    typed_ahead: int = 64  # digits kept in the buffer; later ones are dropped, with one line in the log
    directives: int = 64
    command: Seconds = 30.0  # a switch that has not answered a command that does not play: CallFault
    prompt: Seconds = 600.0  # one prompt
    talk: Seconds = 14400.0
    extra: dict[str, float] = field(default_factory=dict)
