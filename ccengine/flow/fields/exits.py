"""Where a flow goes on: exits and what they lead to."""

from dataclasses import dataclass

from ccengine.model.compact import compact
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId
from ccengine.model.reader import Reader, Report, did_you_mean, mapping_of
from ccengine.model.shape import Schema, shape_of, shaped
from ccengine.model.values import name
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Scalar, Tree

HANGUP = NodeId("hangup")
"""Where every exit may lead without such a node being written: the end of the call."""

NEXT = "next"
"""The exit of verbs that have only one, and the key that leads every exit that `exits` does not name."""

FAILED = "failed"
"""The exit of every node with an expression: a value that could not be computed.  It need not lead anywhere: without it
the call ends there, and the trace says why."""


@compact
@dataclass(frozen=True, slots=True)
class Exit:
    """Where an exit leads, and where the flow says so: a node, an exit of the whole flow, or HANGUP."""

    node: NodeId
    at: Position


@shaped("a node", **shape_of(name).schema)
def target(tree: Tree, report: Report) -> Exit:
    return Exit(NodeId(name(tree, report)), tree.at)


def lead(reader: Reader, names: tuple[str, ...]) -> dict[str, Exit]:
    """`exits:` leads the exits it names, `next:` all the others but FAILED, when that is not one of `names`."""
    if not names:
        return {}
    known = names if FAILED in names else (*names, FAILED)

    def known_exit(tree: Tree, report: Report) -> str:
        found = name(tree, report)
        if found not in known:
            remedy = did_you_mean(found, known) or "it has: " + ", ".join(known)
            raise report.wrong(tree.at, f'{reader.what} has no exit "{shown(found)}"', "unknown-exit", remedy)
        return found

    def leads_to(_: Scalar, tree: Tree, report: Report) -> Exit:
        return target(tree, report)

    named: dict[str, Exit] = reader.take("exits", mapping_of(known_exit, leads_to), {})
    others = reader.take(NEXT, target, None)
    found = {exit: leads for exit in names if (leads := named.get(exit, others))}
    return {**found, **{exit: leads for exit, leads in named.items() if exit not in found}}


def exit_keys(names: tuple[str, ...] | None) -> dict[str, Schema]:
    """`exits` and `next` in JSON Schema.  None: exits of any name."""
    node = shape_of(target).schema
    if names is None:
        return {"exits": {"type": "object", "additionalProperties": node}, NEXT: node}
    exits = {"type": "object", "properties": dict.fromkeys((*names, FAILED), node), "additionalProperties": False}
    return {"exits": exits, NEXT: node}


def lead_anywhere(reader: Reader) -> dict[str, Exit]:
    """The same for a node whose exits another flow names: NEXT stands for all that `exits` does not name."""

    def leads_to(_: Scalar, tree: Tree, report: Report) -> Exit:
        return target(tree, report)

    named: dict[str, Exit] = reader.take("exits", mapping_of(name, leads_to), {})
    others = reader.take(NEXT, target, None)
    return {**named, NEXT: others} if others else named
