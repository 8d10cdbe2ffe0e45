"""What goes wrong while the calls come: the lines of `faults`, as they are written and as they are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from ccengine.model.ids import Seconds
from ccengine.model.reader import Read, Reader, Report
from ccengine.model.values import duration, one_of
from ccengine.model.yamltree import Tree


class Deed(StrEnum):
    KILL = "kill"  # SIGKILL; the supervisor starts it again
    STOP = "stop"  # SIGSTOP, and SIGCONT after a while: it hangs
    CUT = "cut"  # nobody gets through to it for a while


ENGINE, OFFICE, ASTERISK, AMI, DATABASE = "engine", "office", "asterisk", "ami", "database"
OF = {
    Deed.KILL: (ENGINE, OFFICE, ASTERISK),
    Deed.STOP: (ENGINE, OFFICE, ASTERISK),
    Deed.CUT: (AMI, DATABASE),
}
LONGEST: Seconds = 600.0


@dataclass(frozen=True, slots=True)
class Fault:
    """`at`: seconds after the first caller may come.  `lasts`: 0 for a kill, which ends when the supervisor has put
    another in its place."""

    at: Seconds
    deed: Deed
    what: str
    lasts: Seconds = 0.0

    def __str__(self) -> str:
        """As in "asterisk's kill at 40 s"."""
        return f"{self.what}'s {self.deed.value} at {self.at:g} s"


def overlapping(faults: Sequence[Fault]) -> Iterator[tuple[Fault, Fault]]:
    """Of one thing that stands still, or is cut off, twice at a time: the end of one would end the other."""
    lasting = sorted((each for each in faults if each.lasts), key=lambda each: (each.what, each.at))
    for one, other in pairwise(lasting):
        if one.what == other.what and other.at <= one.at + one.lasts:
            yield one, other


def fault_until(last: Seconds) -> Read[Fault]:
    """`{at: 20s, kill: engine}`, `{at: 1m, stop: engine, for: 3s}`, `{at: 1m, cut: ami, for: 5s}`; before `last`."""

    def read(tree: Tree, report: Report) -> Fault:
        reader = Reader(tree, "a fault", report)
        at = reader.need("at", duration(0, last))
        whats = {deed: reader.take(deed.value, one_of(*OF[deed]), "") for deed in Deed if reader.has(deed.value)}
        lasts = reader.take("for", duration(0.1, LONGEST), 0.0)
        reader.done(also=(*Deed,))
        if len(whats) != 1:
            text = "two things break in one line" if whats else "this says not what breaks"
            raise report.wrong(tree.at, text, "no-fault", "write one of kill, stop, cut: {at: 20s, kill: engine}")
        ((deed, what),) = whats.items()
        if deed is Deed.KILL and reader.has("for"):
            remedy = "delete it: the supervisor starts what was killed again; `stop` lasts as long as you say"
            raise report.wrong(reader.at_key("for"), "a kill lasts no time", "fault-for", remedy)
        if deed is not Deed.KILL and not reader.has("for"):
            raise report.wrong(tree.at, f'"{deed.value}" needs a length of time', "fault-for", "add for: 5s")
        return Fault(at or 0.0, deed, what, lasts)

    return read
