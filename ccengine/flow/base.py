"""What all nodes of a flow share, and what a verb is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ccengine.model.call import Call
from ccengine.model.desk import Desk
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId
from ccengine.model.reader import Reader, Report
from ccengine.model.yamltree import Tree

HANGUP = NodeId("hangup")
"""Where every exit may lead without such a node being written: the end of the call."""

NEXT = "next"
"""The exit of verbs that have only one, and the key that leads every exit that `exits` does not name."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's name and where the flow names it."""

    name: str
    at: Position


@dataclass(frozen=True, slots=True)
class Exit:
    """Where an exit leads, and where the flow says so."""

    node: NodeId
    at: Position


@dataclass(frozen=True, kw_only=True)
class Node:
    """One step of a flow.  Subclasses add what their verb needs."""

    verb: str
    id: NodeId
    at: Position  # of its name
    leaves_by: tuple[str, ...]  # the exits it has
    exits: Mapping[str, Exit] = field(default_factory=dict)  # those that lead somewhere; a checked flow has all

    def prompts(self) -> Iterable[Prompt]:
        """All that it may play."""
        return ()

    def __str__(self) -> str:
        return f'{self.verb} "{self.id}"'


N = TypeVar("N", bound=Node)


@dataclass(frozen=True, slots=True)
class Head:
    """What a verb's `read` is given besides the node's fields."""

    verb: str
    id: NodeId
    at: Position
    value: Tree  # what stands behind the verb


@dataclass(frozen=True, slots=True)
class Verb(Generic[N]):
    name: str
    read: Callable[[Head, Reader, Report], N]
    run: Callable[[N, Call, Desk], str]
    """Does the node's work and returns the name of the exit.  Lets Hangup, Cancelled and CallFault pass."""


AnyVerb = Verb[Any]
