"""At rest again?  What a process held before the calls, against what it holds after them, kind by kind.

`objects`, `greenlets`, `descriptors` ... as a look inside tells them (`ccctl inside --json`), after the garbage
collector went through: so what is more is held by somebody."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from ccengine_sim.trunk.slope import Slope, slope

Points = Mapping[str, Mapping[str, Sequence[tuple[float, float]]]]
"""By process and side of its memory."""

EXACT = ("greenlets", "descriptors", "tasks", "threads")
"""Kinds of these are few and must come back one by one; objects have a tolerance."""

OBJECTS = 20
"""More of a type than before: so much is left to chance (a connection that a pool has opened, a date that a library
keeps).  A leak of one object in a hundred calls shows in a run of some thousand."""

BOUNDED: Mapping[str, tuple[str, int]] = {"core.gone": ("tuple", 4096)}
"""Tables that forget only when they are full: what their entries are, and how many there can be.  As many more of that
type are no leak.  (Others of the kind, such as tracker.over, hold texts, which are not counted.)"""

POOLS: Mapping[str, int] = {"asyncio": 32, "questions": 3}
"""Threads that a pool starts when so many are wanted at once, and keeps: how many there can be."""

STATEMENT = 28
"""Objects of one type that a statement is made of which SQLAlchemy has compiled and keeps: of a SELECT 27 lists, 19
dicts and 22 tuples (SQLAlchemy 2.0, counted on each table of the office)."""
COLUMN = 4
"""And so many tuples for each column that it reads: 100 for the 25 of `Call`, 31 for three."""
STATEMENTS = 500
"""That it keeps, for each of the office's databases (`query_cache_size`); there are far fewer different ones."""


def not_back(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Each as one sentence."""
    may = Counter[str]()
    for table, (kind, most) in BOUNDED.items():
        may[kind] += min(most, after["tables"].get(table, 0)) - before["tables"].get(table, 0)
    statements = min(STATEMENTS, max(0, _statements(after) - _statements(before)))
    if statements:
        may["tuple"] += COLUMN * max(0, _columns(after) - _columns(before))
    for what in EXACT:
        for kind, grown in _more(before.get(what, {}), after.get(what, {})):
            if grown > 0 and after[what][kind] > POOLS.get(kind, 0):
                yield f"{what}: {grown} more of {kind} than before the calls"
    for kind, grown in _more(before["objects"], after["objects"]):
        if grown - may[kind] > OBJECTS + STATEMENT * statements:
            yield f"objects: {grown} more of {kind} than before the calls"


def _statements(look: Mapping[str, Any]) -> int:
    """That are compiled: `sqlalchemy.dialects.sqlite.base.SQLiteCompiler`."""
    kinds = look["objects"].items()
    return sum(count for kind, count in kinds if kind.startswith("sqlalchemy.dialects.") and "Compiler" in kind)


def _columns(look: Mapping[str, Any]) -> int:
    """That compiled statements read."""
    return sum(count for kind, count in look["objects"].items() if kind.endswith(".ResultColumnsEntry"))


def _more(before: Mapping[str, int], after: Mapping[str, int]) -> list[tuple[str, int]]:
    """The largest growth first."""
    grown = [(kind, count - before.get(kind, 0)) for kind, count in after.items()]
    return sorted(grown, key=lambda each: (-each[1], each[0]))


def too_steep(slope: Slope | None, most: float) -> str:
    """Why this memory does not count as constant; empty: it does.  `most` bytes a call."""
    if slope is None:
        return "too few looks at the memory to tell its slope"
    if slope.high < most:
        return ""
    told = f"{slope.value:.0f} bytes a call (95 %: {slope.low:.0f} to {slope.high:.0f})"
    return f"memory grows by {told}; it must be sure to be less than {most:.0f}"


def last_part(points: Sequence[tuple[float, float]], share: float = 2 / 3) -> Sequence[tuple[float, float]]:
    """Without the begin, in which caches and the allocator's own stores fill."""
    return points[round(len(points) * (1 - share)) :]


@dataclass(frozen=True, slots=True)
class AtRest:
    """`slopes`: bytes a call, by process and side of its memory.  `faults`: why it is not at rest.  `looks`: what was
    compared, as it was told.  `points`: (calls, bytes), a second apart."""

    slopes: Mapping[str, Mapping[str, Slope | None]]
    faults: Sequence[str]
    looks: Mapping[str, Any]
    points: Points

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def markdown(self) -> list[str]:
        """The part of the report, in lines."""
        lines = ["", "| memory, bytes a call | slope | 95 % |", "|---|---|---|"]
        for process, sides in self.slopes.items():
            for side, found in sides.items():
                cells = f"{found.value:.0f} | {found.low:.0f} to {found.high:.0f}" if found else "too few looks |"
                lines.append(f"| {process}, {side} | {cells} |")
        return lines


def judged(
    points: Points,
    kept: Sequence[str],
    most: float,
    looks: Mapping[str, Any],
) -> AtRest:
    """`points`: (calls, bytes) by process and side.  `kept`: what did not come back.  `most`: bytes a call."""
    slopes = {
        process: {side: slope(last_part(measured)) for side, measured in sides.items()}
        for process, sides in points.items()
    }
    steep = (
        f"{process}: {side} {told}"
        for process, sides in slopes.items()
        for side, found in sides.items()
        if (told := too_steep(found, most))
    )
    return AtRest(slopes, [*kept, *steep], looks, points)
