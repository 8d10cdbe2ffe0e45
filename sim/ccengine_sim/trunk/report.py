"""What became of a trunk's calls: counts, times, faults; as plain values and as Markdown."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ccengine.model.ids import Seconds
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.ends import Table, table_lines
from ccengine_sim.trunk.visit import End, Seen

TITLES = (
    ("Lost", "lost"),
    ("Sound", "sound"),
    ("Differences", "differences"),
    ("Differences that a fault explains", "explained"),
    ("Short pauses (no fault)", "pauses"),
)
SHOWN = 20
"""Faults of one sort that are named; all are counted, and all are in the JSON."""


@dataclass(slots=True)
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

    @property
    def lost(self) -> list[Seen]:
        """Calls of which the hotline, and not the caller, made something else than he had come for."""
        return [seen for seen in self.seen if seen.end not in (End.SERVED, End.GAVE_UP) and not seen.excuse]

    @property
    def unheard(self) -> list[Seen]:
        return [seen for seen in self.seen if seen.wrong]

    @property
    def clean(self) -> bool:
        return not (self.lost or self.unheard or self.differences)

    def as_dict(self) -> dict[str, Any]:
        """Times in seconds."""
        return {
            "trunk": self.name,
            "seed": self.seed,
            "clean": self.clean,
            "calls": len(self.seen),
            "ends": dict(Counter(seen.end.value for seen in self.seen)),
            "refused": dict(Counter(seen.detail for seen in self.seen if seen.end is End.REFUSED)),
            "followed": sum(seen.planned.followed for seen in self.seen),
            "times": {name: _spread(values) for name, values in self._times().items()},
            "behind": self.late,
            "cpu_per_call": {name: used / max(1, len(self.seen)) for name, used in self.cpu.items()},
            "memory": dict(self.memory),
            "lost": [f"{seen.planned.number}: {seen.end.value}: {seen.detail}" for seen in self.lost],
            "sound": [f"{seen.planned.number}: {fault}" for seen in self.unheard for fault in seen.wrong],
            "pauses": [f"{seen.planned.number}: {pause}" for seen in self.seen for pause in seen.pauses],
            "differences": list(self.differences),
            "explained": list(self.explained),
            "excused": dict(Counter(seen.excuse for seen in self.seen if seen.excuse)),
            "ends_on_record": self.on_record,
            "faults": [{"what": str(each), "at": each.at, "back": each.back} for each in self.broken],
        }

    def _times(self) -> dict[str, list[Seconds]]:
        found: dict[str, Iterable[Seconds | None]] = {
            "INVITE to 200": (seen.setup for seen in self.seen),
            "200 to the agent's ring": (_gap(seen.answered, seen.rung) for seen in self.seen),
            "agent's 200 to what the caller hears": (seen.caller_heard for seen in self.seen),
            "agent's 200 to what the agent hears": (seen.agent_heard for seen in self.seen),
        }
        return {name: [value for value in values if value is not None] for name, values in found.items()}

    def markdown(self) -> str:
        told = self.as_dict()
        ends = ", ".join(f"{count} {end}" for end, count in sorted(told["ends"].items()))
        lines = [
            f"# Trunk {self.name}, seed {self.seed}: {'clean' if self.clean else 'not clean'}",
            "",
            f"{told['calls']} calls: {ends}; {told['followed']} of them listened to from end to end. "
            f"The trunk was behind its own schedule by {self.late * 1000:.0f} ms at most.",
            "",
            "| time, ms | of | median | 95 % | greatest |",
            "|---|---|---|---|---|",
        ]
        for name, spread in told["times"].items():
            if spread["of"]:
                cells = (f"{1000 * spread[key]:.1f}" for key in ("median", "p95", "max"))
                lines.append(f"| {name} | {spread['of']} | {' | '.join(cells)} |")
        lines += ["", *table_lines(self.on_record)]
        lines += (
            ["", *(f"- {each}: back after {each.until - each.at:.2f} s" for each in self.broken)] if self.broken else []
        )
        lines += (
            ["", *(f"- {count} {why}" for why, count in sorted(told["excused"].items()))] if told["excused"] else []
        )
        lines += ["", "| process | CPU ms a call | memory, MB |", "|---|---|---|"]
        for name, used in sorted(told["cpu_per_call"].items()):
            lines.append(f"| {name} | {1000 * used:.1f} | {told['memory'].get(name, 0) / 1e6:.0f} |")
        for title, key in TITLES:
            lines += _named(title, told[key])
        return "\n".join(lines) + "\n"


def _named(title: str, faults: Sequence[str]) -> list[str]:
    if not faults:
        return []
    more = [f"- and {len(faults) - SHOWN} more"] if len(faults) > SHOWN else []
    return ["", f"## {title}: {len(faults)}", "", *(f"- {fault}" for fault in faults[:SHOWN]), *more]


def _gap(begin: Seconds | None, end: Seconds | None) -> Seconds | None:
    return None if begin is None or end is None else end - begin


def _spread(values: Sequence[Seconds]) -> dict[str, float]:
    if not values:
        return {"of": 0}
    p95 = statistics.quantiles(values, n=20, method="inclusive")[18] if len(values) > 1 else values[0]
    return {"of": len(values), "median": statistics.median(values), "p95": p95, "max": max(values)}
