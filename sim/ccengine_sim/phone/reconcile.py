"""The engine's records against the switch's own channel events, call by call: each difference has a name.

Plain values in, so that any keeper of records can be held to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ccengine_sim.phone.cel import SwitchCall

TOLERANCE = 0.25  # seconds between what two processes on one machine note of the same thing
TIMES = ("arrived", "answered", "joined", "talk time", "ended")
LATE = 2.0  # seconds that the engine may note a thing after the switch: on a held host a TCP connection takes over 1 s


@dataclass(frozen=True)
class CallRecord:
    """What the engine has on record of a call.  Times in seconds since the epoch, None: it never happened."""

    call: str  # the switch's unique id of the caller's channel
    caller: str
    called: str
    arrived: float
    answered: float | None = None
    joined: float | None = None  # the first talk began
    talk_ended: float | None = None  # the last talk ended
    ended: float | None = None
    agent: str = ""  # of the last talk
    estimated: bool = False  # one of its times was inferred, not seen


@dataclass(frozen=True)
class Difference:
    call: str
    kind: str  # "no record", "not on the switch", "caller", "answered", "joined", "talk time", "agent", "ended"
    recorded: object = None
    switch: object = None

    @property
    def untimely(self) -> bool:
        """Both know of it, at other times."""
        return self.kind in TIMES and None not in (self.recorded, self.switch)

    def __str__(self) -> str:
        return f"{self.call}: {self.kind}: on record {self.recorded}, on the switch {self.switch}"


def reconcile(
    records: Iterable[CallRecord], calls: Mapping[str, SwitchCall], tolerance: float = TOLERANCE, user: str = "agent"
) -> list[Difference]:
    """`user`: what an agent's SIP user is called before his number.  No difference: an empty list."""
    known = {record.call: record for record in records}
    found = [Difference(call, "no record", None, calls[call].arrived) for call in sorted(calls.keys() - known.keys())]
    for record in known.values():
        call = calls.get(record.call)
        if call is None:
            found.append(Difference(record.call, "not on the switch", record.arrived, None))
        else:
            found += _compare(record, call, tolerance, user)
    return found


def _compare(record: CallRecord, call: SwitchCall, tolerance: float, user: str) -> Iterable[Difference]:
    first, last = (call.talks[0], call.talks[-1]) if call.talks else (None, None)
    if record.caller != call.caller and call.answered is not None:
        yield Difference(record.call, "caller", record.caller, call.caller)
    times = {
        "arrived": (record.arrived, call.arrived),
        "answered": (record.answered, call.answered),
        "joined": (record.joined, first.joined if first else None),
        "ended": (record.ended, call.ended),
    }
    for kind, (mine, theirs) in times.items():
        if not _follows(mine, theirs, tolerance):
            yield Difference(record.call, kind, mine, theirs)
    talked = _length(record.joined, record.talk_ended)
    really = _length(first.joined if first else None, last.ended if last else None)
    if not _near(talked, really, tolerance):
        yield Difference(record.call, "talk time", talked, really)
    partner = last.partner.rpartition("-")[0].rpartition("/")[2] if last else ""
    if partner != (f"{user}{record.agent}" if record.agent else ""):
        yield Difference(record.call, "agent", record.agent, partner)


def _near(a: float | None, b: float | None, tolerance: float) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= tolerance


def _length(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else end - start


def _follows(mine: float | None, theirs: float | None, tolerance: float) -> bool:
    """The switch knows first: what the engine notes long before it never was."""
    if mine is None or theirs is None:
        return mine is theirs
    return -tolerance <= mine - theirs <= max(tolerance, LATE)
