"""How long things took, from what each caller's and agent's telephone has seen."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from ccengine.model.ids import Seconds
from ccengine_sim.trunk.figures.spread import Timed
from ccengine_sim.trunk.visit import Seen


def times_of(seen: Iterable[Seen]) -> dict[str, list[Timed]]:
    """By name, in the order in which a call meets them."""
    every = list(seen)
    return {name: [timed for each in every for timed in measured(each)] for name, measured in _MEASURED.items()}


def _between(begin: Seconds | None, end: Seconds | None) -> Sequence[Timed]:
    return [] if begin is None or end is None else [(end, end - begin)]


def _after(begin: Seconds | None, took: Seconds | None) -> Sequence[Timed]:
    return [] if begin is None or took is None else [(begin + took, took)]


def _keys(seen: Seen) -> Sequence[Timed]:
    return [timed for key, sound in zip(seen.released, seen.sounded, strict=False) for timed in _between(key, sound)]


_MEASURED: Mapping[str, Callable[[Seen], Sequence[Timed]]] = {
    "INVITE to 200": lambda seen: _between(seen.invited, seen.answered),
    "key to the next prompt": _keys,
    "200 to the agent's ring": lambda seen: _between(seen.answered, seen.rung),
    "200 to the agent's 200": lambda seen: _between(seen.answered, seen.joined),
    "agent's 200 to what the caller hears": lambda seen: _after(seen.joined, seen.caller_heard),
    "agent's 200 to what the agent hears": lambda seen: _after(seen.joined, seen.agent_heard),
}
