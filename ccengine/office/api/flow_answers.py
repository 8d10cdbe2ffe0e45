"""The shapes of what is answered about ports and versions.  Times are seconds since the epoch."""

from pydantic import Field

from ccengine.office.api.answers import Answer


class Found(Answer):
    """Something that is wrong with a flow or with ports.yaml."""

    file: str
    line: int
    column: int
    text: str
    rule: str
    remedy: str = ""
    other: tuple[str, int, int] | None = None


class Changed(Answer):
    port: str
    flow: str = ""
    version: str = Field(default="", description='"": the port takes no calls any more.')
    how: str = ""
    share: float = 1.0


class Changes(Answer):
    changed: list[Changed] = Field(default_factory=list)


class Loaded(Changes):
    """Either all that is wrong, and then nothing was changed; or what was changed."""

    apart: list[str] = Field(
        default_factory=list, description="Flows of the folder that no port enters: neither checked nor loaded."
    )
    found: list[Found] = Field(default_factory=list)
    more: int = Field(default=0, description="Of what is wrong, so many are not told.")


class Bound(Answer):
    version: str
    flow: str
    language: str
    how: str
    by: str
    at: float
    load: int


class ExitCount(Answer):
    exit: str
    calls: int


class Tally(Answer):
    """How the calls of one version ended."""

    version: str
    calls: int
    ended: int
    abandoned: int = Field(description="The caller hung up.")
    failures: int = Field(description="Nodes that left because something went wrong.")
    exits: list[ExitCount]


class Port(Answer):
    port: str
    now: Bound | None = Field(description="null: it takes no calls.")
    canary: Bound | None = None
    share: float = Field(default=0.0, description="Of new calls that enter the canary.")
    calls: int = 0
    limit: int = Field(default=0, description="Calls at once; 0: no limit.")
    takes: list[str] = Field(default_factory=list)
    before: list[Bound] | None = Field(default=None, description="Of one port: what one can go back to.")
    tallies: list[Tally] | None = None


class Ports(Answer):
    ports: list[Port]


class PortVersion(Answer):
    n: int
    at: float
    port: str
    flow: str
    version: str
    how: str
    by: str
    share: float
    load: int
    settings: str


class History(Answer):
    versions: list[PortVersion]
