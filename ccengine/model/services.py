"""The Services protocol: what a flow asks of the world besides the line.  A request with a deadline, an answer with the
reason.

A method blocks its caller (a greenlet, or nothing at all on the scripted call) for the request's `timeout` and a short
grace at most.  It never raises; only `program`, which speaks to the line while it runs, lets `Hangup`, `Cancelled` and
`CallFault` pass.  What an effect class means after a crash is in docs/decisions/0095-workers.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ccengine.model.call import Call
from ccengine.model.ids import Seconds
from ccengine.model.members import MemberAnswer, MemberFound, MemberRequest, MemberSearch
from ccengine.model.secret import Secret

if TYPE_CHECKING:  # which speaks of what is said here
    from ccengine.model.hooks import Hooks

JsonValue: TypeAlias = "bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
"""What JSON can say.  Numbers are finite."""


SentValue: TypeAlias = "bool | int | float | str | Secret | Sequence[SentValue] | Mapping[str, SentValue] | None"
"""The same with Secrets in it: it goes out and is not kept."""


class Effect(StrEnum):
    """What happens in the world when a request is made twice: declared by the flow's author, journalled with it."""

    PURE = "pure"  # nothing: it only asks
    IDEMPOTENT = "idempotent"  # the far side knows a repeat by its key
    ONCE = "once"  # it must not be made twice: begun and not ended means UNKNOWN


class Outcome(StrEnum):
    DONE = "done"
    FAILED = "failed"  # it was done, and went wrong: a status that is not 2xx, an exception, a broken answer
    TIMEOUT = "timeout"  # not over within its time; its worker was killed
    UNREACHABLE = "unreachable"  # nobody there: nothing was asked
    REFUSED = "refused"  # not allowed or not possible to ask: a scheme, a header, a file outside its folder
    BUSY = "busy"  # no worker became free within the time: nothing was asked
    UNKNOWN = "unknown"  # a begun `once` whose end nobody saw: a crash of the engine or of the worker


DETAIL = 4000
"""Characters of a `detail` at most: a traceback's last lines are kept."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """`url` is whole and encoded (see `ccengine.model.url.build_url`); `key` goes out as `Idempotency-Key`."""

    url: str
    key: str  # "<call id>:<number of the visit>"
    method: str = "GET"
    headers: Mapping[str, str | Secret] = field(default_factory=dict)
    body: str | Secret = ""  # sent as UTF-8
    json: SentValue = None  # sent instead of `body`; None for none
    want_json: bool = False  # an answer that is not JSON is FAILED
    timeout: Seconds = 5.0  # for all of it: the wait for a worker, name, connection, TLS, the last byte
    effect: Effect = Effect.ONCE
    max_bytes: int = 65536  # of the answer's body, decompressed; more is FAILED


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    outcome: Outcome  # DONE: 2xx, the body whole (and JSON, if wanted)
    status: int = 0  # 0 when no answer came
    body_text: str = ""
    json_value: JsonValue = None  # of a body that is JSON; None also for JSON's null
    detail: str = ""  # for the trace: why; secrets masked
    seconds: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class ScriptRequest:
    """A user's Python callable: `file.py:function` or `package.module:function`, found in `folder` and nowhere else."""

    callable: str
    key: str
    folder: str  # of the flow's version; the callable's working directory
    arguments: Mapping[str, JsonValue] = field(default_factory=dict)  # given by keyword
    timeout: Seconds = 5.0
    effect: Effect = Effect.ONCE


@dataclass(frozen=True, slots=True)
class ScriptAnswer:
    outcome: Outcome
    value: JsonValue = None
    detail: str = ""  # the traceback, and what it printed
    seconds: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class ProgramRequest:
    """An AGI program: an executable, or a `.py` that is run by the engine's own Python."""

    path: str  # inside `folder`
    key: str
    folder: str
    arguments: Sequence[str] = ()  # agi_arg_1 ..., and the program's argv
    environment: Mapping[str, str] = field(default_factory=dict)  # agi_* facts besides those of `call.info`
    variables: Mapping[str, str] = field(default_factory=dict)  # what GET VARIABLE finds
    timeout: Seconds = 600.0  # the whole visit, its prompts and waits included


@dataclass(frozen=True, slots=True)
class ProgramAnswer:
    outcome: Outcome  # DONE: it ended with exit code 0
    variables: Mapping[str, str] = field(default_factory=dict)  # set by the program with SET VARIABLE
    detail: str = ""  # its stderr: the traceback
    seconds: Seconds = 0.0
    exit_code: int | None = None  # None when it was killed or never started; negative: the signal


@dataclass(frozen=True, slots=True)
class LookupRequest:
    """Rows of one table in which every column of `where` has its value.  Columns and values only: the SQL is made where
    the source's rights are known, and the values are bound."""

    source: str
    table: str
    fields: Sequence[str]  # columns of a row; none: only whether there is one
    where: Mapping[str, JsonValue]  # single values; a null is equal to nothing
    key: str
    order: Sequence[str] = ()  # columns; `-column` for the largest first
    most: int = 0  # so many of the first are wanted; 0: all, and more than the source's `rows` is FAILED
    timeout: Seconds | None = None  # the wait for its turn included; None: as long as the source's own


@dataclass(frozen=True, slots=True)
class LookupAnswer:
    outcome: Outcome
    rows: Sequence[Mapping[str, JsonValue]] = ()  # DONE and none: there is no such row
    detail: str = ""
    seconds: Seconds = 0.0


@dataclass(frozen=True, slots=True)
class StoreRequest:
    """One row to be inserted.  A source whose table keeps the request's key knows a repeat by it, and gives what the
    first gave: then `effect` may be IDEMPOTENT."""

    source: str
    table: str
    values: Mapping[str, JsonValue]  # by column; single values
    key: str
    effect: Effect = Effect.ONCE
    timeout: Seconds | None = None


@dataclass(frozen=True, slots=True)
class StoreAnswer:
    outcome: Outcome
    value: JsonValue = None  # of the new row, in the column that the settings name: the number of a ticket
    detail: str = ""
    seconds: Seconds = 0.0


class Services(Protocol):
    def lookup(self, request: LookupRequest) -> LookupAnswer: ...

    def store(self, request: StoreRequest) -> StoreAnswer: ...

    def http(self, request: HttpRequest) -> HttpAnswer: ...

    def script(self, request: ScriptRequest, hooks: "Hooks") -> ScriptAnswer:
        """`hooks`: what the callable may ask meanwhile."""

    def program(self, request: ProgramRequest, call: Call, hooks: "Hooks") -> ProgramAnswer:
        """Run it with the line in its hands.  A caller who hangs up ends it: it is told as Asterisk tells it, has a
        few seconds to finish, and then `Hangup` is raised here."""

    def find_member(self, search: MemberSearch) -> MemberFound:
        """Nothing is proven by it."""

    def verify(self, request: MemberRequest) -> MemberAnswer:
        """Is it his PIN?  Every question counts (docs/decisions/0200-members-and-pins.md)."""
