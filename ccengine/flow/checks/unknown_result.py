"""unknown-result: a node takes a result that the flow it calls does not give."""

from ccengine.flow.analysis.flows import enders
from ccengine.flow.flow import Flow
from ccengine.flow.nodes.call import Call
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report, did_you_mean


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for node in flow.nodes.values():
        if not isinstance(node, Call) or not node.results:
            continue
        for called in enders(node.flow, around.flows):
            for result in node.results.values():
                if result not in called.results and (called.exits or called.name == node.flow):
                    text = f'{node}: flow "{called.name}" gives no result "{result}"'
                    gives = ", ".join(called.results) or "none"
                    remedy = did_you_mean(result, called.results) or f"it gives: {gives}; list it under `results` there"
                    report.add(node.place("results"), text, "unknown-result", remedy, called.at)
