"""The shapes of what is answered about lists of callers.  Times are seconds since the epoch."""

from pydantic import Field

from ccengine.office.api.answers import Answer


class Entry(Answer):
    id: str
    kind: str
    what: str = Field(description="A number's form, `138*`, a pattern, `withheld`.")
    port: str = Field(default="", description="Empty: all.")
    caller_class: str = ""
    reason: str = ""
    until: float | None = Field(default=None, description="None: it stays.")
    since: float
    by: str = ""
    hits: int = Field(default=0, description="Calls that it decided.")
    last_hit: float | None = None


class Named(Entry):
    holds: bool = Field(description="Its time is not over.")


class Entries(Answer):
    entries: list[Entry]
    next: str | None = Field(description="Give it as `after` for the next page; None at the end.")


class Added(Answer):
    added: int
    replaced: int = Field(description="That were there before, and are as they are given now.")
    entries: list[str]


class Removed(Answer):
    removed: str


class Caller(Answer):
    """What would become of a call of this number now, and why."""

    number: str
    form: str
    withheld: bool
    refused: bool
    listed: str = Field(description="The entry that lets him in or refuses him; empty for none.")
    classed: str = Field(description="The entry that gives him his class; empty for none.")
    caller_class: str
    head_start: float = Field(description="Of his class, in seconds.")
    area: str
    carrier: str
    named: list[Named] = Field(description="All entries that name him, what says the most first.")
