"""With whom a caller talks: the agent whom he hears.

A 200 OK of a phone is no talk.  On full cores a switch joins the two seconds later, and an agent who hears nobody may
have put down by then: the caller, who has heard music all the time, waits on, and another agent answers for him."""

import asyncio
from collections.abc import Coroutine
from math import inf
from typing import Any

from ccengine_sim.phone import MediaError
from ccengine_sim.phone.agent import PhoneCall
from ccengine_sim.phone.caller import Caller
from ccengine_sim.trunk.sound import HELLO, never
from ccengine_sim.trunk.visit import Seen
from ccengine_sim.trunk.voices import hertz
from ccengine_sim.trunk.wrong import Side


class Answers:
    """The phones that were answered for one caller, in order."""

    def __init__(self) -> None:
        self._calls: list[PhoneCall] = []
        self._came = asyncio.Event()

    def add(self, call: PhoneCall) -> None:
        self._calls.append(call)
        self._came.set()

    def __len__(self) -> int:
        return len(self._calls)

    async def nth(self, n: int) -> PhoneCall:
        """From 0; once it is there."""
        while len(self._calls) <= n:
            self._came.clear()
            await self._came.wait()
        return self._calls[n]


async def partner(caller: Caller, answers: Answers, seen: Seen) -> PhoneCall | None:
    """None: the caller's call has ended."""
    n = 0
    while caller.ended_at is None:
        await _first(answers.nth(n), caller.ended(inf))
        if caller.ended_at is None:
            call, n = await answers.nth(n), n + 1
            if await _heard(caller, call, seen):
                return call
    return None


async def _heard(caller: Caller, call: PhoneCall, seen: Seen) -> bool:
    """False: one of the two has gone before.  Who is not heard for so long talks as if he were, and that is told."""
    answered = call.answered_at or 0.0
    heard, silent = caller.first_hears(call.tones, answered, HELLO), False
    try:
        await _first(heard, caller.ended(inf), call.ended(inf))
    except MediaError:  # one of them ends just now
        return False
    except TimeoutError:  # of a leg that closes, too
        silent = True
    if caller.ended_at is not None or call.ended_at is not None:
        return False
    if silent and not seen.planned.followed:  # who is followed is listened to from end to end anyway
        seen.wrong.append(never(Side.CALLER, f"{hertz(call.tones)} Hz", answered, answered + HELLO))
    return True


async def _first(*each: Coroutine[Any, Any, Any]) -> None:
    """Until one of them is done.  Raises what it raises."""
    tasks = [asyncio.ensure_future(one) for one in each]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
