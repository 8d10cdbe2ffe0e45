"""unused-exit: the flow lists an exit that no node leads to; exit-is-a-node: one that is called as a node is."""

from ccengine.flow.flow import Flow
from ccengine.flow.surroundings import Surroundings
from ccengine.model.ids import NodeId
from ccengine.model.reader import Report


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    if not flow.exits:
        return
    led_to = {exit.node for node in flow.nodes.values() for exit in node.exits.values()}
    for name, at in flow.exits.items():
        if twin := flow.nodes.get(NodeId(name)):
            text = f'the exit "{name}" of the flow is called as a node is: what leads there leads to the node'
            report.add(at, text, "exit-is-a-node", "rename one of them; the node", twin.at)
        elif name not in led_to:
            text = f'no node leads to the exit "{name}" of the flow'
            report.add(at, text, "unused-exit", f"lead an exit to it (`next: {name}`), or delete it")
