"""What a person or a case says happens to a call."""

from dataclasses import dataclass

from ccengine.flow.expr import Value
from ccengine.flow.scripted import Answer
from ccengine.flow.scripted.script import Deed, Wait
from ccengine.model.ids import NodeId


@dataclass(frozen=True, slots=True)
class Silence:
    """The caller does nothing until what he is asked for is over."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service, a script or a program answers."""

    given: Answer


@dataclass(frozen=True, slots=True)
class Assign:
    """A variable gets this value, whatever the flow says."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Inside:
    """As soon as this node is entered; without `visit`, the next time that it is."""

    node: NodeId
    deed: Deed | Assign
    visit: int = 0  # of nodes in this call; 0 for any


Input = Deed | Wait | Silence | Reply | Inside
"""A deed, a wait and a silence come when the flow waits for something, a reply when it asks for one."""
