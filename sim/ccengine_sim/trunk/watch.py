"""What the processes cost while calls come: CPU time and memory, second by second, from /proc."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ccengine.model.ids import Seconds

EVERY: Seconds = 1.0
_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Sample:
    at: Seconds  # since the epoch
    process: str
    cpu: Seconds  # used since the process began
    memory: int  # bytes that are resident


async def every(seconds: Seconds) -> AsyncIterator[None]:
    """Now, and again after so long, without drifting; what is overdue is left out."""
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        yield
        due = max(due + seconds, loop.time())
        await asyncio.sleep(due - loop.time())


class Watch:
    """`pids`: asked before each look, since a process may die and come again under its name."""

    def __init__(self, pids: Callable[[], Mapping[str, int]]) -> None:
        self._pids = pids
        self._cpu: dict[str, tuple[int, Seconds, Seconds]] = {}  # process -> pid, first, last
        self._before: dict[str, Seconds] = {}  # of those that died
        self.samples: list[Sample] = []

    async def forever(self) -> None:
        async for _ in every(EVERY):
            self.look()

    def look(self) -> None:
        now = time.time()
        for name, pid in self._pids().items():
            with suppress(OSError):  # it ended just now
                cpu, memory = _read(pid)
                self.samples.append(Sample(now, name, cpu, memory))
                known = self._cpu.get(name)
                if known and known[0] != pid:
                    self._before[name] = self._before.get(name, 0.0) + known[2] - known[1]
                    known = (pid, 0.0, cpu)
                self._cpu[name] = (pid, known[1] if known else cpu, cpu)

    def used(self) -> dict[str, Seconds]:
        """CPU time between the first look and the last, by process."""
        return {name: self._before.get(name, 0.0) + last - first for name, (_, first, last) in self._cpu.items()}

    def most(self) -> dict[str, int]:
        """Bytes that were resident at most, by process."""
        found: dict[str, int] = {}
        for sample in self.samples:
            found[sample.process] = max(found.get(sample.process, 0), sample.memory)
        return found


def _read(pid: int) -> tuple[Seconds, int]:
    """proc_pid_stat(5): utime, stime; rss."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK, int(fields[21]) * _PAGE
