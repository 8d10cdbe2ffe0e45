"""The facts that the dialer takes besides those of legs and callers."""

from dataclasses import dataclass

from ccengine.acd.events import (
    CallerLeft,
    OfferAnswered,
    OfferFailed,
    OfferRinging,
    SwitchAvailable,
    TalkBegan,
    TalkEnded,
    TimePassed,
)
from ccengine.model.dialling import Rung
from ccengine.model.ids import CallId, OfferId, Seconds


@dataclass(frozen=True, slots=True)
class DialAsked:
    """A call's flow wants to reach one of these.  A call that dials already goes on with that: it was taken up after a
    crash."""

    call: CallId
    targets: tuple[str, ...]  # agents' extensions and numbers
    at_once: bool = False  # all are rung together; else one after the other
    ring: Seconds = 25.0  # each is rung so long
    limit: Seconds = 120.0  # and all together
    shown: str = ""  # the number shown; "" for the usual one
    record: bool = True
    plan: tuple[Rung, ...] = ()  # each target with its own time, step and question; () for all alike


@dataclass(frozen=True, slots=True)
class OfferConfirmed:
    """Who answered pressed the key that he was asked for."""

    offer: OfferId


DialEvent = (
    DialAsked
    | CallerLeft
    | OfferRinging
    | OfferAnswered
    | OfferConfirmed
    | OfferFailed
    | TalkBegan
    | TalkEnded
    | SwitchAvailable
    | TimePassed
)

DIAL_EVENTS: tuple[type, ...] = (DialAsked, OfferConfirmed)
"""The kinds of its own."""
