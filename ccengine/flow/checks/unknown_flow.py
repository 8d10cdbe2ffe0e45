"""unknown-flow: a node enters a flow that does not exist."""

from ccengine.flow.flow import Flow
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report, did_you_mean


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    there = {*around.flows, *around.names}
    for node in flow.nodes.values():
        if node.enters and node.enters not in there:
            at = node.place("to" if node.verb == "goto" else "flow")
            remedy = did_you_mean(node.enters, sorted(there)) or f"write flows/{node.enters}.yaml"
            report.add(at, f'{node}: there is no flow "{node.enters}"', "unknown-flow", remedy)
