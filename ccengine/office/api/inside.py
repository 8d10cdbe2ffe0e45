"""What engine and office hold inside: objects, greenlets or tasks, descriptors, memory, lengths of tables.

Behind the same doors as everything else here; names of types and of our own attributes only, never a caller's data."""

import asyncio
import threading
from collections import Counter
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter
from pydantic import Field

from ccengine.inside import look
from ccengine.office.api.answers import Answer
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED
from ccengine.office.api.live import read
from ccengine.office.engine_link import EngineAway

PATIENCE = 10.0
"""Seconds.  A million objects are counted in some hundred milliseconds, between which the engine serves its calls."""


class Process(Answer):
    objects: dict[str, int] = Field(description="Instances by type; containers only, and none that was frozen.")
    greenlets: dict[str, int] = Field({}, description="By kind; the engine's.")
    tasks: dict[str, int] = Field({}, description="By coroutine; the office's.")
    threads: dict[str, int] = Field({}, description="By name; the office's.")
    descriptors: dict[str, int] = Field(description="Open files by kind.")
    memory: dict[str, int] = Field(description="`resident` and `private` in bytes; `blocks`: small allocations.")
    tables: dict[str, int] = Field(description="Length of each container that lives long, by where it hangs.")
    longest: float = Field(description="Seconds for which the look held the process at a time.")
    collected: float | None = Field(description="Seconds for which the garbage collector held it, if asked for.")


class Both(Answer):
    engine: Process | None = Field(description="None: it is away.")
    office: Process


def router(context: Context) -> APIRouter:
    routes = APIRouter(tags=["status"], responses={s: DECLARED[s] for s in (401, 409, 422)})
    turn = asyncio.Lock()

    @routes.get("/inside")
    async def inside(collect: bool = False) -> Both:
        """Counted in slices, between which calls are served.  With `collect` garbage is collected first, which holds
        each process for some ten milliseconds per 100 000 objects."""
        async with turn:
            try:
                engine = read(Process, await context.link.ask("inside", PATIENCE, collect=collect))
            except EngineAway:
                engine = None
            return Both(engine=engine, office=Process.model_validate(await _office(context, collect)))

    return routes


async def _office(context: Context, collect: bool) -> dict[str, Any]:
    looking = look(context, collect)
    while True:
        try:
            next(looking)
        except StopIteration as over:
            found: dict[str, Any] = asdict(over.value)
            break
        await asyncio.sleep(0)
    tasks = Counter(getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks())
    threads = Counter(thread.name.rstrip("0123456789_") for thread in threading.enumerate())
    return {**found, "tasks": dict(tasks), "threads": dict(threads)}
