"""What happened to calls: with the ACD's facts and orders, the records of the journal.

Frozen, of plain fields (text, numbers, booleans, None, tuples of text), so that the journal's codec needs no code per
kind.  A field is only ever added, with a default; a kind is never reused with another meaning."""

from dataclasses import dataclass

from ccengine.model import by_hand, seen
from ccengine.model.ids import AgentId, CallId, NodeId, OfferId, Seconds, VersionId
from ccengine.model.why import By, Moment

NO_VERSION = VersionId("")


@dataclass(frozen=True, slots=True)
class EngineStarted:
    run: int  # counts the runs of this home; part of every offer's id, so that an old leg is known as old
    version: str
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class EngineStopped:
    """A clean end.  Without it the next start knows that this run died."""


@dataclass(frozen=True, slots=True)
class SwitchUp:
    """The switch is there (again) and its state was read."""

    boot: str = ""  # differs when it was started anew; "": it does not say


@dataclass(frozen=True, slots=True)
class SwitchDown:
    why: str = ""


@dataclass(frozen=True, slots=True)
class CallArrived:
    call: CallId
    channel: str
    called: str
    caller: str
    caller_name: str
    flow: str
    language: str
    port: str = ""  # its key in ports.yaml
    version: VersionId = NO_VERSION  # that the call is pinned to
    canary: bool = False  # the version is being tried with a share of the calls
    variables: str = ""  # of the port, as a JSON object; "" for none
    standing: str = ""  # where in its flow it begins, as a JSON object (engine/stand.py); "" for the flow's start
    caller_form: str = ""  # by which callers are compared, also one who withholds his number (model/numbering.py)
    caller_class: str = ""  # of the settings' `classes`
    area: str = ""  # where his number was given out, in the call's language
    carrier: str = ""  # to whom
    listed: str = ""  # the entry of the allow list that let him in (model/lists.py)
    classed: str = ""  # the entry that gave him his class


@dataclass(frozen=True, slots=True)
class CallRefused:
    """A call that no flow took: unknown number, limit, blacklist."""

    call: CallId
    called: str
    caller: str
    why: str
    caller_form: str = ""
    listed: str = ""  # the entry of the blacklist that refused him


@dataclass(frozen=True, slots=True)
class CallAnswered:
    call: CallId
    estimated: bool = False  # it was found answered, nobody saw when


@dataclass(frozen=True, slots=True)
class CallResumed:
    """The flow took the call up again after a crash, at this node."""

    call: CallId
    node: NodeId


@dataclass(frozen=True, slots=True)
class NodeEntered:
    call: CallId
    node: NodeId
    visit: int  # of nodes in this call, from 1
    flow: str = ""
    line: int = 0  # of the node in the flow's file


@dataclass(frozen=True, slots=True)
class NodeLeft:
    call: CallId
    node: NodeId
    exit: str
    changed: str = ""  # variables that it set, as a JSON object; "" for none
    flow: str = ""  # that the node belongs to


@dataclass(frozen=True, slots=True)
class NodeFailed:
    """Why a node left by its exit for a failure: for the author of the flow."""

    call: CallId
    node: NodeId
    why: str


@dataclass(frozen=True, slots=True)
class FlowEntered:
    """The present node went into another flow, which is left before the node is; or (forever) that took its place."""

    call: CallId
    flow: str
    node: NodeId  # where it begins; "" for its start
    variables: str  # as a JSON object
    forever: bool = False


@dataclass(frozen=True, slots=True)
class FlowLeft:
    call: CallId
    exit: str


@dataclass(frozen=True, slots=True)
class InputTaken:
    """Keys that the caller entered, with `*` for each that is secret."""

    call: CallId
    keys: str


@dataclass(frozen=True, slots=True)
class Tagged:
    call: CallId
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ClassGiven:
    """The caller turned out to be of this class, whatever the lists say."""

    call: CallId
    caller_class: str


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    call: CallId
    language: str


@dataclass(frozen=True, slots=True)
class EffectBegan:
    """A request of the node is about to leave.  Found after a crash without its end, nobody knows what came of it."""

    call: CallId
    node: NodeId
    key: str  # by which the far side knows a repeat


@dataclass(frozen=True, slots=True)
class EffectEnded:
    call: CallId
    node: NodeId
    outcome: str
    detail: str = ""  # no secrets
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PinTried:
    """A PIN is about to be looked at.  It counts as a wrong one until PinJudged says that it was not."""

    call: CallId
    member: str  # his number; "" when there is no such member: what was entered then is nobody's business
    caller: str  # the caller's number in its one form; "" when he withholds it
    own: bool = False  # it is one of the member's own phones


@dataclass(frozen=True, slots=True)
class PinJudged:
    call: CallId
    verdict: str  # a value of model.members.Verdict
    detail: str = ""  # why it failed
    changed: bool = False  # and has another PIN from now on
    tried: bool = True  # False: nobody was to look at it, and there was no PinTried


@dataclass(frozen=True, slots=True)
class MemberKnown:
    """From now on the caller is this member."""

    call: CallId
    member: str  # his number
    name: str
    kind: str  # his class
    caller: str = ""  # the number that he called from, in its one form


@dataclass(frozen=True, slots=True)
class Announced:
    """What a waiting caller was told; all of it, or until it was cut."""

    call: CallId
    number: int  # of the announcement since the entry into the queue, from 1
    position: int = 0  # 0: not told
    expected: float = 0.0  # seconds; 0: not told


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """The caller is about to speak into this file.  Found after a crash without its end (MessageRecorded or Commented
    of the same path), he may have spoken."""

    call: CallId
    node: NodeId
    path: str  # of the .wav, relative to the recordings folder
    least: float = 0.0  # seconds that count
    survey: str = ""  # whose comment it is; "" for a message
    question: str = ""


@dataclass(frozen=True, slots=True)
class MessageRecorded:
    """What a caller spoke after the tone."""

    call: CallId
    path: str  # of the .wav, relative to the recordings folder
    seconds: float
    estimated: bool = False  # the engine died while he spoke: the length is the file's, which may be cut


@dataclass(frozen=True, slots=True)
class Questioned:
    """The caller is asked a question of a survey."""

    call: CallId
    survey: str
    question: str


@dataclass(frozen=True, slots=True)
class Marked:
    """He answered it."""

    call: CallId
    question: str
    key: str
    survey: str = ""
    grade: str = ""  # what the key means, by language, as a JSON object ("" for all languages); "" when nobody says


@dataclass(frozen=True, slots=True)
class Commented:
    """He answered it in his own words."""

    call: CallId
    survey: str
    question: str
    path: str  # of the .wav, relative to the recordings folder
    seconds: float
    estimated: bool = False  # as in MessageRecorded


@dataclass(frozen=True, slots=True)
class LegSent:
    """A leg to somebody outside is about to leave; what is counted of it, before it does (switch/tally.py)."""

    offer: OfferId
    call: CallId
    number: str
    day: str  # on which it counts, where the hotline stands: `2026-11-23`
    counts: tuple[str, ...]  # the day's counters that it belongs to
    caller: str = ""  # for whom, by the form of his number; "" for one who is not known


@dataclass(frozen=True, slots=True)
class LegRefused:
    """A leg was not started: what may not be dialled, or not so often."""

    offer: OfferId
    call: CallId
    why: str  # without the number


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    call: CallId
    offer: OfferId
    path: str  # of the .wav, relative to the recordings folder


@dataclass(frozen=True, slots=True)
class RecordingFailed:
    call: CallId
    offer: OfferId
    why: str


@dataclass(frozen=True, slots=True)
class CallEnded:
    call: CallId
    by: By
    why: str = ""  # the switch's cause, or the flow's end
    estimated: bool = False  # the end was inferred, not seen


@dataclass(frozen=True, slots=True)
class Corrected:
    """Journal and switch disagreed; the switch was believed."""

    what: str
    call: CallId = CallId("")
    agent: AgentId = AgentId("")


@dataclass(frozen=True, slots=True)
class TimeFound:
    """The switch's own channel events tell when this was, at the time of this record, and another time is on record:
    the switch is believed."""

    call: CallId
    moment: Moment
    late: Seconds  # by which the other time comes after the true one; below 0: before it
    offer: OfferId = OfferId("")  # of a talk


@dataclass(frozen=True, slots=True)
class InvariantBroken:
    """An alarm: a rule that must always hold did not.  `snapshot` names the file with the state."""

    rule: str
    snapshot: str = ""


PortSet = by_hand.PortSet
FlowsTaken = by_hand.FlowsTaken
ScheduleForced = by_hand.ScheduleForced
ScheduleReleased = by_hand.ScheduleReleased
CallerListed = by_hand.CallerListed
CallerUnlisted = by_hand.CallerUnlisted
MemberUnlocked = by_hand.MemberUnlocked

LegRinging = seen.LegRinging
LegAnswered = seen.LegAnswered
LegConfirmed = seen.LegConfirmed
LegFailed = seen.LegFailed
LegEnded = seen.LegEnded
LegHeld = seen.LegHeld
TalkSeen = seen.TalkSeen
TalkUnseen = seen.TalkUnseen
CallerUp = seen.CallerUp
CallerGone = seen.CallerGone
PhoneSeen = seen.PhoneSeen
RecordingSeen = seen.RecordingSeen

LegFact = LegRinging | LegAnswered | LegConfirmed | LegHeld | LegFailed | LegEnded
SwitchFact = (
    LegFact
    | LegRefused
    | TalkSeen
    | TalkUnseen
    | CallerUp
    | CallerGone
    | PhoneSeen
    | RecordingSeen
    | SwitchUp
    | SwitchDown
)

CallFact = (
    NodeEntered | NodeLeft | NodeFailed | FlowEntered | FlowLeft | InputTaken | Tagged | LanguageChosen
    | Questioned | Marked | Commented | EffectBegan | EffectEnded | MessageRecorded | Announced | ClassGiven
    | MemberKnown | SpeechBegan
)  # fmt: skip
"""What a flow puts on record."""

BOOK: tuple[type, ...] = (
    EngineStarted, EngineStopped, SwitchUp, SwitchDown, PortSet, FlowsTaken, ScheduleForced, ScheduleReleased,
    CallerListed, CallerUnlisted, ClassGiven,
    CallArrived, CallRefused, CallAnswered, CallResumed, NodeEntered, NodeLeft, NodeFailed, FlowEntered, FlowLeft,
    InputTaken, Tagged, LanguageChosen, EffectBegan, EffectEnded, PinTried, PinJudged, MemberKnown, MemberUnlocked,
    SpeechBegan, MessageRecorded, Announced, Questioned, Marked, Commented, LegSent, LegRefused, RecordingStarted,
    RecordingFailed, CallEnded, Corrected, TimeFound, InvariantBroken,
)  # fmt: skip
"""The kinds that the journal keeps, besides the ACD's own."""
