"""missing-exit: a node has an exit that leads nowhere."""

from ccengine.flow.flow import Flow
from ccengine.flow.leading import NEXT
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for node in flow.nodes.values():
        missing = [exit for exit in node.leaves_by if exit not in node.exits]
        if missing == [NEXT]:
            remedy = "write `next: NODE`, or `next: hangup`"
            report.add(node.at, f"{node} leads nowhere", "missing-exit", remedy)
        elif missing:
            names = ", ".join(missing)
            remedy = f"write `exits: {{{missing[0]}: NODE}}`, or `next: NODE` for all the others"
            report.add(node.at, f"{node}: no node for {names}", "missing-exit", remedy)
