"""Who waits how long when some go first: non-preemptive priority, n agents, one exponential talk time for all.

Source: A. Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954), equation 6."""

from collections.abc import Sequence

from ccengine.model.ids import Seconds
from ccengine_sim.theory.erlang import waits


def mean_waits(agents: int, loads: Sequence[float], talk: Seconds) -> list[Seconds]:
    """Of all calls of each class, the first class first; `loads` in erlangs.  Unstable when they are too many."""
    until_free = waits(agents, sum(loads)) * talk / agents
    result, before = [], 1.0
    for k in range(len(loads)):
        after = 1.0 - sum(loads[: k + 1]) / agents
        result.append(until_free / (before * after))
        before = after
    return result
