"""All that is known of a run, and the verdict."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ccengine.model.ids import Seconds
from ccengine_sim.phone.visits import Visit
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.ends import Table
from ccengine_sim.trunk.figures import Reading, Span, Timed, releases, stages_of, times_of
from ccengine_sim.trunk.figures.stages import Stay
from ccengine_sim.trunk.rest import AtRest
from ccengine_sim.trunk.scenario import Trunk
from ccengine_sim.trunk.visit import End, Seen
from ccengine_sim.trunk.watch import Sample

RELEASE = "agent's release to the next ring"
LACKING = "of a talk, what its recording lacks"


@dataclass
class Report:
    """`differences`: between trunk, books and switch, as text; `explained`: those that come of what was `broken` by the
    file's own wish.  `on_record`: how many calls ended how, as the telephones and as the books tell it.  `cpu` in
    seconds, `memory` in bytes, by process."""

    name: str
    seed: int | str
    seen: Sequence[Seen]
    late: Seconds = 0.0
    differences: Sequence[str] = ()
    cpu: Mapping[str, Seconds] = field(default_factory=dict)
    memory: Mapping[str, int] = field(default_factory=dict)
    explained: Sequence[str] = ()
    on_record: Table = field(default_factory=dict)
    broken: Sequence[Broken] = ()
    trunk: Trunk | None = None
    rings: Sequence[Visit] = ()  # of the agents' phones
    entered: Mapping[str, Sequence[Seconds]] = field(default_factory=dict)
    """When a number went into a queue, ascending."""
    wrap_up: Mapping[str, Seconds] = field(default_factory=dict)
    """Of an agent's SIP user; who is not in it has several."""
    samples: Sequence[Sample] = ()
    readings: Sequence[Reading] = ()
    lacking: Sequence[Timed] = ()
    calls: Mapping[int, str] = field(default_factory=dict)
    """Ids on record, by the planned call's number."""
    folder: str = ""
    """Where home and traces are kept."""
    source: str = ""
    """By which `ccsim trunk` plays it once more, quoted for a shell."""
    rest: AtRest | None = None
    """Of a trunk that asks whether all is at rest again."""
    untimely: int = 0
    """Of the differences: so many are of when something was, and not of what."""

    @property
    def lost(self) -> list[Seen]:
        """Calls of which the hotline, and not the caller, made something else than he had come for."""
        return [seen for seen in self.seen if seen.end not in (End.SERVED, End.GAVE_UP) and not seen.excuse]

    @property
    def unheard(self) -> list[Seen]:
        return [seen for seen in self.seen if seen.wrong]

    @property
    def clean(self) -> bool:
        return not (self.lost or self.unheard or self.differences or self.restless or self.unserved)

    @property
    def unserved(self) -> Sequence[str]:
        """Who gives up, or is sent away by a rule, is not lost; but where no telephone rings there are only such."""
        served, others = self.ends[End.SERVED.value], len(self.left)
        if self.trunk is None or not others or (share := served / (served + others)) >= self.trunk.served:
            return ()
        least = self.trunk.served
        return (f"{served} of {served + others} callers were served ({share:.1%}), and at least {least:.1%} should be",)

    @property
    def left(self) -> list[Seen]:
        """Calls that nothing was wrong with, and that were not served."""
        return [each for each in self.seen if each.end is End.GAVE_UP or (each.excuse and each.end is not End.CUT)]

    @property
    def restless(self) -> Sequence[str]:
        """What did not come to rest after the calls."""
        return self.rest.faults if self.rest else ()

    @property
    def ends(self) -> Counter[str]:
        return Counter(seen.end.value for seen in self.seen)

    @cached_property
    def span(self) -> Span:
        """From the first INVITE to the last end."""
        moments = [at for seen in self.seen for at in (seen.invited, seen.ended) if at is not None]
        return Span.of(min(moments, default=0.0), max(moments, default=0.0))

    @property
    def length(self) -> Seconds:
        """For which callers came."""
        return self.trunk.lasts if self.trunk else self.span.end - self.span.begin

    @cached_property
    def stays(self) -> list[Stay]:
        return [stay for seen in self.seen for stay in stages_of(seen, self.entered, self.span.end)]

    @cached_property
    def times(self) -> dict[str, list[Timed]]:
        """By name, each with the moment when it was over."""
        released = releases(self.rings, self.entered, self.wrap_up)
        return times_of(self.seen) | {RELEASE: [*released], LACKING: [*self.lacking]}
