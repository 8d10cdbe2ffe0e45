"""The same plan without attackers and with them, side by side: what the attackers got, and what honest callers lost."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from ccengine.model.ids import Seconds
from ccengine_sim.hostile.attackers import Attackers
from ccengine_sim.hostile.stray_rtp import HEARD
from ccengine_sim.hostile.world import Sent
from ccengine_sim.trunk.report import Report, as_data
from ccengine_sim.trunk.report.findings import causes
from ccengine_sim.trunk.report.run import LACKING
from ccengine_sim.trunk.visit import End

SLOWER = 1.2
"""A median of honest callers with attackers may be so many times the one without."""
FEWEST = 20
"""Times of a kind, and served callers of a run: fewer say nothing."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Lateness:
    """Of the engine's loop, in seconds."""

    mean: Seconds
    longest: Seconds
    cause: str = ""


@dataclass(slots=True)
class Side:
    """One run.  `faults`: what no attacker may bring about, and attackers who did not do what they should have."""

    report: Report
    lateness: Lateness
    faults: Sequence[str] = ()
    attackers: Attackers = field(default_factory=Attackers)


@dataclass(slots=True)
class Verdict:
    """`pairs`: (without, with), one after the other in time."""

    name: str
    pairs: Sequence[tuple[Side, Side]]

    @property
    def ratios(self) -> dict[str, list[float]]:
        """Of the medians with and without attackers, by pair."""
        found: dict[str, list[float]] = {}
        for quiet, attacked in self.pairs:
            before, after = _medians(quiet.report), _medians(attacked.report)
            for name in before:
                if name in after and before[name] > 0:
                    found.setdefault(name, []).append(after[name] / before[name])
        return found

    @property
    def faults(self) -> list[str]:
        return [*self._faults()]

    @property
    def clean(self) -> bool:
        return not self.faults

    def _faults(self) -> Iterator[str]:
        for number, (quiet, attacked) in enumerate(self.pairs, 1):
            for side, name in ((quiet, "without"), (attacked, "with")):
                yield from (f"run {number} {name} attackers: {fault}" for fault in _wrong(side))
            yield from (f"run {number}: {fault}" for fault in _on_one_side(quiet.report, attacked.report))
            if (heard := sum(count[HEARD] for count in attacked.attackers.told.values())) > 0:
                yield f"run {number}: a stranger heard audio of a call {heard} times"
        failed = [sum(_failures(side.report) for side in sides) for sides in zip(*self.pairs, strict=True)]
        if failed and failed[1] > failed[0]:
            yield f"{failed[1]} honest calls failed with attackers, {failed[0]} without"
        for name, ratios in self.ratios.items():
            if median(ratios) > SLOWER:
                yield f"{name}: {median(ratios):.2f} times as long with attackers"

    def as_dict(self) -> dict[str, Any]:
        return {
            "trunk": self.name,
            "clean": self.clean,
            "faults": self.faults,
            "ratios": self.ratios,
            "pairs": [{"without": _side(quiet), "with": _side(attacked)} for quiet, attacked in self.pairs],
        }

    def markdown(self) -> str:
        lines = [f"# Trunk {self.name} with attackers and without: {'clean' if self.clean else 'not clean'}", ""]
        lines += [*self._times(), "", *self._runs(), "", *_attacks(self.pairs)]
        if self.faults:
            lines += ["", f"## Faults: {len(self.faults)}", "", *(f"- {fault}" for fault in self.faults[:SHOWN])]
        return "\n".join(lines) + "\n"

    def _times(self) -> Iterator[str]:
        yield "| median, ms | without | with | with : without, each pair |"
        yield "|---|---|---|---|"
        both = [[_medians(side.report) for side in sides] for sides in zip(*self.pairs, strict=True)]
        for name, ratios in self.ratios.items():
            cells = (", ".join(f"{1000 * run[name]:.1f}" if name in run else "-" for run in runs) for runs in both)
            told = ", ".join(f"{ratio:.2f}" for ratio in ratios)
            yield f"| {name} | {' | '.join(cells)} | {median(ratios):.2f} ({told}) |"

    def _runs(self) -> Iterator[str]:
        yield "| run | calls | failed | loop late, mean / longest ms | attackers' CPU, s | a try late at most, ms |"
        yield "|---|---|---|---|---|---|"
        for number, pair in enumerate(self.pairs, 1):
            for side, name in zip(pair, ("without", "with"), strict=True):
                late = f"{1000 * side.lateness.mean:.2f} / {1000 * side.lateness.longest:.0f}"
                calls = f"{len(side.report.seen)} | {_failures(side.report)}"
                theirs = f"{side.attackers.cpu:.1f} | {1000 * side.attackers.late:.0f}"
                yield f"| {number} {name} | {calls} | {late} | {theirs} |"


def _wrong(side: Side) -> Iterator[str]:
    """Whatever the other side did: two runs that fail alike are no hotline that works."""
    yield from side.faults
    yield from (f"{count} x {cause}" for cause, count in causes(side.report).items())
    yield from (*side.report.restless, *side.report.unserved)
    served = sum(seen.end is End.SERVED for seen in side.report.seen)
    if served < FEWEST:
        yield f"{served} of {len(side.report.seen)} callers were served: fewer than {FEWEST} say nothing"


def _medians(report: Report) -> dict[str, Seconds]:
    """Of the times of which there are enough; what a recording lacks is none that a caller waits for."""
    waits = ((name, found) for name, found in report.times.items() if name != LACKING and len(found) >= FEWEST)
    return {name: median(took for _, took in found) for name, found in waits}


def _on_one_side(quiet: Report, attacked: Report) -> Iterator[str]:
    """Times that cannot be compared, since too few callers of one side came so far."""
    before, after = _medians(quiet), _medians(attacked)
    for name in quiet.times:
        if (name in before) != (name in after):
            counts = f"{len(quiet.times[name])} values without attackers, {len(attacked.times[name])} with"
            yield f"{name} cannot be told: {counts}"


def _failures(report: Report) -> int:
    """Callers who did not get what they had come for, calls that sounded wrong, or are told otherwise on record.

    Who gave up or was sent away by a rule is one of them here: the same callers come with attackers and without.  Who
    was cut off by what the file itself breaks is none."""
    unserved = [seen for seen in report.seen if seen.end is not End.SERVED]
    cut = sum(seen.end is End.CUT and bool(seen.excuse) for seen in unserved)
    return len(unserved) - cut + len(report.unheard) + len(report.differences)


def _side(side: Side) -> dict[str, Any]:
    return {
        "report": as_data(side.report),
        "lateness": {"mean": side.lateness.mean, "longest": side.lateness.longest, "cause": side.lateness.cause},
        "faults": list(side.faults),
        "attackers": side.attackers.as_dict(),
    }


def _attacks(pairs: Sequence[tuple[Side, Side]]) -> Iterator[str]:
    """What was sent and what became of the tries, all runs together."""
    yield "| attack | tries | datagrams, writes | kB | what became of them |"
    yield "|---|---|---|---|---|"
    together: dict[str, tuple[Counter[str], Sent]] = {}
    for _, attacked in pairs:
        for name, count in attacked.attackers.told.items():
            counts, sent = together.setdefault(name, (Counter(), Sent()))
            counts.update(count)
            sent.add(attacked.attackers.sent.get(name, Sent()))
    for name, (counts, sent) in together.items():
        told = ", ".join(f"{what}: {times}" for what, times in counts.most_common())
        yield f"| {name} | {counts.total()} | {sent.pieces} | {sent.size / 1000:.0f} | {told} |"
