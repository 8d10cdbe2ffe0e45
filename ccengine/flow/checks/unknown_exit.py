"""unknown-exit: a node names an exit that the flow it calls does not have."""

from ccengine.flow.analysis.flows import exits_of
from ccengine.flow.fields.exits import FAILED, NEXT
from ccengine.flow.flow import Flow
from ccengine.flow.nodes.call import Call
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report, did_you_mean


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for node in flow.nodes.values():
        if not isinstance(node, Call) or node.flow not in around.flows:
            continue
        known = exits_of(node.flow, around.flows)
        for exit, leads in node.exits.items():
            if exit not in known and exit not in (NEXT, FAILED):
                text = f'{node}: flow "{node.flow}" has no exit "{exit}"'
                remedy = did_you_mean(exit, known) or "it has: " + (", ".join(known) or "none")
                report.add(leads.at, text, "unknown-exit", remedy, around.flows[node.flow].at)
