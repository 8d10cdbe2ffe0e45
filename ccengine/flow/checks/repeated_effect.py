"""repeated-effect: what must not be done twice lies on a circle on which nobody is asked."""

from collections.abc import Mapping

from ccengine.flow.analysis.flows import enders
from ccengine.flow.analysis.graph import Stops, awaits, circles, round_trip, ways
from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.flow.nodes.call import Call
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report
from ccengine.model.services import Effect


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    if not any(_acts(node, around.flows) for node in flow.nodes.values()):
        return
    ahead = ways(flow, Stops(around.flows, awaits).free(flow))
    for circle in circles(ahead):
        for node in (flow.nodes[id] for id in circle):
            if _acts(node, around.flows):
                way = " -> ".join(round_trip(ahead, node.id)[:20])
                text = f"{node} is to be done once, and is repeated without the caller being asked: {way}"
                remedy = "let a menu or a queue stand between, or say what a repeat does: `effect: idempotent`"
                report.add(node.at, text, "repeated-effect", remedy)


def _acts(node: Node, flows: Mapping[str, Flow]) -> bool:
    """It does something that must not be done twice, itself or in the flow it calls."""
    if isinstance(node, Call):
        inside = (other for flow in enders(node.flow, flows) for other in flow.nodes.values())
        return any(other.effect is Effect.ONCE for other in inside)
    return node.effect is Effect.ONCE
