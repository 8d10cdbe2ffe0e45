"""Where a call stands in its flows: what the journal keeps, so that it can be taken up again."""

from dataclasses import dataclass, field

from ccengine.flow.expr import Value
from ccengine.flow.running.marks import Marks
from ccengine.model.ids import NodeId


@dataclass(slots=True)
class Frame:
    """One flow that the call is in.  The last of a call's frames is the one that runs; the others wait in a node that
    entered the next."""

    flow: str
    node: NodeId  # NodeId("") before its first
    variables: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Standing:
    frames: list[Frame]
    visit: int = 0  # nodes entered so far
    tags: dict[str, str] = field(default_factory=dict)
    begun: bool = False  # the present node's effect left, and nothing came back
    marks: Marks = field(default_factory=Marks)
    member: dict[str, str] = field(default_factory=dict)  # who it is, as expressions see him; none until it is known
    resumed: int = 0  # how often the call was taken up again in the present node
