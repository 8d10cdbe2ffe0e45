"""How each call ended, by what the caller's telephone saw and by what is on record: both must tell the same."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from ccengine.model.why import By, QueueExit
from ccengine.office.words import Outcome
from ccengine_sim.trunk.visit import End, Seen


class Ending(StrEnum):
    """Of a record."""

    SERVED = "served"
    SENT_AWAY = "sent away by a rule"
    LEFT = "hung up himself"
    CUT = "cut with Asterisk"
    UNSEEN = "nobody saw by whom"
    OTHER = "ended otherwise"
    OPEN = "not ended"
    NONE = "no record"


RULES = frozenset({*QueueExit} - {QueueExit.ANSWERED, QueueExit.FAILED})
"""Exits of a queue that a rule of its own leads to."""
REFUSALS = frozenset({"limit", "blacklisted"})
"""Of calls that were not answered, by a rule of the site: a number that no port has is none."""
AGREE = {
    End.SERVED: {Ending.SERVED},
    End.GAVE_UP: {Ending.LEFT},
    End.UNSERVED: {Ending.SENT_AWAY},
    End.REFUSED: {Ending.SENT_AWAY},
    End.CUT: {Ending.CUT},
}


def ending(record: Mapping[str, Any] | None, way_out: str = "") -> Ending:
    """`record` as the API gives it; `way_out`: by which it left its last queue."""
    if record is None:
        return Ending.NONE
    if record["ended"] is None:
        return Ending.OPEN
    if record["refused"]:
        return Ending.SENT_AWAY if record["refused"] in REFUSALS else Ending.OTHER
    if record["ended_by"] == By.SWITCH:
        return Ending.CUT
    if record["outcome"] == Outcome.HANDLED:
        return Ending.SERVED
    if record["ended_by"] == By.FLOW:
        return Ending.SENT_AWAY if way_out in RULES else Ending.OTHER
    return {By.CALLER: Ending.LEFT, By.UNKNOWN: Ending.UNSEEN}.get(By(record["ended_by"]), Ending.OTHER)


def agree(seen: Seen, told: Ending) -> bool:
    """A caller who wanted no talk did what he came for, whatever the books call it."""
    if seen.end is End.SERVED and not seen.agent:
        return told not in (Ending.CUT, Ending.OPEN, Ending.NONE)
    return told in AGREE.get(seen.end, ()) or (seen.crossed and told is Ending.SERVED)


Table = dict[str, dict[str, int]]


def table(pairs: Iterable[tuple[Seen, Ending]]) -> Table:
    """How many calls, by the trunk's word and then by the record's."""
    found: Table = {}
    for (seen, told), count in sorted(Counter((seen.end.value, told.value) for seen, told in pairs).items()):
        found.setdefault(seen, {})[told] = count
    return found


def table_lines(rows: Table) -> Sequence[str]:
    """As Markdown."""
    columns = sorted({told for row in rows.values() for told in row})
    lines = [f"| the telephone says | {' | '.join(f'on record: {column}' for column in columns)} |"]
    lines.append("|---" * (len(columns) + 1) + "|")
    return [*lines, *(f"| {end} | {' | '.join(str(row.get(c, '')) for c in columns)} |" for end, row in rows.items())]
