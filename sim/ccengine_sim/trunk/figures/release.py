"""From an agent's release to his next ring, by his telephone's own SIP: how fast a freed agent gets the next caller."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ccengine.model.ids import Seconds
from ccengine_sim.phone.visits import Visit
from ccengine_sim.trunk.figures.spread import Timed


def releases(
    rings: Iterable[Visit], entered: Mapping[str, Sequence[Seconds]], wrap_up: Mapping[str, Seconds]
) -> Iterator[Timed]:
    """Only where the caller of the next ring stood in the queue, and was rung for nowhere, when the agent became free:
    else the time tells of the callers and not of the switch.

    `entered`: when a number went into a queue, ascending.  `wrap_up` of each SIP user, which is taken off; who is not
    in it is left out.  An agent is free when his talk is over, by the BYE; a ring that he declined frees nobody."""
    phones: dict[str, list[Visit]] = defaultdict(list)
    callers: dict[str, list[Visit]] = defaultdict(list)
    for ring in sorted(rings, key=lambda ring: ring.rung):
        phones[ring.user].append(ring)
        callers[ring.caller].append(ring)
    for user in sorted(phones.keys() & wrap_up.keys()):
        for talk, ring in pairwise(phones[user]):
            if talk.acked is None or talk.ended is None:
                continue
            free = talk.ended + wrap_up[user]
            since = _waiting_since(ring, entered.get(ring.caller, ()), callers[ring.caller])
            if since is not None and since <= free <= ring.rung:
                yield ring.rung, ring.rung - free


def _waiting_since(ring: Visit, entered: Sequence[Seconds], rings: Sequence[Visit]) -> Seconds | None:
    """Since when he whom it rings for could have been given to somebody.  None: he was in no queue, as far as known."""
    known = bisect_right(entered, ring.rung)
    if not known:
        return None
    since = entered[known - 1]
    for other in rings:
        if other is not ring and other.rung <= ring.rung and (other.ended is None or other.ended > since):
            if other.ended is None or other.ended > ring.rung:
                continue  # all of a group are rung at once
            since = other.ended
    return since
