"""The shapes of what is answered.  Times are seconds since the epoch; None is "not yet", "never" or "unknown".

What the engine tells beyond these fields is left out; what it leaves out has the default."""

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", from_attributes=True)


class ErrorBody(Answer):
    code: str = Field(description="Stable and kebab-case: programs match on it.")
    text: str
    remedy: str = ""


class ErrorAnswer(Answer):
    error: ErrorBody


class Done(Answer):
    done: bool = True


class Switch(Answer):
    kind: str = ""
    up: bool = False
    why: str = ""


class Journal(Answer):
    n: int = Field(default=0, description="Number of the last record.")
    lag: int = Field(default=0, description="Records that a power failure would take.")
    in_memory: int = Field(default=0, description="Records for which its disk has no space.")


class Alarm(Answer):
    t: float = 0.0
    text: str = ""


class ForcedSchedule(Answer):
    schedule: str
    state: str = ""
    since: float | None = None
    until: float | None = Field(default=None, description="None: until it is released.")
    by: str = ""


class MissingCalendar(Answer):
    text: str
    remedy: str = ""


class Hours(Answer):
    forced: list[ForcedSchedule] = []
    missing: list[MissingCalendar] = []


class Engine(Answer):
    version: str = ""
    run: int = 0
    pid: int = 0
    started: float | None = None
    switch: Switch = Switch()
    calls: int = 0
    waiting: int = 0
    agents: dict[str, int] = {}
    journal: Journal = Journal()
    alarms: list[Alarm] = []
    hours: Hours = Hours()


class Books(Answer):
    database: str = Field(description="URL, without the password.")
    ready: bool
    position: int = Field(description="Number of the last journal record in the database.")
    behind_records: int | None = Field(
        default=None, description="Records of the journal that are not in the database yet."
    )
    behind_seconds: float = 0.0


class RecordingsHealth(Answer):
    due: int = Field(description="Recordings whose talk is over and whose file is not made yet.")


class Lateness(Answer):
    """Of a loop, since its process began, in seconds."""

    buckets: tuple[tuple[float, int], ...] = ()  # (upper bound in seconds, observations up to it)
    count: int = 0
    sum: float = 0.0
    max: float = 0.0
    max_cause: str | None = ""


class Office(Answer):
    version: str
    pid: int
    started: float
    books: Books
    recordings: RecordingsHealth
    loop_lateness: Lateness = Lateness()


class Status(Answer):
    ready: bool = Field(description="Engine and switch are there: calls are served.")
    engine: Engine | None
    office: Office
    problems: list[ErrorBody]


class LiveCall(Answer):
    call: str
    called: str = ""
    caller: str = ""
    caller_name: str = ""
    flow: str = ""
    port: str = ""
    version: str = ""
    language: str = ""
    node: str | None = None
    stage: str = ""
    arrived: float | None = None
    answered: float | None = None
    since: float | None = None
    queue: str | None = None
    agent: str | None = None
    position: int | None = None
    expected: float | None = Field(default=None, description="Seconds that it is expected to wait from now on.")


class LiveCalls(Answer):
    calls: list[LiveCall]


class Agent(Answer):
    agent: str
    state: str = ""
    reason: str | None = ""
    since: float | None = None
    until: float | None = None
    call: str | None = None
    reachable: bool | None = None
    logged_in: bool | None = None
    queues: list[str] = []


class Agents(Answer):
    agents: list[Agent]


class ExpectedError(Answer):
    """Of the waits that were expected at entry, against those that came, in seconds; the latest thousand count most."""

    calls: int = 0
    mean_absolute: float = 0.0
    bias: float = Field(default=0.0, description="Expected minus came: above 0, callers waited less than expected.")


class Added(Answer):
    """To the waits of callers on the line by callbacks, for which agents are reserved while somebody is dialled; the
    latest thousand count most."""

    calls: int = 0
    mean: float = Field(default=0.0, description="Seconds; each caller's wait so far at most.")


class Queue(Answer):
    queue: str
    waiting: int = 0
    longest: float | None = Field(default=None, description="Seconds that the first in line has waited.")
    agents: dict[str, int] = {}
    expected: float | None = Field(default=None, description="Seconds that a caller who came now would wait.")
    expected_error: ExpectedError = ExpectedError()
    callbacks: int = Field(default=0, description="Kept for callers who are not on the line, and not counted above.")
    callbacks_added: Added = Added()


class Queues(Answer):
    queues: list[Queue]


class Callback(Answer):
    callback: str
    queue: str = ""
    number: str = ""
    state: str = Field(default="", description="waiting, dialled, or resting between two tries.")
    position: int | None = Field(default=None, description="In the queue, among those who are on the line.")
    asked: float | None = None
    entered: float | None = Field(default=None, description="When the caller came into the queue whose place it has.")
    tries: int = Field(default=0, description="That failed.")
    until: float | None = Field(default=None, description="When it is tried again (resting), or given up.")
    agent: str | None = Field(default=None, description="Who is reserved.")
    call: str | None = Field(default=None, description="The last leg: its record, if it was answered.")


class Callbacks(Answer):
    callbacks: list[Callback]
