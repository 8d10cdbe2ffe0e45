"""What all nodes of a flow share, and what a verb is."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache, cached_property
from typing import Any, ClassVar, Generic, TypeVar

from ccengine.flow.expr import Template
from ccengine.flow.fields import Assigned, Prompt
from ccengine.flow.fields.exits import FAILED, NEXT, Exit, exit_keys, lead, lead_anywhere
from ccengine.flow.fields.given import Given
from ccengine.flow.running.here import Here
from ccengine.model.call import Call
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId
from ccengine.model.reader import Reader, Report
from ccengine.model.services import Effect
from ccengine.model.shape import Schema


@dataclass(frozen=True, kw_only=True)
class Node:
    """One step of a flow.  A subclass is a verb: it declares its fields with fields/given.py, and its docstring is its
    page in the manual."""

    id: NodeId
    at: Position  # of its name
    exits: Mapping[str, Exit] = field(default_factory=dict)  # those that lead somewhere; a checked flow has all
    places: Mapping[str, Position] = field(default_factory=dict)  # of the values that are written, by field

    verb: ClassVar[str]
    EXITS: ClassVar[tuple[str, ...]] = (NEXT,)
    WAITS: ClassVar[bool] = False  # it always takes time: a loop through it cannot run away
    EXAMPLE: ClassVar[str]  # a whole flow, shown in the manual and run by the tests

    @property
    def effect(self) -> Effect:
        """What happens in the world when it is run twice."""
        return Effect.PURE

    @property
    def enters(self) -> str:
        """The other flow that it goes through or to; "" for none."""
        return ""

    @property
    def leaves_by(self) -> tuple[str, ...]:
        """The exits that must lead somewhere."""
        return self.EXITS

    @property
    def may_leave_by(self) -> tuple[str, ...]:
        """Those that may."""
        return (FAILED,) if any(True for _ in self.templates()) else ()

    @property
    def ways(self) -> Mapping[str, Exit]:
        """The exits that it can be left by and where they lead: `next` also leads those of its verb that it has not
        itself, as `unknown` of a request that may be repeated."""
        never = set(self.EXITS) - {*self.leaves_by, *self.may_leave_by, NEXT}
        return {exit: leads for exit, leads in self.exits.items() if exit not in never}

    def leads(self, exit: str) -> Exit | None:
        """Where the exit leads; None when nowhere: to the end of the call."""
        return self.exits.get(exit)

    def place(self, name: str) -> Position:
        """Where the field's value is written; where the node is, when it is not."""
        return self.places.get(name, self.at)

    def prompts(self) -> Iterable[Prompt]:
        """All that it may play, in every language alike."""
        return ()

    def prompts_in(self, language: str) -> Iterable[Prompt]:
        """All that it may play in this language."""
        return self.prompts()

    def templates(self) -> Iterator[tuple[str, Template]]:
        """Its expressions, by field."""
        return iter(self._templates)

    @cached_property
    def _templates(self) -> tuple[tuple[str, Template], ...]:
        values = vars(self)
        written = _written(type(self))  # type: ignore[arg-type]  # mypy takes the nodes' __hash__ for their class's
        return tuple((name, found) for name in written for found in _templates(values[name]))

    def assigns(self) -> Iterable[tuple[str, Position]]:
        """The variables that it sets."""
        return ()

    def agree(self, report: Report) -> None:
        """Tell what is wrong with several fields together."""

    def __str__(self) -> str:
        return f'{self.verb} "{self.id}"'

    @classmethod
    def lead(cls, reader: Reader, at: Position, values: dict[str, Any]) -> dict[str, Exit]:
        """The exits, from `exits` and `next`; a verb that leads otherwise takes them out of its own fields."""
        return lead(reader, cls.EXITS)

    @classmethod
    def leading_keys(cls) -> dict[str, Schema]:
        """The keys that `lead` takes besides the fields."""
        return exit_keys(cls.EXITS) if cls.EXITS else {}

    @classmethod
    def given(cls) -> dict[str, Given]:
        """The fields that the author writes, by name, in order."""
        return {each.name: each.metadata["given"] for each in fields(cls) if "given" in each.metadata}


@dataclass(frozen=True, kw_only=True)
class NodeWithOthersExits(Node):
    """A verb whose exits something outside of its flow names (another flow, a schedule): `next` leads all that `exits`
    does not.  Which there are is looked at when that is known, too: checks/unknown_flow.py, checks/hours_exits.py."""

    @classmethod
    def lead(cls, reader: Reader, at: Position, values: dict[str, Any]) -> dict[str, Exit]:
        return lead_anywhere(reader)

    @classmethod
    def leading_keys(cls) -> dict[str, Schema]:
        return exit_keys(None)

    @property
    def leaves_by(self) -> tuple[str, ...]:
        return tuple(exit for exit in self.exits if exit != NEXT)

    def leads(self, exit: str) -> Exit | None:
        return self.exits.get(exit) or self.exits.get(NEXT)


@cache
def _written(kind: type[Node]) -> tuple[str, ...]:
    return tuple(kind.given())


_PLAIN = frozenset((str, int, float, bool, type(None), frozenset, Exit, Prompt))


def _templates(value: object) -> Iterator[Template]:
    if type(value) in _PLAIN:
        return
    if isinstance(value, Template):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _templates(each)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _templates(each)
    elif isinstance(value, Assigned):
        yield from _templates(value.value)
    elif isinstance(found := getattr(value, "template", None), Template):
        yield found


N = TypeVar("N", bound=Node)


NO_NODE = NodeId("")


@dataclass(frozen=True, slots=True)
class Enter:
    """What a node's `run` gives back to go through another flow: its exit becomes the node's, and the node's `results`
    (variable here -> result there) are taken.  With `forever` it does not come back."""

    flow: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    forever: bool = False
    node: NodeId = NO_NODE  # where it begins; "" for its start


@dataclass(frozen=True, slots=True)
class Verb(Generic[N]):
    kind: type[N]
    run: Callable[[N, Call, Here], "str | Enter"]
    """Does the node's work and returns the name of the exit.  Lets Hangup, Cancelled and CallFault pass."""

    @property
    def name(self) -> str:
        return self.kind.verb


AnyVerb = Verb[Any]
