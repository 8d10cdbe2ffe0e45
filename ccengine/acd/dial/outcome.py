"""Why nobody was reached -> the exit of the dial node (docs/decisions/0111)."""

from collections.abc import Iterable

from ccengine.model.why import DialExit, LegCause

_EXIT = {
    LegCause.REJECTED: DialExit.REJECTED,
    LegCause.BUSY: DialExit.BUSY,
    LegCause.NO_ANSWER: DialExit.NO_ANSWER,
    LegCause.NOT_CONFIRMED: DialExit.NO_ANSWER,  # a voicemail did
    LegCause.UNREACHABLE: DialExit.UNREACHABLE,
    LegCause.NOT_ALLOWED: DialExit.NOT_ALLOWED,
}

NEAREST = (
    DialExit.REJECTED,
    DialExit.BUSY,
    DialExit.NO_ANSWER,
    DialExit.UNREACHABLE,
    DialExit.FAILED,
    DialExit.NOT_ALLOWED,
)
"""Of several targets that failed the one counts that came nearest to a talk."""


def exit_of(causes: Iterable[LegCause]) -> DialExit:
    """`failed` for no target at all."""
    found = {_EXIT.get(cause, DialExit.FAILED) for cause in causes}
    return next((each for each in NEAREST if each in found), DialExit.FAILED)
