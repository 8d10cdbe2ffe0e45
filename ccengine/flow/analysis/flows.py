"""How flows enter each other and come back."""

from collections.abc import Iterable, Mapping

from ccengine.flow.flow import Flow
from ccengine.model.diagnostics import Position

Flows = Mapping[str, Flow]


def enders(name: str, flows: Flows) -> list[Flow]:
    """The flows one of which ends a visit to this one: itself, and those that take its place by `goto`."""
    return _followed((name,), flows)


def _followed(names: Iterable[str], flows: Flows) -> list[Flow]:
    """These flows and those that take their place."""
    found: dict[str, Flow] = {}
    ahead = list(names)
    while ahead:
        at = ahead.pop()
        if at not in found and (flow := flows.get(at)) is not None:
            found[at] = flow
            ahead += sorted(flow.goes_to)
    return list(found.values())


def exits_of(name: str, flows: Flows) -> dict[str, Position]:
    """All exits by which a visit to the flow can end, with their places."""
    return {exit: at for flow in reversed(enders(name, flows)) for exit, at in flow.exits.items()}


def way_back(name: str, to: str, flows: Flows) -> list[str]:
    """The flows from `name` to `to`, as one enters the next, both included; [] when no way leads there."""
    before: dict[str, str] = {name: ""}
    ahead: list[str] = [name]
    for at in ahead:  # it grows
        if at == to:
            way = [at]
            while before[way[-1]]:
                way.append(before[way[-1]])
            return way[::-1]
        for following in sorted(_entered(at, flows)):
            if following not in before:
                before[following] = at
                ahead.append(following)
    return []


def _entered(name: str, flows: Flows) -> Iterable[str]:
    flow = flows.get(name)
    return flow.calls | flow.goes_to if flow else ()


def within(name: str, depth: int, flows: Flows) -> set[str]:
    """The flows that a call can be in when it is in `depth` flows at once and began in this one."""
    level = {name}
    for _ in range(depth - 1):
        level = {called for flow in _followed(level, flows) for called in flow.calls}
    return level
