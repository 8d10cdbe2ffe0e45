"""undefined-variable: an expression reads a variable that is not set, or not on every way that leads there."""

from collections.abc import Iterator

from ccengine.flow.analysis.expressions import implied, needed
from ccengine.flow.analysis.places import place_of
from ccengine.flow.analysis.variables import Knowledge, alone, knowledge, set_by
from ccengine.flow.expr import Template
from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.flow.nodes.collect import Collect
from ccengine.flow.nodes.set import Set
from ccengine.flow.nodes.when import When
from ccengine.flow.running.scope import RESERVED
from ccengine.flow.surroundings import Surroundings
from ccengine.model.ids import NodeId
from ccengine.model.reader import Report, did_you_mean
from ccengine.model.yamltext import shown


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    reads = [(node, found) for node in flow.nodes.values() if (found := list(_reads(node)))]
    if not reads:
        return
    known = knowledge(flow, around.flows)
    for node, found in reads:
        if node.id in known.at:
            for name, template in found:
                if not known.has(node.id, name):
                    _tell(node, name, template, flow, around, known, report)


def _reads(node: Node) -> Iterator[tuple[str, Template]]:
    """The variables that must be there when the node is entered, and where they are read."""
    own: set[str] = {node.into} if isinstance(node, Collect) else set()
    for template in _in_order(node, own):
        for name in dict.fromkeys(path[0] for path in needed(template.tree)):
            if name not in RESERVED and name not in own:
                yield name, template


def _in_order(node: Node, own: set[str]) -> Iterator[Template]:
    """The node's expressions; `own` grows by what it sets or shows to be there before it comes to the next."""
    match node:
        case Set():
            for name, assigned in node.values.items():
                if isinstance(assigned.value, Template):
                    yield assigned.value
                own.add(name)
        case When():
            for case in node.cases:
                if case.condition is not None:
                    yield case.condition
                    if alone(case):
                        own |= implied(case.condition.tree, False)
        case _:
            yield from (template for _, template in node.templates())


def _tell(
    node: Node, name: str, template: Template, flow: Flow, around: Surroundings, known: Knowledge, report: Report
) -> None:
    at = place_of(template, name)
    if name not in known.bits:
        remedy = did_you_mean(name, [*known.bits, *RESERVED]) or "set it before, or give it a value under `variables:`"
        report.add(at, f'{node}: nothing sets "{shown(name)}"', "undefined-variable", remedy)
        return
    remedy = f"give it a first value under `variables:`, or write default({name}, ...)"
    text = f'{node}: "{name}" is not set on every way here{_without(node.id, name, flow, around, known)}'
    report.add(at, text, "undefined-variable", remedy)


def _without(id: NodeId, name: str, flow: Flow, around: Surroundings, known: Knowledge) -> str:
    """One of the ways that leave it out."""
    for node in flow.nodes.values():
        if node.id in known.at and not known.has(node.id, name):
            for exit, leads in node.exits.items():
                if leads.node == id and name not in set_by(node, exit, around.flows):
                    return f": not when {node} is left by {exit}"
    return ""
