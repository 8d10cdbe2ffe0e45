"""What a switch tells of legs and channels.  Not journalled as such: the engine turns it into the ACD's facts.

Taken from model/facts.py, where they have their names, too."""

from dataclasses import dataclass

from ccengine.model.ids import AgentId, CallId, OfferId
from ccengine.model.why import By, LegCause


@dataclass(frozen=True, slots=True)
class LegRinging:
    offer: OfferId


@dataclass(frozen=True, slots=True)
class LegAnswered:
    offer: OfferId


@dataclass(frozen=True, slots=True)
class LegConfirmed:
    """Who answered it pressed the key that he was asked for."""

    offer: OfferId


@dataclass(frozen=True, slots=True)
class LegFailed:
    offer: OfferId
    cause: LegCause


@dataclass(frozen=True, slots=True)
class LegEnded:
    """An answered leg is gone.  `by` is who hung up first, as far as the switch shows it."""

    offer: OfferId
    by: By
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class LegHeld:
    """The agent's phone put the talk on hold, or took it back."""

    offer: OfferId
    held: bool


@dataclass(frozen=True, slots=True)
class TalkSeen:
    """The switch has both in one bridge."""

    call: CallId
    offer: OfferId
    inferred: bool = False  # found so; since when, nobody saw


@dataclass(frozen=True, slots=True)
class TalkUnseen:
    """The bridge of the two is gone; the caller may live on."""

    call: CallId
    offer: OfferId
    by: By
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class CallerUp:
    """The caller's channel was answered."""

    call: CallId
    inferred: bool = False  # it was not seen, only found so afterwards


@dataclass(frozen=True, slots=True)
class CallerGone:
    """The caller's channel is gone: the only truth about a hang-up."""

    call: CallId
    by: By
    why: str = ""
    inferred: bool = False  # it was not seen, only found gone afterwards


@dataclass(frozen=True, slots=True)
class PhoneSeen:
    """An agent's phone can (not) be reached."""

    agent: AgentId
    reachable: bool


@dataclass(frozen=True, slots=True)
class RecordingSeen:
    call: CallId
    offer: OfferId
    path: str
    ok: bool
    detail: str = ""
