"""A report as plain values.  Times in seconds; moments since the epoch."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ccengine_sim.trunk.figures import Spread, arrivals, late_over_time, over_time, people, usage
from ccengine_sim.trunk.figures.spread import Timed
from ccengine_sim.trunk.report.findings import causes
from ccengine_sim.trunk.report.run import Report
from ccengine_sim.trunk.visit import End
from ccengine_sim.trunk.wrong import Sort


def as_data(report: Report) -> dict[str, Any]:
    return {
        "trunk": report.name,
        "seed": report.seed,
        "clean": report.clean,
        "calls": len(report.seen),
        "ends": dict(report.ends),
        "refused": dict(Counter(seen.detail for seen in report.seen if seen.end is End.REFUSED)),
        "failures": dict(causes(report)),
        "followed": sum(seen.planned.followed for seen in report.seen),
        "times": {name: _spread(found) for name, found in report.times.items()},
        "behind": report.late,
        "cpu_per_call": {name: used / max(1, len(report.seen)) for name, used in report.cpu.items()},
        "memory": dict(report.memory),
        "lost": [f"{seen.planned.number}: {seen.end.value}: {seen.detail}" for seen in report.lost],
        "sound": [f"{seen.planned.number}: {fault}" for seen in report.unheard for fault in seen.wrong],
        "strangers": sum(fault.sort is Sort.STRANGE for seen in report.unheard for fault in seen.wrong),
        "pauses": [f"{seen.planned.number}: {pause}" for seen in report.seen for pause in seen.pauses],
        "unserved": list(report.unserved),
        "differences": list(report.differences),
        "untimely": report.untimely,
        "explained": list(report.explained),
        "excused": dict(Counter(seen.excuse for seen in report.seen if seen.excuse)),
        "ends_on_record": report.on_record,
        "faults": [{"what": str(each), "at": each.at, "back": each.back} for each in report.broken],
        "over_time": _over_time(report),
        "rest": report.rest.as_dict() if report.rest else None,
    }


def _spread(found: Sequence[Timed]) -> dict[str, float]:
    spread = Spread.of_values([took for _, took in found])
    return spread.as_dict() if spread else {"of": 0}


def _over_time(report: Report) -> dict[str, Any]:
    """Lists with a value for each bucket, null where there is none: bucket n is from since + n * every on."""
    span = report.span
    behind = over_time(((seen.invited, seen.late) for seen in report.seen if seen.invited is not None), span)
    return {
        "since": span.begin,
        "every": span.every,
        "arrived": arrivals(report.seen, span),
        "stages": {stage.value: counts for stage, counts in people(report.stays, span).items()},
        "times": {
            name: [None if spread is None else spread.as_dict() for spread in over_time(found, span)]
            for name, found in report.times.items()
        },
        "processes": {name: asdict(used) for name, used in usage(report.samples, span).items()},
        "loops": {
            name: [None if late is None else asdict(late) for late in found]
            for name, found in late_over_time(report.readings, span).items()
        },
        "behind": [None if spread is None else spread.most for spread in behind],
    }
