"""What users' code asks the hotline while it runs for a call: a name and arguments, answered by the call's own flow
(ccengine/flow/hooks)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ccengine.model.ids import Seconds
from ccengine.model.services import JsonValue

MAX_ASKED = 64 * 1024
"""Bytes of a question, or of an answer, as JSON."""


class Denied(StrEnum):
    """Why there is no answer."""

    NOT_KNOWN = "not known"  # no such question; no such schedule, source ...
    WRONG = "wrong"  # the arguments do not fit it
    REFUSED = "refused"  # not here: a node that must not change anything, a source without that right
    FAILED = "failed"  # it was asked, and went wrong
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    UNKNOWN = "unknown"  # nobody knows whether it came about
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class Told:
    value: JsonValue = None
    denied: Denied | None = None
    detail: str = ""  # why


class TooManyAsked(Exception):
    """The code asked more often than it may: it is ended.  The text names the limit."""


class Hooks(Protocol):
    def ask(self, name: str, places: Sequence[JsonValue], names: Mapping[str, JsonValue], within: Seconds) -> Told:
        """`places`: arguments by their place; `names`: by name.  Blocks for `within` and a short grace at most.  Raises
        TooManyAsked."""


class NoHooks:
    """Nobody is there to be asked."""

    def ask(self, name: str, places: Sequence[JsonValue], names: Mapping[str, JsonValue], within: Seconds) -> Told:
        return Told(denied=Denied.REFUSED, detail="there is no call to ask about")


NO_HOOKS = NoHooks()
