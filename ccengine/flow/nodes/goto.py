"""goto: go on at another node, or in another flow for good.  No exits of its own, or `next`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ccengine.flow import fields
from ccengine.flow.fields.exits import NEXT, Exit
from ccengine.flow.fields.given import main, option
from ccengine.flow.node import Enter, Node, Verb
from ccengine.flow.running.here import Here
from ccengine.model.call import Call
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId
from ccengine.model.reader import Reader, Report
from ccengine.model.shape import Schema, shape_of, shaped
from ccengine.model.values import matching
from ccengine.model.yamltree import Tree

FLOW = "flow/"

_place = matching(
    r"(flow/[A-Za-z0-9][A-Za-z0-9_-]{0,63})|([\w][\w-]{0,63})",
    "a node, or flow/NAME",
    "bad-name",
    "as in main, flow/night",
)


@shaped("a node, or `flow/NAME`", **shape_of(_place).schema)
def place(tree: Tree, report: Report) -> Exit:
    return Exit(NodeId(_place(tree, report)), tree.at)


@dataclass(frozen=True, kw_only=True)
class Goto(Node):
    """Go on at another node of this flow, or in another flow for good.

    `goto: main` leads to the node `main`: a place with a name of its own, to which several exits can lead.
    `goto: flow/night` begins the flow `night`, which takes the place of this one and does not come back; with the verb
    `call` it does. A flow with `arguments` gets them here."""

    verb: ClassVar[str] = "goto"
    EXAMPLE: ClassVar[str] = """
flow: start-again
language: zh
start: main
nodes:
  main:
    menu: press-1-service
    keys: {1: again}
  again: {goto: main}
"""

    to: Exit = main(place, "a node of this flow, or `flow/NAME`")
    arguments: Mapping[str, fields.Assigned] = option(fields.assigned, dict, "values for the other flow's `arguments`")

    @property
    def enters(self) -> str:
        return self.to.node.removeprefix(FLOW) if self.to.node.startswith(FLOW) else ""

    @classmethod
    def lead(cls, reader: Reader, at: Position, values: dict[str, Any]) -> dict[str, Exit]:
        to = values["to"]
        return {NEXT: to} if to and not to.node.startswith(FLOW) else {}

    @classmethod
    def leading_keys(cls) -> dict[str, Schema]:
        return {}

    @property
    def leaves_by(self) -> tuple[str, ...]:
        return () if self.enters else (NEXT,)

    def agree(self, report: Report) -> None:
        if self.arguments and not self.enters:
            remedy = "delete it, or lead to flow/NAME"
            report.add(self.place("arguments"), f"{self}: only a flow takes arguments", "no-arguments-here", remedy)


def run(node: Goto, call: Call, here: Here) -> str | Enter:
    if not node.enters:
        return NEXT
    return Enter(node.enters, fields.computed_all(node.arguments, here.scope), forever=True)


VERB = Verb(Goto, run)
