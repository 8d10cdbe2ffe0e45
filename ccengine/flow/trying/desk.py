"""The desk of a trial: it notes as the scripted one does, and knows where the call is at any moment."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ccengine.flow.running.standing import Standing
from ccengine.flow.scripted import ScriptedCall, ScriptedDesk
from ccengine.flow.trying.hand import Hand, Paused
from ccengine.flow.trying.inputs import Assign
from ccengine.model import facts
from ccengine.model.ids import NodeId


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of a node."""

    number: int  # from 1
    flow: str
    node: NodeId
    depth: int  # flows that the call is in
    taken: int  # inputs that were taken before
    line: int  # of the transcript: where it is entered


Stop = Callable[[Visit], bool]
"""Whether the trial pauses as this node is entered."""


class TriedDesk(ScriptedDesk):
    def __init__(self, call: ScriptedCall, hand: Hand, standing: Standing, stop: Stop) -> None:
        super().__init__(call)
        self._call, self._hand, self._standing, self._stop = call, hand, standing, stop
        self.visits: list[Visit] = []
        self.left: set[tuple[str, NodeId, str]] = set()  # flow, node, exit
        self.exit = ""  # of the node that was left last

    def record(self, fact: facts.CallFact) -> None:
        line = len(self._call.transcript)
        if isinstance(fact, facts.NodeFailed):  # a transcript is the same wherever the flows lie, and the node stands
            fact = replace(fact, why=re.sub(r"^[^\n]*?:\d+:\d+: ", "", fact.why))
        super().record(fact)
        match fact:
            case facts.NodeEntered():
                self._entered(fact, line)
            case facts.NodeLeft(node=node, exit=exit, flow=flow):
                self.left.add((flow, node, exit))
                self.exit = exit

    def _entered(self, fact: facts.NodeEntered, line: int) -> None:
        depth = len(self._standing.frames)
        visit = Visit(fact.visit, fact.flow, fact.node, depth, self._hand.taken, line)
        self.visits.append(visit)
        for deed in self._hand.inside(fact.node, fact.visit):
            if isinstance(deed, Assign):
                self._standing.frames[-1].variables[deed.name] = deed.value
                self._call.stage.note(f"given {deed.name} = {deed.value!r}")
            else:
                self._call.stage.happen(deed)
        if self._stop(visit):
            raise Paused(None)
