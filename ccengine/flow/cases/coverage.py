"""Which nodes and exits the cases of a flow came through."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ccengine.flow.bundle import Bundle
from ccengine.flow.fields.exits import NEXT
from ccengine.flow.trying.trial import Trial
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId

Place = tuple[str, NodeId, str]
"""Flow, node, exit; "" for the node itself."""


@dataclass(slots=True)
class Coverage:
    all: dict[Place, Position] = field(default_factory=dict)
    seen: set[Place] = field(default_factory=set)

    def add(self, bundle: Bundle, trials: Iterable[Trial]) -> None:
        for flow in bundle.flows.values():
            for node in flow.nodes.values():
                self.all[flow.name, node.id, ""] = node.at
                self.all |= {(flow.name, node.id, exit): lead.at for exit, lead in node.ways.items()}
        for trial in trials:
            self.seen |= {(visit.flow, visit.node, "") for visit in trial.visits}
            self.seen |= set(self._exits(trial))

    def _exits(self, trial: Trial) -> Iterator[Place]:
        for flow, node, exit in trial.left:
            yield flow, node, exit if (flow, node, exit) in self.all else NEXT

    def missing(self) -> list[tuple[Place, Position]]:
        """In the order of the files."""
        return sorted(((p, at) for p, at in self.all.items() if p not in self.seen), key=lambda each: each[1])

    def counts(self, exits: bool) -> tuple[int, int]:
        """Of the nodes, or of the exits: how many were seen, of how many."""
        some = [place for place in self.all if bool(place[2]) is exits]
        return sum(place in self.seen for place in some), len(some)

    def percent(self) -> float:
        """The smaller share: of the nodes or of the exits."""
        return min(100.0 * seen / most if most else 100.0 for seen, most in map(self.counts, (False, True)))
