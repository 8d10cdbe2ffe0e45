"""loop-without-wait: a circle of nodes in which nothing takes time; a call in it would take the whole engine."""

from ccengine.flow.analysis.graph import Stops, circles, round_trip, takes_time, ways
from ccengine.flow.flow import Flow
from ccengine.flow.nodes.goto import Goto
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report

REMEDY = "put a node into it that takes time: play, say, menu, collect, queue"


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    stops = Stops(around.flows, takes_time)
    ahead = ways(flow, stops.free(flow))
    for circle in circles(ahead):
        node = flow.nodes[circle[0]]
        way = " -> ".join(round_trip(ahead, circle[0])[:20])
        report.add(node.at, f"{node}: this loop never waits: {way}", "loop-without-wait", REMEDY)
    if flow.goes_to:
        _between(flow, around, stops, report)


def _between(flow: Flow, around: Surroundings, stops: Stops, report: Report) -> None:
    """Flows that go to each other for good, and back to this one."""
    for node in stops.reached(flow):
        if isinstance(node, Goto) and node.enters and flow.name in _led_to(node.enters, around, stops):
            text = f"{node}: this loop of flows never waits: {flow.name} -> {node.enters} -> ... -> {flow.name}"
            report.add(node.place("to"), text, "loop-without-wait", REMEDY)


def _led_to(name: str, around: Surroundings, stops: Stops) -> set[str]:
    """The flows that a call comes to from here by `goto`, without being held up."""
    found: set[str] = set()
    ahead = [name]
    while ahead:
        at = ahead.pop()
        if at not in found:
            found.add(at)
            if flow := around.flows.get(at):
                ahead += [node.enters for node in stops.reached(flow) if isinstance(node, Goto) and node.enters]
    return found
