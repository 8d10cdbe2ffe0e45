"""The shapes of what the books answer: the rows of office.schema."""

from pydantic import Field

from ccengine.office.api.answers import Answer, LiveCall


class Stage(Answer):
    seq: int
    at: float
    stage: str
    queue: str
    agent: str
    offer: str
    by: str
    detail: str
    flow: str = Field(description="Of a node: the flow that it stands in.")
    line: int = Field(description="Of the node in the flow's file; 0 when it was not told.")
    node: str
    exit: str = Field(description="By which the node was left; of an effect, its outcome.")
    changed: str = Field(description="Variables that the node set, as a JSON object.")
    seconds: float | None = Field(description="How long an effect or a message took.")


class Wait(Answer):
    queue: str
    head_start: float
    entered: float
    left: float | None
    exit: str
    offer: str


class Offer(Answer):
    id: str
    queue: str
    agent: str
    rung: float
    ringing: float | None
    answered: float | None
    connected: float | None
    ended: float | None
    cause: str
    by: str
    estimated: bool


class Recording(Answer):
    offer: str
    path: str = Field(description="Of the WAV, relative to the recordings folder.")
    started: float
    seconds: float | None
    state: str
    problem: str


class Mark(Answer):
    """A question that was asked, and the answer."""

    survey: str
    offer: str = Field(description="The talk that was marked: the call's last before.")
    at: float = Field(description="When it was asked.")
    question: str
    key: str = Field(description="Empty: not answered, or in his own words.")
    grade: str = Field(description="What the key means: by language, as a JSON object; empty when nobody says.")
    answered: float | None
    path: str = Field(description="Of his own words, the WAV in the recordings folder.")
    seconds: float | None


class Record(Answer):
    """One call, as the books have it."""

    id: str
    called: str
    caller: str
    caller_name: str
    caller_form: str = Field(
        default="", description="The number in the form by which callers are compared, also of one who withholds it."
    )
    flow: str
    language: str
    arrived: float
    answered: float | None
    answered_estimated: bool = Field(default=False, description="It was found answered, nobody saw when.")
    ended: float | None
    ended_by: str
    why: str
    estimated: bool
    refused: str
    outcome: str
    port: str = ""
    version: str = Field(default="", description="Of the flow, that the call was pinned to.")
    canary: bool = Field(default=False, description="The version was tried with a share of the calls.")
    caller_class: str = ""
    area: str = Field(default="", description="Where the caller's number was given out.")
    carrier: str = ""
    listed: str = Field(default="", description="The entry of a list that let the caller in, or refused the call.")
    agents: list[str] = Field(description="Who talked with the caller, in order.")


class FullRecord(Record):
    stages: list[Stage]
    waits: list[Wait]
    offers: list[Offer]
    recordings: list[Recording]
    marks: list[Mark]


class Records(Answer):
    records: list[Record]
    next: str | None = Field(description="Give it as `after` for the next page; None at the end.")


class OneCall(Answer):
    """A call that is here, a call on record, or both."""

    live: LiveCall | None
    record: FullRecord | None
    problems: list[str] = Field(default=[], description="Codes of what could not be asked.")


class NodeCount(Answer):
    node: str
    entered: int


class ExitCount(Answer):
    node: str
    exit: str
    count: int


class FlowCounts(Answer):
    begun: int = Field(description="Calls that came in there, and times that another flow led there.")
    nodes: list[NodeCount]
    exits: list[ExitCount]
