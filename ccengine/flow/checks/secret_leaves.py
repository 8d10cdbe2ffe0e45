"""secret-leaves: digits that a `collect` keeps secret would be said, tagged, sent in a URL or given to a script."""

from ccengine.flow.analysis.expressions import carries
from ccengine.flow.analysis.places import place_of
from ccengine.flow.expr import Template
from ccengine.flow.flow import Flow
from ccengine.flow.node import Node
from ccengine.flow.nodes.call import Call
from ccengine.flow.nodes.collect import Collect
from ccengine.flow.nodes.goto import Goto
from ccengine.flow.nodes.http import Http
from ccengine.flow.nodes.set import Set
from ccengine.flow.surroundings import Surroundings
from ccengine.model.reader import Report

REMEDY = "a secret can be compared, handed to a flow, and stand in the body or the headers of `http`"
KEEP: dict[type[Node], tuple[str, ...]] = {
    Set: ("values",),
    Call: ("arguments",),
    Goto: ("arguments",),
    Http: ("headers", "json", "body"),
}
"""The fields that it may go into as it is."""


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    secrets = _secrets(flow)
    if not secrets:
        return
    for node in flow.nodes.values():
        for field, template in node.templates():
            kept = field in KEEP.get(type(node), ()) and template.tree[0] != "text"
            if not kept and carries(template.tree, secrets):
                name = next(path[0] for path in sorted(template.names) if path[0] in secrets)
                report.add(place_of(template, name), f'{node}: "{name}" is secret', "secret-leaves", REMEDY)


def _secrets(flow: Flow) -> frozenset[str]:
    """The variables that may hold one, directly or by `set`."""
    found = frozenset(node.into for node in flow.nodes.values() if isinstance(node, Collect) and node.secret)
    copies = [
        (name, assigned.value.tree)
        for node in flow.nodes.values()
        if found and isinstance(node, Set)
        for name, assigned in node.values.items()
        if isinstance(assigned.value, Template)
    ]
    while more := frozenset(name for name, tree in copies if carries(tree, found)) - found:
        found |= more
    return found
