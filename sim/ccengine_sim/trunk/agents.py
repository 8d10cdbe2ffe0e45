"""The agents' side: whom their telephones were rung for, and whether anybody was there when they answered.

That the caller's telephone and the books agree says nothing of an agent who was rung in the midst of a talk, or says
hello to somebody who has gone."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ccengine.model.ids import Seconds
from ccengine_sim.phone.agent import PhoneCall
from ccengine_sim.phone.visits import Visit, conflicts
from ccengine_sim.trunk.books import Judged
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.explain import within
from ccengine_sim.trunk.sound import HELLO
from ccengine_sim.trunk.visit import Seen

ALONE: Seconds = HELLO
"""So long an agent may hear nobody: on full cores a switch joins two seconds late, and a caller may hang up in the
moment in which he is answered."""
Calls = Mapping[str, Sequence[Seen]]
"""By the caller's number, in the order of their INVITEs."""


def against_agents(
    judged: Judged, rings: Sequence[PhoneCall], doubled: Iterable[PhoneCall], strangers: Iterable[PhoneCall],
    seen: Iterable[Seen], broken: Sequence[Broken],
) -> None:  # fmt: skip
    """When all callers have gone.  `rings`: not those for attackers.  `doubled`: in the midst of another call of the
    same telephone, and declined as busy.  `strangers`: for a user who has no telephone here."""
    calls = _by_number(seen)
    for ring in doubled:
        judged.take(f"{_who(ring)}: rung while it was in another call", within(broken, (ring.rung_at,)))
    for ring in strangers:
        judged.take(f"{_who(ring)}: nobody has this telephone", None)
    for breach in conflicts(map(_visit, rings)):
        judged.take(breach, None)
    for ring in rings:
        call = _call_of(ring, calls)
        if what := _wrong(ring, call):
            judged.take(f"{_who(ring)}: {what}", within(broken, (ring.rung_at, ring.ended_at)))


def _wrong(ring: PhoneCall, call: Seen | None) -> str:
    """Nothing: all was as it should be."""
    rung, ended = ring.rung_at or 0.0, ring.ended_at
    if call is None:
        return "he has not called"
    if ended is None:
        return "the telephone was still in this call when all callers had gone"
    if call.ended is not None and rung > call.ended + ALONE:
        return f"rung {rung - call.ended:.1f} s after he had gone"
    if ring.answered_at is None:
        return ""
    if call.joined == ring.answered_at and call.agent == ring.user:
        alone = ended - call.ended if call.ended is not None else 0.0
    else:
        alone = ended - ring.answered_at
    return f"the agent was alone for {alone:.1f} s" if alone > ALONE else ""


def _by_number(seen: Iterable[Seen]) -> Calls:
    found: dict[str, list[Seen]] = defaultdict(list)
    for each in sorted((each for each in seen if each.invited is not None), key=lambda each: each.invited or 0.0):
        found[each.planned.number].append(each)
    return found


def _call_of(ring: PhoneCall, calls: Calls) -> Seen | None:
    """The last one that this number had made before."""
    mine = calls.get(ring.caller, ())
    n = bisect_right(mine, ring.rung_at or 0.0, key=lambda each: each.invited or 0.0)
    return mine[n - 1] if n else None


def _visit(ring: PhoneCall) -> Visit:
    """With the end of one whose switch was killed under it, of which its SIP says nothing."""
    return Visit(
        ring.call_id, ring.user, ring.caller, ring.rung_at or 0.0, ring.answered_at, ring.acked_at, ring.ended_at
    )


def _who(ring: PhoneCall) -> str:
    return f"{ring.caller}, {ring.user}"
