"""One port: what its calls enter, what they entered before, and how they ended.  Each part keeps its text for the
next snapshot until it changes: hundreds of ports with twenty versions each are a second of encoding."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ccengine.flow.ports import Port
from ccengine.journal.snapshots import encode
from ccengine.model import facts
from ccengine.model.ids import CallId, Seconds, VersionId
from ccengine.model.why import By

if TYPE_CHECKING:
    from ccengine.engine.book import Known

EXITS = 200  # kinds of ends that are told apart for a version


@dataclass(frozen=True)
class Bound:
    """A port as it was loaded once: its settings and the version of its flow."""

    version: VersionId
    load: int  # number of the load that brought it
    how: str
    by: str
    at: Seconds
    settings: str  # `port` as the journal has it

    @cached_property
    def port(self) -> Port:
        return Port.from_data(json.loads(self.settings))

    @cached_property
    def text(self) -> str:
        """For a snapshot."""
        data = (self.version, self.load, self.how, self.by, self.at, self.settings)
        return encode(dict(zip(BOUND, data, strict=True)))

    @property
    def content(self) -> tuple[VersionId, str]:
        return self.version, self.settings


BOUND = ("version", "load", "how", "by", "at", "settings")
_TALLY = ("calls", "ended", "abandoned", "failures", "exits")


@dataclass(slots=True)
class Tally:
    """How the calls of one version ended."""

    calls: int = 0  # that entered it
    ended: int = 0
    abandoned: int = 0  # of these: the caller hung up
    failures: int = 0  # nodes that left because something went wrong
    exits: dict[str, int] = field(default_factory=dict)  # "node: exit" by which it ended -> calls
    _text: str = field(default="", compare=False, repr=False)  # until it changes

    def enter(self) -> None:
        self.calls += 1
        self._text = ""

    def end(self, known: "Known", by: By) -> None:
        self.ended += 1
        self.failures += known.failures
        self.abandoned += by is By.CALLER
        exit = known.left_by if by is By.FLOW else f"{known.visit.node}: {by.value}"
        if exit in self.exits or len(self.exits) < EXITS:
            self.exits[exit] = self.exits.get(exit, 0) + 1
        self._text = ""

    @property
    def text(self) -> str:
        """For a snapshot."""
        if not self._text:
            counts = (self.calls, self.ended, self.abandoned, self.failures, self.exits)
            self._text = encode(dict(zip(_TALLY, counts, strict=True)))
        return self._text


@dataclass(slots=True)
class PortState:
    now: Bound | None = None  # None: it takes no calls
    canary: Bound | None = None
    share: float = 0.0  # of new calls that enter the canary
    load: int = 0  # that changed it last
    first: int = 0  # that it came with: a rollback of that load takes it off again
    before: list[Bound] = field(default_factory=list)  # the newest last
    loaded: tuple[VersionId, str] = (facts.NO_VERSION, "")  # what was loaded last, in force or not
    tallies: dict[VersionId, Tally] = field(default_factory=dict)
    inside: set[CallId] = field(default_factory=set)
    _text: str = field(default="", compare=False, repr=False)  # until it changes

    @property
    def text(self) -> str:
        """For a snapshot: what changed since the last is encoded, the rest is text."""
        if not self._text:
            rest = {"share": self.share, "load": self.load, "first": self.first, "loaded": self.loaded}
            now, canary = (bound.text if bound else "null" for bound in (self.now, self.canary))
            before = ",".join([bound.text for bound in self.before])
            tallies = ",".join([f'"{version}":{tally.text}' for version, tally in self.tallies.items()])
            head = encode({**rest, "inside": sorted(self.inside)})[:-1]
            self._text = f'{head},"now":{now},"canary":{canary},"before":[{before}],"tallies":{{{tallies}}}}}'
        return self._text

    def prepare(self) -> str:
        """Have the text of all its parts: 0.3 ms for twenty versions after a start, once."""
        return self.text

    def changed(self) -> None:
        self._text = ""

    def versions(self) -> set[VersionId]:
        """That calls may enter from now on."""
        return {bound.version for bound in (self.now, self.canary) if bound}

    def choose(self, draw: Callable[[], float]) -> tuple[Bound | None, bool]:
        """For a new call; True for the canary.  `draw`: a number from 0 up to 1."""
        if self.canary is not None and draw() < self.share:
            return self.canary, True
        return self.now, False
