"""What was seen of calls -> figures."""

from collections.abc import Iterable, Sequence

from ccengine.model.ids import Seconds
from ccengine_sim.compare.plan import Load
from ccengine_sim.compare.trace import Call, Released
from ccengine_sim.trunk.figures import Spread

Figures = dict[str, float]
"""By the rows' ids; a row that could not be measured is missing."""

LATE: Seconds = 1.0
"""To be answered, or rung for: then a rate is not clean."""


def clean(calls: Sequence[Call], load: Load) -> bool:
    """Every caller was served, 95 % were answered and rung for within a second, and the callers kept their rate."""
    if len(calls) < load.calls or not all(each.served for each in calls):
        return False
    begun = [each.invited or 0.0 for each in calls]
    setups = Spread.of_values([gap(each.invited, each.answered) or 0.0 for each in calls])
    offers = Spread.of_values([gap(each.key, each.rung) or 0.0 for each in calls])
    on_time = max(begun) - min(begun) < 1.1 * load.lasts
    return on_time and all(each is not None and each.p95 < LATE for each in (setups, offers))


def releases(released: Iterable[Released], calls: Sequence[Call], since: Seconds) -> list[Seconds]:
    """From an agent's BYE to his next ring, as far as somebody had waited for longer than a second when he hung up."""
    entered = sorted(each.key for each in calls if each.key is not None)
    offered = sorted(each.rung for each in calls if each.rung is not None)

    def waits(at: Seconds) -> int:
        return sum(key < at - LATE for key in entered) - sum(rung < at for rung in offered)

    return [
        each.rung - each.at for each in released if each.rung is not None and each.at > since and waits(each.at) > 0
    ]


def turned_away(calls: Iterable[Call]) -> int:
    """Callers who were refused, or hung up on before their talk was over."""
    return sum(bool(each.refused) or (each.ended is not None and not each.served) for each in calls)


def arrived(calls: Iterable[Call]) -> int:
    """Callers who have pressed their key, or whose call is over."""
    return sum(each.key is not None or each.ended is not None or bool(each.refused) for each in calls)


def inside(calls: Iterable[Call], at: Seconds) -> int:
    """Callers who had pressed their key by then, and had not been hung up on: they wait, or talk."""
    return sum(each.key is not None and each.key <= at and (each.ended is None or each.ended > at) for each in calls)


def gap(first: Seconds | None, then: Seconds | None) -> Seconds | None:
    return None if first is None or then is None else then - first


def spread(row: str, seconds: Iterable[Seconds | None]) -> Figures:
    """Median and 95 %, in milliseconds; nothing when there are no values."""
    found = Spread.of_values([1000 * each for each in seconds if each is not None])
    return {row: found.median, f"{row}95": found.p95} if found else {}
