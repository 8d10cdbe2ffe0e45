"""call: go through another flow and come back.  Exits: those of the other flow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.fields.given import main, option
from ccengine.flow.node import Enter, NodeWithOthersExits, Verb
from ccengine.flow.running.here import Here
from ccengine.model.call import Call as Line
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Report, mapping_of
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import file_name
from ccengine.model.yamltree import Scalar, Tree


@shaped("a flow", **shape_of(file_name).schema)
def flow_name(tree: Tree, report: Report) -> str:
    return file_name(tree, report)


@shaped("a variable of the other flow", **shape_of(fields.variable).schema)
def result(_: Scalar, tree: Tree, report: Report) -> str:
    return fields.variable(tree, report)


@dataclass(frozen=True, kw_only=True)
class Call(NodeWithOthersExits):
    """Go through another flow and come back.

    Exits: those that the other flow lists under `exits`; `next` leads all that are not named. The other flow has
    variables of its own: it gets what stands under `arguments`, and gives what is asked for under `results`. At most
    16 flows are inside each other, and none may enter itself again."""

    verb: ClassVar[str] = "call"
    EXAMPLE: ClassVar[str] = """
flow: identified
language: zh
start: who
nodes:
  who:
    call: ask-number                    # flows/ask-number.yaml
    arguments: {tries: 2}
    results: {tenant: number}           # our variable: the other flow's
    exits:
      gave_up: bye
    next: found
  found:
    tag: {tenant: "{{ tenant }}"}
    next: bye
  bye: {play: goodbye, next: hangup}
"""

    flow: str = main(flow_name, "another flow of the same folder")
    arguments: Mapping[str, fields.Assigned] = option(fields.assigned, dict, "values for the other flow's `arguments`")
    results: Mapping[str, str] = option(
        mapping_of(fields.new_variable, result), dict, "each variable here and the `results` variable that gives it"
    )

    @property
    def enters(self) -> str:
        return self.flow

    def assigns(self) -> Iterable[tuple[str, Position]]:
        return ((name, self.place("results")) for name in self.results)


def run(node: Call, call: Line, here: Here) -> str | Enter:
    return Enter(node.flow, fields.computed_all(node.arguments, here.scope))


VERB = Verb(Call, run)
