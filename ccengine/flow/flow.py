"""A flow as it was loaded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ccengine.flow.expr import Value
from ccengine.flow.node import Node
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId


@dataclass(frozen=True)
class Flow:
    """Immutable.  One that came out of `load` has passed all checks: its start and every exit lead to a node, to an
    exit of the flow, or to the end of the call."""

    name: str
    language: str  # that it was written for; a port may say another
    language_at: Position
    start: NodeId
    start_at: Position
    nodes: Mapping[NodeId, Node]
    variables: Mapping[str, Value] = field(default_factory=dict)  # with the values that they begin with
    arguments: Mapping[str, Position] = field(default_factory=dict)  # that whoever enters it must give
    results: Mapping[str, Position] = field(default_factory=dict)  # variables that whoever entered it may take
    exits: Mapping[str, Position] = field(default_factory=dict)  # by which it is left, when it is a part of another
    variables_at: Mapping[str, Position] = field(default_factory=dict)

    @property
    def at(self) -> Position:
        return Position(self.start_at.file, 1, 1)

    @cached_property
    def calls(self) -> frozenset[str]:
        """The flows that it goes through and comes back from."""
        return frozenset(node.enters for node in self.nodes.values() if node.enters and node.verb == "call")

    @cached_property
    def goes_to(self) -> frozenset[str]:
        """Those that take its place."""
        return frozenset(node.enters for node in self.nodes.values() if node.enters and node.verb != "call")
