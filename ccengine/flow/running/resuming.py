"""A call that is taken up after a crash: where it stands in the flows that there are now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ccengine.flow.bundle import Bundle
from ccengine.flow.expr import Value
from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.flow.nodes.collect import Collect
from ccengine.flow.running.scope import UNKEPT
from ccengine.flow.running.standing import Frame, Standing
from ccengine.model.ids import NodeId


@dataclass(slots=True)
class WalkedFrame(Frame):
    lost: set[str] = field(default_factory=set)  # variables that no journal keeps: secrets from before the crash


def begun_in(bundle: Bundle) -> Standing:
    flow = bundle.main
    return Standing([WalkedFrame(flow.name, NodeId(""), dict(flow.variables))])


def taken_up(standing: Standing, bundle: Bundle) -> Standing:
    """A copy, for the journal's own goes on.  What the bundle does not have (any more) is left out, with all that was
    entered from there; a call that is left with nothing begins anew."""
    frames: list[Frame] = []
    for number, frame in enumerate(standing.frames):
        flow = bundle.flows.get(frame.flow)
        if flow is None:
            break
        lost = {name for name, value in frame.variables.items() if value == UNKEPT}
        variables = {name: value for name, value in {**flow.variables, **frame.variables}.items() if name not in lost}
        frames.append(WalkedFrame(frame.flow, frame.node, variables, lost))
        if number + 1 < len(standing.frames) and frame.node not in flow.nodes:
            break
    if not frames:
        return begun_in(bundle)
    whole = len(frames) == len(standing.frames)
    marks = standing.marks.copy(with_asked=whole)
    begun, member = standing.begun and whole, dict(standing.member)
    return Standing(frames, standing.visit, dict(standing.tags), begun, marks, member, standing.resumed + 1)


def asks_again(node: Node, flow: Flow, frame: Frame) -> Node | None:
    """The `collect` that asks for a secret which the node needs and the crash took; None when it lacks none."""
    if not isinstance(frame, WalkedFrame) or not frame.lost:
        return None
    needed = {path[0] for _, template in node.templates() for path in template.required}
    for name in sorted(needed & frame.lost):
        for asking in flow.nodes.values():
            if isinstance(asking, Collect) and asking.into == name and asking is not node:
                frame.lost.discard(name)
                return asking
    return None


def given(standing: Standing, bundle: Bundle, port: Mapping[str, Value]) -> Standing:
    """A variable of the flow where the call came in begins with what its port says."""
    first, *others = standing.frames
    if first.flow != bundle.start:
        return standing
    known = {name: port[name] for name in bundle.main.variables if name in port}
    return replace(standing, frames=[replace(first, variables={**known, **first.variables}), *others])
