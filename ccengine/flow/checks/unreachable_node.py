"""unreachable-node: nothing leads to it from the start."""

from ccengine.flow.fields.exits import HANGUP
from ccengine.flow.flow import Flow
from ccengine.flow.surroundings import Surroundings
from ccengine.model.ids import NodeId
from ccengine.model.reader import Report


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    """Told only when every exit leads to a node: a wrong name makes others unreachable, and is the one to mend."""
    reached: set[NodeId] = set()
    ahead = [flow.start]
    while ahead:
        at = ahead.pop()
        if at not in flow.nodes:
            if at != HANGUP and at not in flow.exits:
                return
        elif at not in reached:
            reached.add(at)
            ahead += [exit.node for exit in flow.nodes[at].exits.values()]
    for node in flow.nodes.values():
        if node.id not in reached:
            report.add(node.at, f"{node}: nothing leads here", "unreachable-node", "lead an exit to it, or delete it")
