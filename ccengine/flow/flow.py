"""A flow as it was loaded."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccengine.flow.base import Node
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId


@dataclass(frozen=True)
class Flow:
    """Immutable.  One that came out of `load` has passed all checks: its start and every exit lead to a node, or to
    the end of the call."""

    name: str
    language: str  # that it was written for; a port may say another
    language_at: Position
    start: NodeId
    start_at: Position
    nodes: Mapping[NodeId, Node]
