"""How late the office's loop is: what holds it is seen."""

import asyncio
import time

from ccengine.model.lateness import EDGES
from ccengine.office.lateness import BEAT, Lateness


async def test_who_holds_the_loop_makes_it_late() -> None:
    lateness = Lateness()
    beat = asyncio.create_task(lateness.beat())
    await asyncio.sleep(0)  # it waits for its first beat
    time.sleep(BEAT + 0.1)  # noqa: ASYNC251 - that is what is measured
    for _ in range(3):
        await asyncio.sleep(0)
    beat.cancel()
    told = lateness.as_dict()
    assert told["max"] >= 0.1
    assert (told["count"], told["sum"]) == (1, told["max"])
    bounds, counts = zip(*told["buckets"], strict=True)
    assert bounds == (*EDGES, "+Inf")
    assert counts[EDGES.index(0.05)] == 0
    assert counts[-1] == 1
