"""How busy an agent was lately, between 0 and 1: docs/manual/acd.md, rule 4."""

from math import exp, inf, log

from ccengine.model.ids import Seconds

HOUR: Seconds = 3600.0


def carried(load: float, lasted: Seconds, busy: bool) -> float:
    """The load after so long a time in which he was busy, or was not."""
    left = exp(-lasted / HOUR)
    return 1 - (1 - load) * left if busy else load * left


def occupied(load: float, changed: Seconds, now: Seconds) -> float:
    """By this, agents who became ready at different times compare as their loads do at any one time: loads of those
    who wait fall alike, so that nothing changes while they wait.  `load` is that of the time `changed`."""
    faded = load * exp(-(now - changed) / HOUR)
    return (log(faded) if faded > 0 else -inf) + now / HOUR
