"""unknown-node: an exit or the start leads to a node that does not exist."""

from difflib import get_close_matches

from ccengine.flow.base import Node
from ccengine.flow.flow import Flow
from ccengine.flow.leading import HANGUP, NEXT
from ccengine.flow.surroundings import Surroundings
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId
from ccengine.model.reader import Report


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    if flow.start not in flow.nodes:
        _tell(flow, flow.start, flow.start_at, f'start leads to "{flow.start}", which does not exist', report)
    for node in flow.nodes.values():
        told: set[Position] = set()  # `next` leads several exits from one place
        for name, exit in node.exits.items():
            if exit.node in (HANGUP, *flow.exits) or exit.node in flow.nodes or exit.at in told:
                continue
            told.add(exit.at)
            text = f'{node}: {_exit(node, name)} leads to "{exit.node}", which does not exist'
            _tell(flow, exit.node, exit.at, text, report)


def _exit(node: Node, name: str) -> str:
    if name == NEXT:
        return name
    return f"key {name}" if node.verb == "menu" and name != "otherwise" else name


def _tell(flow: Flow, meant: NodeId, at: Position, text: str, report: Report) -> None:
    close = get_close_matches(meant, flow.nodes, n=1)
    remedy = f'did you mean "{close[0]}"?' if close else "the nodes are: " + ", ".join(list(flow.nodes)[:20])
    report.add(at, text, "unknown-node", remedy, flow.nodes[NodeId(close[0])].at if close else None)
