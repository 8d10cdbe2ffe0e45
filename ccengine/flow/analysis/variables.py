"""Which variables a call has for certain when it comes to a node: those that every way from the start sets.

Sets of variables are whole numbers, a bit for each: a flow of 60 nodes is gone through in a fraction of a
millisecond."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ccengine.flow.analysis.expressions import implied
from ccengine.flow.analysis.flows import Flows, enders
from ccengine.flow.fields.exits import FAILED, NEXT
from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.flow.nodes.call import Call
from ccengine.flow.nodes.collect import Collect
from ccengine.flow.nodes.when import Case, When
from ccengine.flow.running.outcomes import NO_ANSWER, UNKNOWN
from ccengine.model.ids import NodeId

WITHOUT = frozenset((FAILED, NO_ANSWER, UNKNOWN, "nothing", "none"))
"""Exits after which what the node was to find is not there, or only by chance."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    bits: Mapping[str, int]  # every variable that the flow sets anywhere
    at: Mapping[NodeId, int]  # of each node that can be reached: what is set when it is entered

    def has(self, node: NodeId, name: str) -> bool:
        return bool(self.at[node] & self.bits.get(name, 0))


def knowledge(flow: Flow, flows: Flows) -> Knowledge:
    """`flows`: those that it may enter; what one that is missing would give counts as set."""
    names = {*flow.variables, *flow.arguments}
    for node in flow.nodes.values():
        names.update(name for name, _ in node.assigns())
    bits = {name: 1 << place for place, name in enumerate(sorted(names))}
    at = {flow.start: _mask((*flow.variables, *flow.arguments), bits)} if flow.start in flow.nodes else {}
    ways = {id: _ways(node, flow, bits, flows) for id, node in flow.nodes.items()}
    ahead = list(at)
    for id in ahead:  # it grows
        for to, more in ways[id]:
            found = at[id] | more
            if to in at and (found := found & at[to]) == at[to]:
                continue
            at[to] = found
            ahead.append(to)
    return Knowledge(bits, at)


def _mask(names: Iterable[str], bits: Mapping[str, int]) -> int:
    mask = 0
    for name in names:
        mask |= bits.get(name, 0)
    return mask


def _ways(node: Node, flow: Flow, bits: Mapping[str, int], flows: Flows) -> list[tuple[NodeId, int]]:
    """The nodes that can follow, each with what this one sets for certain on the way there."""
    ways = []
    for exit, leads in node.exits.items():
        if leads.node in flow.nodes:
            ways.append((leads.node, _mask(set_by(node, exit, flows), bits)))
    return ways


def set_by(node: Node, exit: str, flows: Flows) -> Iterable[str]:
    """The variables that are there when the node was left so."""
    match node:
        case When():
            return _shown(node, exit)
        case Call():
            return _results(node, exit, flows)
        case Collect():
            return (node.into,)  # the last entry, whichever exit is taken; "" for none
    return () if exit in WITHOUT else (name for name, _ in node.assigns())


def _shown(node: When, exit: str) -> Iterable[str]:
    """What the tests say of variables: that of the case that held, and those before it that did not."""
    taken = int(exit) if exit.isdecimal() else len(node.cases) + 1
    found: frozenset[str] = frozenset()
    for number, case in enumerate(node.cases[:taken], 1):
        if case.condition is not None:
            if number == taken:
                found |= implied(case.condition.tree, True)
            elif alone(case):
                found |= implied(case.condition.tree, False)
    return found


def alone(case: Case) -> bool:
    """Nothing but its expression decides."""
    return case.weekdays is None and not case.times and not case.dates


def _results(node: Call, exit: str, flows: Flows) -> Iterable[str]:
    """Results of the other flow that it has set on every way to this exit (NEXT: to every other)."""
    if not node.results or exit == FAILED:
        return ()
    found = set(node.results)
    for flow in enders(node.flow, flows):
        if flow.nodes:
            known = knowledge(flow, {})
            for left in flow.nodes.values():
                for by, leads in left.exits.items():
                    meant = leads.node == exit or (exit == NEXT and leads.node not in node.exits)
                    if meant and leads.node in flow.exits and left.id in known.at:
                        sure = {*set_by(left, by, {}), *(name for name in known.bits if known.has(left.id, name))}
                        sure.update(set(node.results.values()) - flow.results.keys())  # of these another rule tells
                        found = {mine for mine in found if node.results[mine] in sure}
    return found
