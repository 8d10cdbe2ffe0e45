"""The tables of the books.  Every fact is stored once; numbers (service level, ASA ...) are computed from these.

Times are seconds since the epoch by the engine's clock; NULL is "not yet" or "never".  Text that does not apply is "".
Keys named `n` are the number of the journal record that made the row, so that no record can make two."""

from functools import cache
from typing import Annotated

from sqlalchemy import BigInteger, Double, ForeignKey, Index, MetaData, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ccengine.office.text import SafeText

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

N = Annotated[int, mapped_column(BigInteger, primary_key=True, autoincrement=False)]
Time = Annotated[float, mapped_column(Double)]
Words = Annotated[str, mapped_column(SafeText, default="")]
CallKey = Annotated[str, mapped_column(SafeText, ForeignKey("calls.id"))]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)

    def __init__(self, **values: object) -> None:
        """A new row is whole at once: what is not given has its default, not nothing until it is written."""
        for name, default in defaults(type(self)).items():
            setattr(self, name, values.pop(name, default))
        if values:
            raise TypeError(f"{type(self).__name__} has no {sorted(values)}")


@cache
def defaults(table: type[Base]) -> dict[str, object]:
    """Of each column."""
    return {c.key: getattr(c.default, "arg", None) for c in table.__table__.columns}


class Call(Base):
    """One caller's visit, from ring to hang-up."""

    __tablename__ = "calls"
    __table_args__ = (
        Index(None, "arrived", "id"),
        Index(None, "caller"),
        Index(None, "called"),
        Index(None, "caller_form"),
    )

    id: Mapped[str] = mapped_column(SafeText, primary_key=True)
    called: Mapped[Words]
    caller: Mapped[Words]
    caller_name: Mapped[Words]
    flow: Mapped[Words]
    language: Mapped[Words]
    channel: Mapped[Words]
    arrived: Mapped[Time]
    answered: Mapped[Time | None]
    ended: Mapped[Time | None]
    ended_by: Mapped[Words]  # a value of model.why.By
    why: Mapped[Words]  # the switch's cause, or the flow's end
    estimated: Mapped[bool] = mapped_column(default=False)  # the end was inferred, not seen
    refused: Mapped[Words]  # why no flow took the call
    outcome: Mapped[Words]  # a value of office.words.Outcome; "" while the call lives
    port: Mapped[Words]  # its key in ports.yaml
    version: Mapped[Words]  # of the flow, that the call was pinned to
    answered_estimated: Mapped[bool] = mapped_column(default=False)  # it was found answered, nobody saw when
    canary: Mapped[bool] = mapped_column(default=False)  # the version was tried with a share of the calls
    stages: Mapped[int] = mapped_column(default=0)  # how many rows of call_stages it has
    caller_form: Mapped[Words]  # by which callers are compared; also of one who withholds his number
    caller_class: Mapped[Words]  # of the settings' `classes`
    area: Mapped[Words]  # where the caller's number was given out
    carrier: Mapped[Words]
    listed: Mapped[Words]  # the entry of a list that let the caller in, or refused him


class Stage(Base):
    """One step of a call's life: its timeline, in order of `seq`."""

    __tablename__ = "call_stages"

    call: Mapped[CallKey] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # from 1
    at: Mapped[Time]
    stage: Mapped[Words]  # a value of office.words.Step
    queue: Mapped[Words]
    agent: Mapped[Words]
    offer: Mapped[Words]
    by: Mapped[Words]
    detail: Mapped[Words]
    flow: Mapped[Words]  # of a node: where it stands
    line: Mapped[int] = mapped_column(default=0)  # in the flow's file; 0: not told
    node: Mapped[Words]
    exit: Mapped[Words]  # by which the node was left; of an effect, its outcome
    changed: Mapped[Words]  # variables that the node set, or that another flow began with: a JSON object
    seconds: Mapped[Time | None]  # how long an effect or a message took
    n: Mapped[int] = mapped_column(BigInteger)


class QueueVisit(Base):
    """One wait of a call in a queue.  A call may wait several times."""

    __tablename__ = "queue_visits"
    __table_args__ = (
        Index(None, "queue", "entered"),
        Index(None, "entered"),
        Index(None, "left"),
        Index(None, "call"),
    )

    n: Mapped[N]
    call: Mapped[CallKey]
    queue: Mapped[Words]
    head_start: Mapped[Time]
    entered: Mapped[Time]
    left: Mapped[Time | None]
    exit: Mapped[Words]  # "connected", "abandoned", or an exit of the queue node
    offer: Mapped[Words]  # the one that connected it


class Offer(Base):
    """One agent being rung for one call, or one whom the flow dialled (no queue), and the talk that came of it."""

    __tablename__ = "offers"
    __table_args__ = (Index(None, "agent", "rung"), Index(None, "rung"), Index(None, "call"))

    id: Mapped[str] = mapped_column(SafeText, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)
    call: Mapped[CallKey]
    queue: Mapped[Words]
    agent: Mapped[Words]
    limit: Mapped[Time]
    rung: Mapped[Time]  # the order to ring was given
    ringing: Mapped[Time | None]  # the phone rings
    answered: Mapped[Time | None]
    connected: Mapped[Time | None]
    ended: Mapped[Time | None]
    cause: Mapped[Words]  # why it was not answered, or how the leg was let go: a value of model.why.LegCause
    by: Mapped[Words]  # who ended the talk
    estimated: Mapped[bool] = mapped_column(default=False)


class Recording(Base):
    """One file.  `state` is a value of office.words.RecordingState."""

    __tablename__ = "recordings"
    __table_args__ = (Index(None, "call"), Index(None, "state"), Index(None, "path"))

    n: Mapped[N]
    call: Mapped[CallKey]
    offer: Mapped[Words]
    path: Mapped[Words]  # of the .wav, relative to the recordings folder; "" when none was begun
    started: Mapped[Time]
    seconds: Mapped[Time | None]
    state: Mapped[Words]
    problem: Mapped[Words]


class Mark(Base):
    """A question of a survey that a caller was asked, and his answer."""

    __tablename__ = "marks"
    __table_args__ = (Index(None, "call"), Index(None, "survey", "at"), Index(None, "at"))

    n: Mapped[N]
    call: Mapped[CallKey]
    offer: Mapped[Words]  # the talk that was marked: the call's last; "" when there was none
    at: Mapped[Time]  # it was asked
    question: Mapped[Words]
    key: Mapped[Words]  # "": not answered, or in his own words
    survey: Mapped[Words]
    grade: Mapped[Words]  # what the key means, by language: a JSON object; "" when the flow does not say
    answered: Mapped[Time | None]
    path: Mapped[Words]  # of his own words, the .wav in the recordings folder
    seconds: Mapped[Time | None]  # that they last


class ListEntry(Base):
    """An entry of the blacklist, the allow list or the classes; also of one that is gone."""

    __tablename__ = "caller_lists"
    __table_args__ = (Index(None, "kind", "what", "port"),)

    id: Mapped[str] = mapped_column(SafeText, primary_key=True)  # of model.lists.Entry
    n: Mapped[int] = mapped_column(BigInteger)  # of the record that put it there
    kind: Mapped[Words]  # a value of model.lists.Kind
    what: Mapped[Words]
    port: Mapped[Words]  # "" for all
    caller_class: Mapped[Words]
    reason: Mapped[Words]
    since: Mapped[Time]
    until: Mapped[Time | None]
    by: Mapped[Words]
    hits: Mapped[int] = mapped_column(default=0)  # calls that it decided
    last_hit: Mapped[Time | None]
    removed: Mapped[Time | None]
    removed_by: Mapped[Words]  # "": its time was over


class AgentInterval(Base):
    """An agent's time in one state.  The open one has no `until`; the others end where the next begins."""

    __tablename__ = "agent_intervals"
    __table_args__ = (
        Index(None, "agent", "since"),
        Index(
            "ix_agent_intervals_wrap_up",
            "offer",
            "since",
            "until",
            sqlite_where=text("state = 'wrap_up'"),
            postgresql_where=text("state = 'wrap_up'"),
        ),
        Index(
            "ix_agent_intervals_open",
            "agent",
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    n: Mapped[N]
    agent: Mapped[Words]
    state: Mapped[Words]  # a value of acd.state.AgentState
    reason: Mapped[Words]
    since: Mapped[Time]
    until: Mapped[Time | None]
    queue: Mapped[Words]  # for which he rings, talks or wraps up
    offer: Mapped[Words]
    due: Mapped[Time | None]  # when it was to end by itself
    since_estimated: Mapped[bool] = mapped_column(default=False)  # the change of state was inferred, not seen
    until_estimated: Mapped[bool] = mapped_column(default=False)


class Correction(Base):
    """Where the books are less than certain: journal and switch disagreed, a rule was broken, a record was lost."""

    __tablename__ = "corrections"

    n: Mapped[N]
    kind: Mapped[str] = mapped_column(SafeText, primary_key=True)  # a value of office.words.Doubt
    at: Mapped[Time]
    what: Mapped[Words]
    call: Mapped[Words]
    agent: Mapped[Words]


class ServiceEvent(Base):
    """When engine and switch were there, for numbers that must know when nobody could be served."""

    __tablename__ = "service_events"

    n: Mapped[N]
    at: Mapped[Time]
    kind: Mapped[Words]  # "engine started", "engine stopped", "switch up", "switch down"
    detail: Mapped[Words]


class PortVersion(Base):
    """Who let the calls of a port enter which version, and when."""

    __tablename__ = "port_versions"
    __table_args__ = (Index(None, "port", "at"), Index(None, "version"))

    n: Mapped[N]
    at: Mapped[Time]
    port: Mapped[Words]
    flow: Mapped[Words]
    version: Mapped[Words]  # "": the port takes no calls from then on
    how: Mapped[Words]  # up, load, watch, promote, rollback
    by: Mapped[Words]
    share: Mapped[Time]  # of new calls; below 1 beside the version before
    load: Mapped[int]  # number of the load that brought the version
    settings: Mapped[Words]  # of the port: a JSON object


class Member(Base):
    """Who is known by number and PIN.  Not of the journal's making: `ccctl member` and members themselves keep it."""

    __tablename__ = "members"

    number: Mapped[str] = mapped_column(SafeText, primary_key=True)
    name: Mapped[Words]
    kind: Mapped[str] = mapped_column("class", SafeText, default="")
    pin_hash: Mapped[Words]  # workers/pins.py; "": none yet
    changed: Mapped[Time]  # the last change of anything


class MemberPhone(Base):
    """A number, in its one form, that counts as the member's own."""

    __tablename__ = "member_phones"
    __table_args__ = (Index(None, "form"),)

    member: Mapped[str] = mapped_column(SafeText, primary_key=True)
    form: Mapped[str] = mapped_column(SafeText, primary_key=True)
    learned: Mapped[bool] = mapped_column(default=False)  # he was known when he called from it; else it is on file
    at: Mapped[Time]  # since when, or when he was known by it last


class JournalPosition(Base):
    """The last record that is in these tables.  One row, written in the transaction of the rows themselves."""

    __tablename__ = "journal_position"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # always 1
    n: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[Time]
