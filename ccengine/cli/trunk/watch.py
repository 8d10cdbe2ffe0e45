"""What is looked at while a trunk plays: how late the loops of engine and office are, and how far it is."""

import asyncio
import time
from contextlib import suppress

import httpx
from pydantic import ValidationError

from ccengine.app.steps import Steps
from ccengine.cli.words import say
from ccengine.model.home import Home
from ccengine.model.ids import Seconds
from ccengine.office.api.answers import Lateness, Status
from ccengine.office.api.metrics_engine import EngineHealth
from ccengine.office.engine_link import EngineAway, EngineLink, EngineRefused
from ccengine_sim.trunk import Play
from ccengine_sim.trunk.figures import Reading
from ccengine_sim.trunk.report.words import named
from ccengine_sim.trunk.watch import every

EVERY: Seconds = 1.0
PATIENCE: Seconds = 0.8
"""For an answer: who is asked each second must not be asked twice at once."""


class Loops:
    """`readings`: one a second of each loop that answers.  Who is killed answers again when it came back."""

    def __init__(self, home: Home) -> None:
        self._engine = EngineLink(home.engine_socket, PATIENCE)
        self._office = home.control_socket
        self.readings: list[Reading] = []

    async def forever(self) -> None:
        transport = httpx.AsyncHTTPTransport(uds=str(self._office), verify=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://ccengine/v1", timeout=PATIENCE) as office:
            async for _ in every(EVERY):
                await asyncio.gather(self._look_at_engine(), self._look_at_office(office))

    async def _look_at_engine(self) -> None:
        with suppress(EngineAway, EngineRefused, ValidationError):
            health = EngineHealth.model_validate(await self._engine.ask("metrics"))
            self.readings.append(_reading("engine", health.loop_lateness))

    async def _look_at_office(self, office: httpx.AsyncClient) -> None:
        with suppress(httpx.HTTPError, ValidationError, ValueError):
            status = Status.model_validate((await office.get("status")).json())
            self.readings.append(_reading("office", status.office.loop_lateness))


def _reading(loop: str, late: Lateness) -> Reading:
    return Reading(time.time(), loop, late.buckets, late.count, late.sum, late.max)


async def progress(play: Play, steps: Steps) -> None:
    """A line a second: calls in each stage, failures by SIP code."""
    began = time.monotonic()
    while True:
        await asyncio.sleep(EVERY)
        steps.line(f"{time.monotonic() - began:6.0f} s {told(play)}")


def told(play: Play) -> str:
    """How far it is, in a line."""
    stages = ", ".join(f"{count} {say(stage)}" for stage, count in play.stages().items())
    failed = "".join(f", {named(say, cause)} ×{count}" for cause, count in play.failures().most_common())
    return say(
        "{came} of {all} came: {stages}{failed}", came=len(play.seen), all=play.total, stages=stages, failed=failed
    )
