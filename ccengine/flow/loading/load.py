"""YAML -> Flow, or all that is wrong with it."""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, replace
from functools import cache
from typing import Any

from ccengine.flow.checks import CHECKS
from ccengine.flow.fields.given import Given
from ccengine.flow.flow import Flow
from ccengine.flow.loading.header import read_header
from ccengine.flow.node import Node
from ccengine.flow.nodes import VERBS
from ccengine.flow.surroundings import Surroundings
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId
from ccengine.model.reader import Reader, Report, did_you_mean, mapping_of, open_reader
from ccengine.model.values import name
from ccengine.model.yamltext import full_width_remedy, shown
from ccengine.model.yamltree import Mapping, Scalar, Tree


def load(data: bytes | str, file: str, around: Surroundings) -> Flow:
    """Reads and checks one flow; `file` is its path in messages.  Raises BadInput with all that is wrong; what the
    checks find is told only of a flow that could be read, for the rest would be guesses."""
    flow, _ = read_flow(data, file)
    examine(flow, around).stop_if_any()
    return flow


def examine(flow: Flow, around: Surroundings) -> Report:
    """What the checks find in a flow that could be read: errors, and warnings that refuse nothing."""
    known = around if flow.name in around.flows else replace(around, flows={**around.flows, flow.name: flow})
    report = Report()
    for check in CHECKS:
        check(flow, known, report)
    return report


def read_flow(data: bytes | str, file: str) -> tuple[Flow, Report]:
    """Unchecked, with an empty report.  Raises BadInput with all that is wrong with it as a text."""
    reader = open_reader(data, file, "flow")
    report = reader.report
    header = read_header(reader, file, report)
    flow = Flow(**header, nodes=reader.need("nodes", mapping_of(_node_id, _node)) or {})
    reader.done()
    report.stop_if_any()
    return flow, report


def _node_id(tree: Tree, report: Report) -> NodeId:
    return NodeId(name(tree, report))


def _node(key: Scalar, tree: Tree, report: Report) -> Node:
    what = f'node "{shown(key.text)}"'
    entries = tree.entries if isinstance(tree, Mapping) else ()
    verbs = [(found, value) for found, value in entries if found.text in VERBS]
    if not verbs:
        at, text, remedy = _meant(key.at, tree)
        raise report.wrong(at, f"{what} has no verb{text}", "no-verb", remedy)
    found, _ = verbs[0]
    if len(verbs) > 1:
        second = verbs[1][0]
        text = f"{what} has two verbs, {found.text} and {second.text}"
        raise report.wrong(second.at, text, "two-verbs", "make it two nodes; the first verb", found.at)
    reader = Reader(tree, f'{found.text} "{shown(key.text)}"', report)
    node = read_node(VERBS[found.text].kind, NodeId(key.text), key.at, reader, report)
    reader.done()
    return node


def read_node(kind: type[Node], id: NodeId, at: Position, reader: Reader, report: Report) -> Node:
    """A node as its class declares it.  A value that is wrong was told, and is read as its default or as None: such a
    node is never run."""
    before = len(report.found) + report.more
    values: dict[str, Any] = {}
    places: dict[str, Position] = {}
    declared = _declared(kind)  # type: ignore[arg-type]  # mypy takes the nodes' __hash__ for their class's
    for field, key, given, default in declared:
        if reader.has(key):
            places[field] = reader.at_value(key)
        if given.main and not given.needed:
            reader.bare(key)
        elif given.needed:
            values[field] = reader.need(key, given.read)
        else:
            values[field] = reader.take(key, given.read, default())
    exits = kind.lead(reader, at, values)
    node = kind(id=id, at=at, exits=exits, places=places, **values)
    if len(report.found) + report.more == before:
        node.agree(report)
    return node


@cache
def _declared(kind: type[Node]) -> tuple[tuple[str, str, Given, Callable[[], Any]], ...]:
    """Of each field: its name, its key in the file, how it is read, its default."""
    written = [(each, each.metadata["given"]) for each in fields(kind) if "given" in each.metadata]
    return tuple(
        (each.name, kind.verb if given.main else given.key or each.name, given, _default(each))
        for each, given in written
    )


def _default(field: Field[Any]) -> Callable[[], Any]:
    return (lambda: field.default) if field.default_factory is MISSING else field.default_factory


def _meant(at: Position, tree: Tree) -> tuple[Position, str, str]:
    """Where a verb was meant to stand, what stands there, and which it may have been; else the node's place and all."""
    words = [key for key, _ in tree.entries] if isinstance(tree, Mapping) else []
    words += [tree] if isinstance(tree, Scalar) else []
    for word in words[:10]:
        if hint := full_width_remedy(word.text) or did_you_mean(word.text, VERBS):
            return word.at, f': "{shown(word.text)}" is none', hint
    return at, "", "one of: " + ", ".join(VERBS)
