"""What attackers did in one run, as their process tells it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ccengine.model.ids import Seconds
from ccengine_sim.hostile.siege import LEFT_OUT, Siege, Told
from ccengine_sim.hostile.world import Sent

LEAST = 0.9
"""Of an attack's tries must have been made: else honest callers had an easier time than the file says."""


@dataclass(frozen=True, slots=True)
class Attackers:
    """`sent`: by attack.  `late`: a try after its time, at most.  `cpu`: theirs, in seconds."""

    told: Told = field(default_factory=dict)
    sent: Mapping[str, Sent] = field(default_factory=dict)
    late: Seconds = 0.0
    cpu: Seconds = 0.0

    @classmethod
    def of(cls, siege: Siege, cpu: Seconds) -> "Attackers":
        return cls(siege.told, siege.sent, siege.late, cpu)

    def as_dict(self) -> dict[str, Any]:
        told = {name: dict(count) for name, count in self.told.items()}
        sent = {name: asdict(each) for name, each in self.sent.items()}
        return {"told": told, "sent": sent, "late": self.late, "cpu": self.cpu}

    @classmethod
    def from_dict(cls, got: Mapping[str, Any]) -> "Attackers":
        told = {name: Counter(count) for name, count in got["told"].items()}
        sent = {name: Sent(**each) for name, each in got["sent"].items()}
        return cls(told, sent, got["late"], got["cpu"])

    def weaker(self) -> Iterator[str]:
        """Attacks that were not what they should have been."""
        for name, count in self.told.items():
            made = count.total() - count[LEFT_OUT]
            if made < LEAST * count.total():
                yield f"{name}: {made} of {count.total()} tries were made"
