"""Orders of the dialer, besides StopRinging and Release."""

from dataclasses import dataclass

from ccengine.acd.commands import Release, StopRinging
from ccengine.model.dialling import Confirm
from ccengine.model.ids import CallId, OfferId, Seconds
from ccengine.model.why import DialExit


@dataclass(frozen=True, slots=True)
class Dial:
    """Ring the target for the call, `limit` seconds at most."""

    offer: OfferId
    target: str
    call: CallId
    limit: Seconds
    shown: str = ""
    confirm: Confirm | None = None  # who answers is asked first


@dataclass(frozen=True, slots=True)
class PutThrough:
    """The target answered: connect the call with that leg."""

    offer: OfferId
    target: str
    call: CallId
    record: bool


@dataclass(frozen=True, slots=True)
class DialOver:
    """Nobody was reached: the call leaves the dial node by this exit."""

    call: CallId
    exit: DialExit


DialCommand = Dial | PutThrough | DialOver | StopRinging | Release

DIAL_COMMANDS: tuple[type, ...] = (Dial, PutThrough, DialOver)
"""The kinds of its own."""
