"""recursion: a flow enters itself again before it has come back; flow-depth: too many flows inside each other."""

from ccengine.flow.analysis.flows import way_back, within
from ccengine.flow.flow import Flow
from ccengine.flow.nodes.call import Call
from ccengine.flow.running.guard import FlowLimits
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report

DEPTH = FlowLimits().depth


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    calls = [node for node in flow.nodes.values() if isinstance(node, Call)]
    for node in calls:
        if back := way_back(node.flow, flow.name, around.flows):
            way = " -> ".join([flow.name, *back])
            remedy = "come back by an exit and loop there, or use `goto`"
            report.add(node.place("flow"), f"{node}: the flow enters itself again: {way}", "recursion", remedy)
    if calls and within(flow.name, DEPTH + 1, around.flows) and not within(flow.name, DEPTH + 2, around.flows):
        text = f"from here on {DEPTH + 1} flows are inside each other, more than {DEPTH} (flow.depth)"
        report.add(calls[0].at, f"{calls[0]}: {text}", "flow-depth", "make some of them one flow, or use `goto`")
