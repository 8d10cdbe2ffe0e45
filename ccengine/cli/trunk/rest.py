"""The `rest:` of a trunk: calls come first that fill what may be full, then a look inside, the trunk's own calls, their
drain, and a look again."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ccengine.app.steps import Steps
from ccengine.cli.api import Api
from ccengine.model.home import Home
from ccengine.model.ids import Seconds
from ccengine_sim.trunk import Play, Trunk, plan
from ccengine_sim.trunk.growth import Growth
from ccengine_sim.trunk.rest import AtRest, judged, not_back

JUDGED = ("engine", "office")
LIMIT: Seconds = 120.0
"""For the books and recordings to catch up."""
LOOK: Seconds = 30.0
EVERY: Seconds = 1.0
QUIET: Seconds = 35.0
"""Nothing is asked for so long before a look: asyncio keeps a timer that was cancelled until it would have been due,
and the office has some of 30 s (an open connection) for every request."""
LOOKS = 3
"""After the calls, at most: something may be let go of late."""


class RestCheck:
    """`processes`: pids of the hotline by role, asked anew at each look."""

    def __init__(self, home: Home, play: Play, trunk: Trunk, processes: Callable[[], Mapping[str, int]]) -> None:
        self._home, self._play, self._trunk = home, play, trunk
        self._before: Mapping[str, Any] = {}
        self._growth = Growth(lambda: _judged(processes()), lambda: len(play.seen))

    async def begin(self, steps: Steps) -> None:
        """Warm up, and look.  Until then nothing is measured.  Raises TimeoutError, Away, Refused."""
        rest = self._trunk.rest
        if rest is None:
            return
        first = plan(replace(self._trunk, lasts=rest.warm_up, followed=0.0), "warm-up")
        with steps.step(f"{len(first)} calls come before, to fill what may be full"):
            await self._play.warm_up(first)
            if left := await asyncio.to_thread(self._idle):
                raise TimeoutError(f"before the calls: {left[0]}")
            self._before = await asyncio.to_thread(self._look)

    async def forever(self) -> None:
        """While the calls come."""
        if self._trunk.rest is not None:
            await self._growth.forever()

    async def end(self, steps: Steps) -> AtRest | None:
        """None: the trunk asks for none.  Raises TimeoutError, Away, Refused."""
        rest = self._trunk.rest
        if rest is None:
            return None
        with steps.step("what engine and office hold is compared"):
            left = await asyncio.to_thread(self._idle)
            after = await asyncio.to_thread(self._settled)
        kept = [*left, *_each(self._before, after)]
        found = judged(self._growth.points, kept, rest.most, {"before": self._before, "after": after})
        for line in (*found.markdown(), *found.faults):
            steps.line(f"       {line}")
        return found

    def _settled(self) -> Mapping[str, Any]:
        """What is held when all is over; or, when it does not come back, at the last look."""
        for _ in range(LOOKS):
            after = self._look()
            if not [*_each(self._before, after)]:
                break
        return after

    def _look(self) -> Mapping[str, Any]:
        time.sleep(QUIET)
        api = Api(self._home.root)
        try:
            told: Mapping[str, Any] = api.get("inside", within=LOOK, collect="true")
        finally:
            api.close()
        return told

    def _idle(self) -> list[str]:
        """No call, and all that was is booked and recorded; what is not so in the end."""
        end = time.monotonic() + LIMIT
        api = Api(self._home.root)
        try:
            while (left := [*busy(api.get("status"))]) and time.monotonic() < end:
                time.sleep(EVERY)
        finally:
            api.close()
        return [f"{each} {LIMIT:g} s after the last call" for each in left]


def busy(status: Mapping[str, Any]) -> Iterator[str]:
    """What keeps it from rest, as the API's `status` tells."""
    engine, office = status["engine"], status["office"]
    if engine is None:
        yield "engine: it is away"
    elif engine["calls"]:
        yield f"engine: {engine['calls']} calls are still here"
    if behind := office["books"]["behind_records"]:
        yield f"office: {behind} records are not booked"
    if due := office["recordings"]["due"]:
        yield f"office: {due} recordings are not put together"


def _each(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for process in JUDGED:
        if before[process] is None or after[process] is None:
            yield f"{process}: it was away, and nothing can be compared"
        else:
            yield from (f"{process}: {what}" for what in not_back(before[process], after[process]))


def _judged(pids: Mapping[str, int]) -> dict[str, int]:
    return {name: pid for name, pid in pids.items() if name in JUDGED}
