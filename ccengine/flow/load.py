"""YAML -> Flow, or all that is wrong with it."""

from ccengine.flow.base import Head, Node
from ccengine.flow.checks import CHECKS
from ccengine.flow.flow import Flow
from ccengine.flow.nodes import VERBS
from ccengine.flow.surroundings import Surroundings
from ccengine.model.ids import NodeId
from ccengine.model.reader import Reader, Report, did_you_mean, mapping_of
from ccengine.model.values import file_name, language, name
from ccengine.model.yamltext import full_width_remedy, shown
from ccengine.model.yamltree import Mapping, Scalar, Tree, parse_tree


def load(data: bytes | str, file: str, around: Surroundings) -> Flow:
    """Reads and checks one flow; `file` is its path in messages.  Raises BadInput with all that is wrong; what the
    checks find is told only of a flow that could be read, for the rest would be guesses."""
    parsed = parse_tree(data, file)
    report = Report(parsed.found)
    if parsed.root is None:
        report.stop_if_any()
    assert parsed.root is not None
    reader = Reader(parsed.root, "flow", report)
    flow = _flow(reader, file, report)
    report.stop_if_any()
    for check in CHECKS:
        check(flow, around, report)
    report.stop_if_any()
    return flow


def _flow(reader: Reader, file: str, report: Report) -> Flow:
    title = reader.need("flow", file_name) or ""
    stem = file.rsplit("/", 1)[-1].removesuffix(".yaml")
    if title and title != stem:
        text = f'the flow is called "{title}", its file "{stem}"'
        report.add(reader.at_value("flow"), text, "flow-name", f"write `flow: {stem}`, or rename the file")
    flow = Flow(
        name=title,
        language=reader.need("language", language) or "",
        language_at=reader.at_value("language"),
        start=NodeId(reader.need("start", name) or ""),
        start_at=reader.at_value("start"),
        nodes=reader.need("nodes", mapping_of(_node_id, _node)) or {},
    )
    reader.done()
    return flow


def _node_id(tree: Tree, report: Report) -> NodeId:
    return NodeId(name(tree, report))


def _node(key: Scalar, tree: Tree, report: Report) -> Node:
    what = f'node "{shown(key.text)}"'
    entries = tree.entries if isinstance(tree, Mapping) else ()
    verbs = [(found, value) for found, value in entries if found.text in VERBS]
    if not verbs:
        raise report.wrong(key.at, f"{what} has no verb", "no-verb", _verb_remedy(tree))
    found, value = verbs[0]
    if len(verbs) > 1:
        second = verbs[1][0]
        text = f"{what} has two verbs, {found.text} and {second.text}"
        raise report.wrong(second.at, text, "two-verbs", "make it two nodes; the first verb", found.at)
    verb = VERBS[found.text]
    reader = Reader(tree, f'{verb.name} "{shown(key.text)}"', report)
    node: Node = verb.read(Head(verb.name, NodeId(key.text), key.at, value), reader, report)
    reader.done()
    return node


def _verb_remedy(tree: Tree) -> str:
    """A verb that one of the node's keys may have been meant to be, or all of them."""
    keys = [key.text for key, _ in tree.entries] if isinstance(tree, Mapping) else []
    keys += [tree.text] if isinstance(tree, Scalar) else []
    hints = (full_width_remedy(key) or did_you_mean(key, VERBS) for key in keys[:10])
    return next(filter(None, hints), "") or "one of: " + ", ".join(VERBS)
