"""The inputs of a trial, taken in the order in which the call comes to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ccengine.flow.scripted import Answer
from ccengine.flow.scripted.script import Deed, Wait
from ccengine.flow.trying.inputs import Assign, Input, Inside, Reply, Silence
from ccengine.model.call import Ask
from ccengine.model.ids import NodeId, Seconds


@dataclass(frozen=True, slots=True)
class Entering:
    """The flow waits for keys."""

    ask: Ask


@dataclass(frozen=True, slots=True)
class Holding:
    """It waits for the engine's word, with music."""

    music: str


@dataclass(frozen=True, slots=True)
class Talking:
    agent: str


@dataclass(frozen=True, slots=True)
class Recording:
    limit: Seconds


@dataclass(frozen=True, slots=True)
class Wanting:
    """A service, a script or a program is to answer."""

    asked: str


Asking = Entering | Holding | Talking | Recording | Wanting


class Paused(Exception):
    """The trial stops here: it wants an input (or, with None, somebody wished to look)."""

    def __init__(self, asking: Asking | None) -> None:
        super().__init__(str(asking))
        self.asking = asking


class Hand:
    """`patient`: when no input is left, the trial is paused; otherwise the caller stays silent and nobody answers."""

    def __init__(self, inputs: Sequence[Input], patient: bool) -> None:
        self._inputs = inputs
        self._patient = patient
        self.taken = 0

    @property
    def left(self) -> Sequence[Input]:
        return self._inputs[self.taken :]

    def _next(self) -> Input | None:
        return self._inputs[self.taken] if self.taken < len(self._inputs) else None

    def does(self, asking: Asking) -> Deed | Wait | Silence:
        """What the caller, or the engine, does now that the flow waits."""
        found = self._next()
        if found is None and self._patient:
            raise Paused(asking)
        if found is None or isinstance(found, Reply | Inside):
            return Silence()
        self.taken += 1
        return found

    def inside(self, node: NodeId, visit: int) -> list[Deed | Assign]:
        """What happens as this node is entered."""
        found: list[Deed | Assign] = []
        while isinstance(each := self._next(), Inside) and each.node == node and each.visit in (0, visit):
            self.taken += 1
            found.append(each.deed)
        return found

    def reply(self, asked: str) -> Answer | None:
        """None: nothing was said about it."""
        found = self._next()
        if isinstance(found, Reply):
            self.taken += 1
            return found.given
        if found is None and self._patient:
            raise Paused(Wanting(asked))
        return None
