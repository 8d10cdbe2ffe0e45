"""The shapes of what is answered about data sources."""

from typing import Any

from pydantic import Field

from ccengine.office.api.answers import Answer


class Source(Answer):
    source: str
    kind: str = Field(description="postgresql, mariadb or sqlite.")
    place: str = Field(description="Where it is; never a user or a password.")
    tables: list[str]
    asking: int = Field(description="Requests that wait for it, and the one that it serves.")
    cached: int = Field(description="Answers in memory.")
    last: str = Field(
        default="", description="What came of the last request: done, failed, timeout ...; empty: none yet."
    )
    detail: str = Field(default="", description="Why.")
    seconds: float = Field(default=0.0, description="That it took.")


class Sources(Answer):
    sources: list[Source]


class Tested(Answer):
    source: str
    outcome: str = Field(description="done: it was reached.")
    detail: str = ""
    server: str = ""
    found: list[str] = Field(default=[], description="What is wrong with the tables that the settings name.")


class Tried(Answer):
    outcome: str
    detail: str = ""
    fields: list[str] = Field(default=[])
    rows: list[dict[str, Any]] = Field(default=[])
    seconds: float = 0.0
