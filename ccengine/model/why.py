"""Why something ended.  Every value is a word of the field, and is what journal, API and tables show."""

from enum import StrEnum


class Ended(StrEnum):
    """Why a method of `Call` returned."""

    DONE = "done"  # all was played, recorded, collected
    KEY = "key"  # a key cut it short
    TIMEOUT = "timeout"  # its limit passed
    DIRECTIVE = "directive"  # the engine has something else for this call
    PARTNER = "partner"  # the other party of a talk left
    FAILED = "failed"  # it could not be done: the detail says why


class By(StrEnum):
    """Who ended a call or a talk."""

    CALLER = "caller"
    AGENT = "agent"
    FLOW = "flow"
    OPERATOR = "operator"
    SWITCH = "switch"  # the switch died or dropped the channel
    ENGINE = "engine"  # compensation: an invariant, a late leg
    UNKNOWN = "unknown"


class LegCause(StrEnum):
    """Why a leg did not answer, or is hung up by us."""

    NO_ANSWER = "no answer"
    BUSY = "busy"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"  # not registered, no route, no reply
    CONGESTION = "congestion"  # the switch could not place the call at all
    CALLER_LEFT = "caller left"
    ANSWERED_ELSEWHERE = "answered elsewhere"
    LATE = "late"  # answered an offer that was already dead
    FORCED = "forced"  # an operator, or a compensation
    SWITCH_LOST = "switch lost"
    NOT_ALLOWED = "not allowed"  # nothing was sent: the number is not one that may be dialled
    NOT_CONFIRMED = "not confirmed"  # something answered, and hung up or pressed no key, or another one
    CAPPED = "capped"  # nothing was sent: a limit of outgoing calls is reached


class Moment(StrEnum):
    """Of a call, that the switch writes down by itself, too."""

    ARRIVED = "arrived"
    ANSWERED = "answered"
    CONNECTED = "connected"  # a talk began
    TALK_ENDED = "talk ended"
    ENDED = "ended"


class QueueExit(StrEnum):
    """How a call left the queue node."""

    ANSWERED = "answered"
    WAITED_TOO_LONG = "waited_too_long"
    FULL = "full"  # as many wait as may
    NOBODY = "nobody"  # no agent who could get the call is logged in
    EXPECTED_TOO_LONG = "expected_too_long"  # at entry, a longer wait was expected than may be
    KEY = "key"  # the caller pressed a key that leads out; a flow has an exit of the key's own name
    FAILED = "failed"


class DialExit(StrEnum):
    """How a call left the dial node."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    UNREACHABLE = "unreachable"
    NOT_ALLOWED = "not_allowed"
    FAILED = "failed"


class CallbackEnd(StrEnum):
    """Why the ACD gave a callback up."""

    UNREACHED = "unreached"  # all its tries failed
    EXPIRED = "expired"
    NOT_ALLOWED = "not_allowed"  # the number may not be dialled (any more)
    FAILED = "failed"  # its queue is gone
