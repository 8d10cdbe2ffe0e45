"""Queues, and the engine's and the office's own health, as text for Prometheus.

Labels are queues, states, outcomes and greenlets' kinds: never a caller, a call or an agent."""

import asyncio
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ccengine.office.api import answers
from ccengine.office.api.books import ask
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED
from ccengine.office.api.live import read
from ccengine.office.api.metrics_engine import EngineHealth, engine_metrics, lateness
from ccengine.office.api.metrics_queues import live_metrics, total_metrics
from ccengine.office.api.status import loop_lateness
from ccengine.office.engine_link import EngineAway
from ccengine.office.numbers.totals import QueueTotals
from ccengine.office.threads import DatabaseAway

TEXT = "text/plain; version=0.0.4; charset=utf-8"


class _Given(Collector):
    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


class Scrape:
    """One after the other: the totals grow from scrape to scrape."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._totals = QueueTotals(context.rules.thresholds)
        self._turn = asyncio.Lock()

    async def metrics(self) -> list[Metric]:
        return [*await self._engine(), *await self._books(), *_office(self._context)]

    async def _engine(self) -> list[Metric]:
        link = self._context.link
        try:
            health = read(EngineHealth, await link.ask("metrics"))
            status = read(answers.Engine, await link.ask("status"))
            queues = read(answers.Queues, {"queues": await link.ask("queues")})
        except EngineAway:
            return engine_metrics(None)
        return [*engine_metrics(health), *live_metrics(queues.queues, status.agents)]

    async def _books(self) -> list[Metric]:
        async with self._turn:
            try:
                totals = await ask(self._context.reads, self._totals.read)
            except DatabaseAway:
                return []
        return total_metrics(totals, self._totals.thresholds)


def router(context: Context) -> APIRouter:
    routes = APIRouter(tags=["status"], responses={401: DECLARED[401]})
    scrape = Scrape(context)

    @routes.get("/metrics", response_class=Response, responses={200: {"content": {TEXT: {"schema": _STRING}}}})
    async def metrics() -> Response:
        """`ccengine_engine_up` is 0 while the engine is away, `ccengine_books_ready` while the database is: what they
        would tell is then left out."""
        registry = CollectorRegistry()
        registry.register(_Given(await scrape.metrics()))
        return Response(generate_latest(registry), media_type=TEXT)

    return routes


_STRING: dict[str, Any] = {"type": "string"}


def _office(context: Context) -> list[Metric]:
    keeper = context.bookkeeper
    late = loop_lateness(context)
    return [
        _gauge("books_ready", "The database takes records.", float(keeper.ready)),
        _gauge("books_position", "Number of the last journal record in the database.", keeper.position.n),
        lateness("ccengine_office_loop_lateness_seconds", "How late the office's loop runs what is due.", late),
        _gauge("recordings_due", "Recordings whose file is not made yet.", context.recordings.due),
    ]


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"ccengine_{name}", what, value)
