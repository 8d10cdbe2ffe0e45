"""What the host takes of the processors it gave this machine: `steal` in proc(5), /proc/stat."""

import time
from dataclasses import dataclass
from pathlib import Path

CALM = 0.05  # of the processors' time
_STEAL = 7


@dataclass(frozen=True, slots=True)
class Processors:
    """Counters since the start of the machine, in 1/100 s, of all processors together."""

    stolen: int
    all: int

    @classmethod
    def now(cls) -> "Processors":
        every = [int(word) for word in Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:9]]
        return cls(every[_STEAL], sum(every))

    def share(self) -> float:
        """Of the time since then, what was stolen: 0 to 1."""
        now = Processors.now()
        return (now.stolen - self.stolen) / max(1, now.all - self.all)


def wait_for_calm(seconds: float) -> None:
    """Until the host has taken little for a second; so long at most."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        before = Processors.now()
        time.sleep(1.0)
        if before.share() < CALM:
            return
