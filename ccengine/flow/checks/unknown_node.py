"""unknown-node: an exit or the start leads to a node that does not exist."""

from difflib import get_close_matches

from ccengine.flow.fields.exits import HANGUP, NEXT
from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.flow.surroundings import Surroundings
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId
from ccengine.model.reader import Report


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    if flow.start not in flow.nodes:
        _tell(flow, flow.start, flow.start_at, f'start leads to "{flow.start}", which does not exist', report)
    known = {HANGUP, *flow.exits, *flow.nodes}
    for node in flow.nodes.values():
        told: set[Position] = set()  # `next` leads several exits from one place
        for name, exit in node.exits.items():
            if exit.node not in known and exit.at not in told:
                told.add(exit.at)
                text = f'{node}: {_exit(node, name)} leads to "{exit.node}", which does not exist'
                _tell(flow, exit.node, exit.at, text, report)


def _exit(node: Node, name: str) -> str:
    kinds = {"menu": "key ", "when": "case "}
    return name if name in (NEXT, "otherwise") else kinds.get(node.verb, "") + name


def _tell(flow: Flow, meant: NodeId, at: Position, text: str, report: Report) -> None:
    places: dict[str, Position] = {**flow.exits, **{str(id): node.at for id, node in flow.nodes.items()}}
    close = get_close_matches(meant, places, n=1)
    remedy = f'did you mean "{close[0]}"?' if close else "the nodes are: " + ", ".join(list(flow.nodes)[:20])
    report.add(at, text, "unknown-node", remedy, places[close[0]] if close else None)
