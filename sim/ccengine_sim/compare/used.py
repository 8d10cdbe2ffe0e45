"""What the processes of a cell use, apart from the telephones."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from resource import RUSAGE_CHILDREN, getrusage

from ccengine.model.ids import Seconds
from ccengine_sim.compare.cells import Running
from ccengine_sim.compare.crowd import Crowd
from ccengine_sim.trunk import Watch

ASTERISK, CONTROL, OTHERS, PHONES = "asterisk", "control", "office", "phones"
SPENT = (ASTERISK, CONTROL, OTHERS, PHONES)
"""Who uses something: Asterisk; engine or bare loop; office, supervisor and spare engine; the telephones."""


@dataclass(slots=True)
class Used:
    """CPU seconds and resident bytes, of each of SPENT; `lasted` seconds."""

    cpu: dict[str, Seconds] = field(default_factory=lambda: dict.fromkeys(SPENT, 0.0))
    memory: dict[str, int] = field(default_factory=lambda: dict.fromkeys(SPENT, 0))
    lasted: Seconds = 0.0

    def per_call(self, calls: int) -> dict[str, float]:
        """Milliseconds of CPU time."""
        return {who: 1000 * spent / max(1, calls) for who, spent in self.cpu.items()}


@asynccontextmanager
async def using(cell: Running, crowd: Crowd) -> AsyncIterator[Used]:
    """Filled at the end."""
    watch, used, began = Watch(lambda: {**cell.pids, **crowd.pids}), Used(), time.monotonic()
    before = getrusage(RUSAGE_CHILDREN)
    watch.look()
    yield used
    watch.look()
    used.lasted = time.monotonic() - began
    for name, spent in watch.used().items():
        used.cpu[_whose(name)] += spent
        used.memory[_whose(name)] += watch.most()[name]
    after = getrusage(RUSAGE_CHILDREN)  # the callers' SIPp, which has ended
    used.cpu[PHONES] += sum(after[:2]) - sum(before[:2])


def _whose(process: str) -> str:
    if process in ("engine", "loop"):
        return CONTROL
    return PHONES if process in ("agents", "callers") else ASTERISK if process == "asterisk" else OTHERS
