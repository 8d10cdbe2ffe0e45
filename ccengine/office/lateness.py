"""How late the office's loop is: a beat that notes how much later than it wanted it comes."""

import asyncio

from ccengine.model.ids import Seconds
from ccengine.model.lateness import Histogram

BEAT: Seconds = 0.05


class Lateness(Histogram):
    async def beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + BEAT
            await asyncio.sleep(BEAT)
            late = max(0.0, loop.time() - due)
            self.add(late)
            self.max = max(self.max, late)
