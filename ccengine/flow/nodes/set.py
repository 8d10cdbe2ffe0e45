"""set: give variables their values.  Exit: `next`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.fields.exits import NEXT
from ccengine.flow.fields.given import main
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.model.call import Call
from ccengine.model.diagnostics import Position


@dataclass(frozen=True, kw_only=True)
class Set(Node):
    """Give variables their values.

    Exits: `next`, and `failed` when a value cannot be computed. The values are computed from top to bottom, and each
    may use those above it. A value without `{{ }}` is taken as it is written: a number, `true`, `false`, or text."""

    verb: ClassVar[str] = "set"
    EXAMPLE: ClassVar[str] = """
flow: counted
language: zh
start: first
variables: {visits: 0}
nodes:
  first:
    set:
      visits: "{{ visits + 1 }}"
      city: Shenzhen
    next: again
  again:
    when:
      - {if: "{{ visits < 3 and city == 'Shenzhen' }}", then: ask}
    otherwise: hangup
  ask:
    menu: press-1-service
    keys: {1: first}
"""

    values: Mapping[str, fields.Assigned] = main(fields.assigned, "each variable and its value, or an expression")

    def assigns(self) -> Iterable[tuple[str, Position]]:
        return ((name, value.at) for name, value in self.values.items())


def run(node: Set, call: Call, here: Here) -> str:
    for name, assigned in node.values.items():
        here.scope.set(name, here.scope.value(assigned.value))
    return NEXT


VERB = Verb(Set, run)
