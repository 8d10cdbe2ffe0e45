"""A trunk and a seed give the callers: who, when, how patient.  The same seed gives the same plan."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, takewhile

from ccengine.model.ids import Seconds
from ccengine_sim.trunk.scenario import Kind, Trunk
from ccengine_sim.virtual.chance import Chance

FIRST_NUMBER = 13_800_000_000
CALLERS, AGENTS = range(300, 1000, 100), range(1000, 2000, 100)
"""Hz, of what callers and agents send: who hears one of the wrong list is joined with himself or his like."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One caller.  `at`: seconds after the first moment."""

    n: int
    at: Seconds
    number: str
    kind: Kind
    patience: Seconds
    talk: Seconds
    tone: int  # Hz
    followed: bool  # his audio is listened to from end to end


def plan(trunk: Trunk, seed: int | str) -> list[Planned]:
    """In the order of their coming."""
    chance = Chance(seed)
    gap, pick, patience, talk, follow = map(chance.stream, ("arrival", "kind", "patience", "talk", "follow"))
    shares = list(accumulate(kind.share for kind in trunk.kinds))
    planned = []
    for n, at in enumerate(takewhile(lambda at: at < trunk.lasts, trunk.arrivals.times(gap))):
        kind = trunk.kinds[min(bisect_right(shares, pick[n] * shares[-1]), len(shares) - 1)]
        planned.append(
            Planned(
                n,
                at,
                str(FIRST_NUMBER + n % (trunk.people or 10**9)),
                kind,
                kind.patience.draw(patience, n),
                kind.talk.draw(talk, n),
                CALLERS[n % len(CALLERS)],
                follow[n] < trunk.followed,
            )
        )
    return planned
