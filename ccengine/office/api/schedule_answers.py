"""The shapes of what is answered about schedules.  Times are seconds since the epoch."""

from pydantic import Field

from ccengine.office.api.answers import Answer


class Forced(Answer):
    state: str
    since: float
    until: float | None = Field(default=None, description="None: until it is released.")
    by: str = ""


class Schedule(Answer):
    schedule: str
    state: str = Field(description="That callers meet.")
    at: float = Field(description="The moment that was asked for, or now.")
    until: float | None = Field(default=None, description="When it is another one; None: not within 400 days.")
    day: str = Field(default="", description="By the calendar: holiday, make-up workday; empty for any other day.")
    zone: str = Field(default="", description="Empty: the machine's.")
    states: list[str] = Field(default=[], description="All that it can be in.")
    ports: list[str] = Field(default=[], description="Some of those whose calls go by it.")
    forced: Forced | None = None


class Schedules(Answer):
    schedules: list[Schedule]


class Put(Answer):
    schedules: list[str]
    others: list[str] = Field(default=[], description="That do not know the state, and stay as they are.")
    until: dict[str, float | None] = Field(default={}, description="Of each that was forced; None: until released.")
    zones: dict[str, str] = Field(default={}, description="Of each that was forced; empty: the machine's.")
