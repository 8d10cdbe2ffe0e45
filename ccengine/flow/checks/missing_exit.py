"""missing-exit: a node has an exit that leads nowhere, or calls a flow that has one."""

from ccengine.flow.analysis.flows import exits_of
from ccengine.flow.fields.exits import NEXT
from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.flow.nodes.call import Call
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    for node in flow.nodes.values():
        if isinstance(node, Call):
            _called(node, around, report)
        else:
            _tell(node, report)


def _tell(node: Node, report: Report) -> None:
    missing = [exit for exit in node.leaves_by if exit not in node.exits]
    if missing == [NEXT]:
        report.add(node.at, f"{node} leads nowhere", "missing-exit", "write `next: NODE`, or `next: hangup`")
    elif missing:
        remedy = f"write `exits: {{{missing[0]}: NODE}}`, or `next: NODE` for all the others"
        report.add(node.at, f"{node}: no node for {', '.join(missing)}", "missing-exit", remedy)


def _called(node: Call, around: Surroundings, report: Report) -> None:
    exits = exits_of(node.flow, around.flows) if NEXT not in node.exits else {}
    missing = [exit for exit in exits if exit not in node.exits]
    if missing:
        text = f'{node}: no node for {", ".join(missing)}, by which flow "{node.flow}" is left'
        remedy = f"write `exits: {{{missing[0]}: NODE}}`, or `next: NODE` for all the others; it is listed"
        report.add(node.at, text, "missing-exit", remedy, exits[missing[0]])
