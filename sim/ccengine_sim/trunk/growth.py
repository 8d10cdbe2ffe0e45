"""Memory of the hotline's own processes against the number of calls that have come, second by second."""

import asyncio
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ccengine.model.ids import Seconds

EVERY: Seconds = 1.0
SIDES = ("resident", "private")
_FIELD = re.compile(r"^(Rss|Private_Dirty): +(\d+) kB$", re.MULTILINE)

Points = list[tuple[float, float]]
"""(calls so far, bytes)"""


@dataclass(slots=True)
class Growth:
    """`pids` and `calls` are asked at each look.  `points`: by process and side of its memory."""

    pids: Callable[[], Mapping[str, int]]
    calls: Callable[[], int]
    points: dict[str, dict[str, Points]] = field(default_factory=dict)

    async def forever(self) -> None:
        while True:
            self.look()
            await asyncio.sleep(EVERY)

    def look(self) -> None:
        calls = float(self.calls())
        for process, pid in self.pids().items():
            with suppress(OSError):  # it ended just now
                for side, size in zip(SIDES, _memory(pid), strict=True):
                    of = self.points.setdefault(process, {}).setdefault(side, [])
                    of.append((calls, float(size)))


def _memory(pid: int) -> tuple[int, int]:
    """Bytes that are resident, and of these what this process alone has written.  proc_pid_smaps(5)."""
    told = dict(_FIELD.findall(Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8")))
    return int(told.get("Rss", 0)) * 1024, int(told.get("Private_Dirty", 0)) * 1024
