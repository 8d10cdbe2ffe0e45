"""What a file says that breaks, broken: from outside, and only what belongs to the trunk's own home."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from ccengine.app.procs import Held, hold, of_home
from ccengine.app.ready import engine_ready, office_ready
from ccengine.model.home import Home
from ccengine.model.ids import Seconds
from ccengine_sim.trunk.away import ami_away, database_away
from ccengine_sim.trunk.faults import AMI, ASTERISK, DATABASE, OFFICE, Deed, Fault

LOOK: Seconds = 0.1
LIMIT: Seconds = 90.0
"""For what was broken to be back; the supervisor's longest pause before a start is 5 s."""


@dataclass(slots=True)
class Broken:
    """A fault that was done.  Times in seconds since the epoch; `back` None: it is not back yet, or never was."""

    fault: Fault
    at: Seconds
    back: Seconds | None = None
    left: Sequence[str] = ()  # what did not mend

    def __str__(self) -> str:
        return str(self.fault)

    @property
    def until(self) -> Seconds:
        return self.at + LIMIT if self.back is None else self.back


class Breaker:
    """`died`: told when Asterisk was killed, with the moment, twice; `came_back`: when the engine has it again; what
    does not work then."""

    def __init__(
        self, home: Home, died: Callable[[Seconds], None], came_back: Callable[[], Awaitable[Sequence[str]]]
    ) -> None:
        self._home, self._died, self._came_back = home, died, came_back
        self.done: list[Broken] = []

    async def run(self, faults: Sequence[Fault]) -> None:
        """All of them at their times from now on; returns when the last one is mended.  Cancelled, nothing that was
        stopped stays so."""
        begin = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for fault in sorted(faults, key=lambda fault: fault.at):
                await asyncio.sleep(max(0.0, begin + fault.at - asyncio.get_running_loop().time()))
                group.create_task(self._do(fault))

    async def _do(self, fault: Fault) -> None:
        match fault.deed:
            case Deed.KILL:
                await self._kill(fault)
            case Deed.STOP:
                await self._stop(fault)
            case Deed.CUT:
                await self._cut(fault)

    async def _kill(self, fault: Fault) -> None:
        held = await self._held(fault.what)
        broken = self._broken(fault)
        if held is None:
            return
        with closing(held):
            held.signal(signal.SIGKILL)
            await asyncio.to_thread(held.ended, LIMIT)
        dead = time.time()
        if fault.what == ASTERISK:
            self._died(dead)
        if (again := await self._held(fault.what)) is None:
            return
        again.close()
        await self._mended(broken)
        if fault.what == ASTERISK:
            self._died(dead)  # once more: of what telephones knew before, word may have come meanwhile
            broken.left = await self._came_back()

    async def _stop(self, fault: Fault) -> None:
        held = await self._held(fault.what)
        broken = self._broken(fault)
        if held is None:
            return
        with closing(held), _stopped(held):
            await asyncio.sleep(fault.lasts)
        await self._mended(broken)

    async def _cut(self, fault: Fault) -> None:
        away = ami_away if fault.what == AMI else database_away

        def hold_away() -> None:
            with away(self._home):
                time.sleep(fault.lasts)

        broken = self._broken(fault)
        await asyncio.to_thread(hold_away)
        await self._mended(broken)

    def _broken(self, fault: Fault) -> Broken:
        self.done.append(broken := Broken(fault, time.time()))
        return broken

    async def _held(self, role: str) -> Held | None:
        """It may be away just now, by another fault.  None: it does not come back."""
        end = time.time() + LIMIT
        while time.time() < end:
            for process in await asyncio.to_thread(of_home, self._home.root):
                if process.role == role and (held := hold(process, self._home.root)):
                    return held
            await asyncio.sleep(LOOK)
        return None

    async def _mended(self, broken: Broken) -> None:
        """Until it serves again, within a limit."""
        office = broken.fault.what in (OFFICE, DATABASE)
        end = time.time() + LIMIT
        while time.time() < end:
            if await asyncio.to_thread(office_ready if office else engine_ready, self._home):
                broken.back = time.time()
                return
            await asyncio.sleep(LOOK)


@contextmanager
def _stopped(held: Held) -> Iterator[None]:
    held.signal(signal.SIGSTOP)
    try:
        yield
    finally:
        held.signal(signal.SIGCONT)
