"""A trunk and a seed give the callers: who, when, how patient.  The same seed gives the same plan."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice, takewhile

from ccengine.app.trouble import Trouble
from ccengine.model.ids import Seconds
from ccengine_sim.trunk.scenario import Kind, Trunk
from ccengine_sim.trunk.voices import Voice, of_caller
from ccengine_sim.virtual.chance import Chance

FIRST_NUMBER = 13_800_000_000
MOST = 200_000
"""Calls of one plan."""
ALL_AT_ONCE, SAMPLE_AT_ONCE = 100, 20
"""Up to so many calls at once all are followed; of more, so many as keep this many followed at once."""
ONE_SIPP = 60
"""Calls a second that one SIPp process makes at most; see docs/decisions/0181 for what it bears."""
UNTOLD: Seconds = 5.0
"""Of a call, besides its pauses and talks: prompts, and the wait for an agent.  For the sample's size only."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One caller.  `at`: seconds after the first moment."""

    n: int
    at: Seconds
    number: str
    kind: Kind
    patience: Seconds
    talk: Seconds
    voice: Voice
    followed: bool  # his audio is listened to from end to end


def plan(trunk: Trunk, seed: int | str) -> list[Planned]:
    """In the order of their coming.  Raises Trouble when nobody comes, or too many."""
    chance = Chance(seed)
    gap, pick, patience, talk, follow = map(chance.stream, ("arrival", "kind", "patience", "talk", "follow"))
    shares = list(accumulate(kind.share for kind in trunk.kinds))
    planned = []
    for n, at in enumerate(islice(takewhile(lambda at: at < trunk.lasts, trunk.arrivals.times(gap)), MOST + 1)):
        kind = trunk.kinds[min(bisect_right(shares, pick[n] * shares[-1]), len(shares) - 1)]
        planned.append(
            Planned(
                n,
                at,
                str(FIRST_NUMBER + n % (trunk.people or 10**9)),
                kind,
                kind.patience.draw(patience, n),
                kind.talk.draw(talk, n),
                of_caller(n, len(trunk.staff)),
                False,
            )
        )
    if not planned:
        raise Trouble(f"trunk {trunk.name}: nobody calls within {trunk.lasts:g} s", "see its lasts and arrivals")
    if len(planned) > MOST:
        raise Trouble(f"trunk {trunk.name}: more than {MOST} calls", "fewer arrivals, or a shorter `lasts`")
    share = sample(planned) if trunk.followed is None else trunk.followed
    return [replace(each, followed=follow[each.n] < share) for each in planned]


def sample(planned: Sequence[Planned]) -> float:
    """The share of the calls that are followed when nobody says another."""
    most = at_once(planned)
    return 1.0 if most <= ALL_AT_ONCE else SAMPLE_AT_ONCE / most


def at_once(planned: Sequence[Planned]) -> int:
    """How many are inside at the same time at most, when nobody has to wait for long."""
    moves = [(each.at, 1) for each in planned] + [(each.at + length(each), -1) for each in planned]
    return max(accumulate(move for _, move in sorted(moves)), default=0)


def processes(planned: Sequence[Planned]) -> int:
    """So many SIPps make the calls of the second with most of them."""
    most = max(Counter(int(each.at) for each in planned).values(), default=0)
    return max(1, -(-most // ONE_SIPP))


def length(planned: Planned) -> Seconds:
    """Of his call, when nobody has to wait for long."""
    return UNTOLD + sum(step.pause + step.talk * planned.talk for step in planned.kind.does)
