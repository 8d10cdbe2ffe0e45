"""The words that the books use, besides those of model.why."""

from enum import StrEnum


class Step(StrEnum):
    """A stage of a call.  An offer that is not answered has its cause as the stage: "no answer", "busy" ..."""

    OFFERED = "offered"  # the call came in
    REFUSED = "refused"
    ANSWERED = "answered"  # our side went off hook
    RESUMED = "resumed"  # after the engine was away
    NODE = "node"
    NODE_LEFT = "node left"
    NODE_FAILED = "node failed"  # why it left by its exit for a failure
    FLOW = "flow"  # another flow begins
    FLOW_LEFT = "flow left"
    INPUT = "input"  # keys that the caller entered
    TAG = "tag"
    LANGUAGE = "language"
    PIN = "pin"  # somebody tried one; how it was judged
    MEMBER = "member"  # from now on the caller is this one
    EFFECT = "effect"  # a request or a script is over
    MESSAGE = "message"  # what the caller spoke after the tone
    QUEUED = "queued"
    WIDENED = "widened"  # more agents may get the call from now on
    CALLBACK_ASKED = "callback asked"  # and kept; the next stages of it are told of the call that asked
    CALLED_BACK = "called back"  # he is dialled; if he answers, that is a call with a record of its own
    CALLBACK_OVER = "callback over"  # given up or cancelled
    CALLBACK_REACHED = "callback reached"  # he has answered, and waits at the place that was kept
    RUNG = "rung"  # an agent was chosen, his phone is called
    RINGING = "ringing"
    RING_STOPPED = "ring stopped"
    AGENT_ANSWERED = "agent answered"
    TARGET_ANSWERED = "target answered"  # who was dialled
    DIALLING = "dialling"  # the flow wants to reach one of these
    DIALLED = "dialled"  # one of them is rung; what comes of it is told in the words of an agent's offer
    CONFIRMED = "confirmed"  # and pressed the key that he was asked for
    NOT_SENT = "not sent"  # one of them may not be dialled, or not so often: why
    NOT_REACHED = "not reached"
    CONNECTED = "connected"
    NOT_CONNECTED = "not connected"  # the other side answered, the talk never began
    TALK_ENDED = "talk ended"
    LEFT_QUEUE = "left queue"
    MARK = "mark"
    COMMENT = "comment"  # to a survey, in the caller's own words
    RECORDING = "recording"
    RECORDING_FAILED = "recording failed"
    ENDED = "ended"


CUT_OFF = "cut off"
"""Ends the detail of a message or a comment, and is a recording's problem: the engine died while it was spoken."""


def spoken(path: str, seconds: float, cut_off: bool) -> str:
    """The detail of a message or a comment."""
    return f"{path}, {seconds:.1f} s" + (f", {CUT_OFF}" if cut_off else "")


class Outcome(StrEnum):
    """What a call came to, when it has ended."""

    HANDLED = "handled"  # it talked to an agent, or to whom the flow dialled
    ABANDONED = "abandoned"  # the caller hung up while waiting
    UNSERVED = "unserved"  # it waited, and left the queue without an agent, or nobody was reached
    CONTAINED = "contained"  # it never asked for anybody
    REFUSED = "refused"  # no flow took it


class RecordingState(StrEnum):
    RECORDING = "recording"  # the talk goes on
    DUE = "due"  # the talk is over; the file is not made yet (`problem` says why, when it was tried)
    READY = "ready"
    FAILED = "failed"


class Doubt(StrEnum):
    """Why the books are less than certain at a place."""

    CORRECTED = "corrected"  # journal and switch disagreed; the switch was believed
    INVARIANT = "invariant"  # a rule that must always hold did not
    GAP = "gap"  # the engine could not write these records
    DAMAGED = "damaged"  # bytes after this record cannot be read
    NOT_BOOKED = "not booked"  # this record could not be put into the books


CONNECTED = "connected"
"""How a call leaves a queue with an agent; otherwise by `abandoned` or an exit of the queue node."""
ABANDONED = "abandoned"
