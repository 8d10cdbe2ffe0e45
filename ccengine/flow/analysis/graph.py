"""A flow as a graph: what can follow what, and where it goes in circles."""

from collections.abc import Callable, Container, Iterator, Mapping

from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.flow.nodes.call import Call
from ccengine.flow.nodes.play import Play
from ccengine.flow.nodes.say import Say
from ccengine.flow.running.guard import FlowLimits
from ccengine.model.ids import NodeId

Ways = dict[NodeId, list[NodeId]]


def ways(flow: Flow, among: Container[NodeId]) -> Ways:
    """From each of these nodes to those of them that can follow it."""
    return {
        id: [exit.node for exit in node.exits.values() if exit.node in among]
        for id, node in flow.nodes.items()
        if id in among
    }


def circles(ahead: Ways) -> list[list[NodeId]]:
    """Every set of nodes from each of which a call can come back to it, in the order of the graph, as are the nodes of
    each: Tarjan's strongly connected components, without recursion."""
    return _Circles(ahead).find()


class _Circles:
    def __init__(self, ahead: Ways) -> None:
        self.ahead = ahead
        self.order = {id: place for place, id in enumerate(ahead)}
        self.met: dict[NodeId, int] = {}
        self.low: dict[NodeId, int] = {}  # the first of those still open that it leads back to
        self.open: dict[NodeId, None] = {}
        self.found: list[list[NodeId]] = []

    def find(self) -> list[list[NodeId]]:
        for root in self.ahead:
            if root not in self.met:
                self._walk(root)
        return sorted(self.found, key=lambda circle: self.order[circle[0]])

    def _meet(self, id: NodeId) -> tuple[NodeId, Iterator[NodeId]]:
        self.met[id] = self.low[id] = len(self.met)
        self.open[id] = None
        return id, iter(self.ahead[id])

    def _walk(self, root: NodeId) -> None:
        way = [self._meet(root)]
        while way:
            at, rest = way[-1]
            for to in rest:
                if to not in self.met:
                    way.append(self._meet(to))
                    break
                if to in self.open:
                    self.low[at] = min(self.low[at], self.met[to])
            else:
                way.pop()
                if way:
                    above = way[-1][0]
                    self.low[above] = min(self.low[above], self.low[at])
                if self.low[at] == self.met[at]:
                    self._close(at)

    def _close(self, first: NodeId) -> None:
        circle: list[NodeId] = []
        while first in self.open:
            circle.append(self.open.popitem()[0])
        if len(circle) > 1 or first in self.ahead[first]:
            self.found.append(sorted(circle, key=self.order.__getitem__))


def round_trip(ahead: Ways, start: NodeId) -> list[NodeId]:
    """A shortest way from the node back to it, both ends included; of one on no circle, itself."""
    before: dict[NodeId, NodeId] = {}
    ahead_of = [start]
    for at in ahead_of:  # it grows
        for to in ahead[at]:
            if to not in before:
                before[to] = at
                ahead_of.append(to)
        if start in before:
            break
    way = [start]
    while start in before:
        way.append(before[way[-1]])
        if way[-1] == start:
            break
    return way[::-1]


def takes_time(node: Node) -> bool:
    """It waits for somebody, or is heard: a prompt that the check found is played.  (For one that is gone when it
    should be played, see guard.py.)"""
    return node.WAITS or isinstance(node, Play | Say)


def awaits(node: Node) -> bool:
    """It waits for the caller or for somebody who is to talk with him."""
    return node.WAITS


class Stops:
    """Which nodes hold a call up: those of which `holds` is true, and calls of flows that have no way through without
    one."""

    def __init__(self, flows: Mapping[str, Flow], holds: Callable[[Node], bool]) -> None:
        self._flows, self._holds = flows, holds
        self._known: dict[str, bool] = {}
        self._inside: set[str] = set()

    def __call__(self, node: Node) -> bool:
        return self._holds(node) or (isinstance(node, Call) and not self._lets_pass(node.flow))

    def free(self, flow: Flow) -> set[NodeId]:
        """The flow's nodes that do not hold a call up."""
        return {id for id, node in flow.nodes.items() if not self(node)}

    def _lets_pass(self, name: str) -> bool:
        """A call can come through the flow, start to exit, without being held up.  Of a flow that is not known, enters
        itself or lies too deep other rules tell: no."""
        if name in self._known:
            return self._known[name]
        if name not in self._flows or name in self._inside or len(self._inside) > FlowLimits().depth:
            return False
        self._inside.add(name)
        flow = self._flows[name]
        found = False
        for node in self.reached(flow):
            leaves = any(exit.node in flow.exits for exit in node.exits.values())
            if leaves or (node.enters and not isinstance(node, Call) and self._lets_pass(node.enters)):
                found = True
                break
        self._inside.discard(name)
        self._known[name] = found
        return found

    def reached(self, flow: Flow) -> list[Node]:
        """The nodes that a call comes to, and leaves again, without being held up before or there."""
        seen: set[NodeId] = set()
        ahead = [flow.start]
        found: list[Node] = []
        while ahead:
            at = ahead.pop()
            if at in seen or at not in flow.nodes:
                continue
            seen.add(at)
            node = flow.nodes[at]
            if not self(node):
                found.append(node)
                ahead += [exit.node for exit in node.exits.values()]
        return found
