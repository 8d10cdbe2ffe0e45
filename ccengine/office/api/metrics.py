"""The engine's and the office's own health, as text for Prometheus."""

import math
from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from pydantic import Field

from ccengine.office.api.answers import Answer
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED
from ccengine.office.api.live import read
from ccengine.office.engine_link import EngineAway

TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Lateness(Answer):
    buckets: tuple[tuple[float, int], ...] = ()  # (upper bound in seconds, observations up to it)
    count: int = 0
    sum: float = 0.0
    max: float = 0.0
    max_cause: str | None = ""


class EngineHealth(Answer):
    loop_lateness: Lateness = Field(default=Lateness())
    greenlets: float = 0
    mailbox: float = 0
    journal_lag: float = 0
    calls: float = 0
    waiting: float = 0
    rss: float | None = None  # bytes, the largest so far
    cpu: float | None = None  # seconds


class _Given(Collector):
    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def router(context: Context) -> APIRouter:
    routes = APIRouter(tags=["status"], responses={401: DECLARED[401]})

    @routes.get("/metrics", response_class=Response, responses={200: {"content": {TEXT: {"schema": _STRING}}}})
    async def metrics() -> Response:
        """`ccengine_engine_up` is 0 while the engine is away; the rest of the engine's figures are then left out."""
        try:
            engine = read(EngineHealth, await context.link.ask("metrics"))
        except EngineAway:
            engine = None
        registry = CollectorRegistry()
        registry.register(_Given([*_engine(engine), *_office(context)]))
        return Response(generate_latest(registry), media_type=TEXT)

    return routes


_STRING: dict[str, Any] = {"type": "string"}


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"ccengine_{name}", what, value)


def _engine(engine: EngineHealth | None) -> list[Metric]:
    up = _gauge("engine_up", "The engine answers.", float(engine is not None))
    if engine is None:
        return [up]
    late = engine.loop_lateness
    longest = GaugeMetricFamily("ccengine_loop_lateness_max_seconds", "The longest, and its cause.", labels=["cause"])
    longest.add_metric([(late.max_cause or "")[:100]], late.max)
    metrics = [
        up,
        _histogram(late),
        longest,
        _gauge("greenlets", "Greenlets in the engine.", engine.greenlets),
        _gauge("mailbox", "Facts that wait in the engine's mailbox.", engine.mailbox),
        _gauge("journal_lag_records", "Records that a power failure would take.", engine.journal_lag),
        _gauge("calls", "Calls that are here.", engine.calls),
        _gauge("calls_waiting", "Calls that wait for an agent.", engine.waiting),
    ]
    if engine.rss is not None:
        metrics.append(_gauge("engine_memory_max_bytes", "The most memory that the engine has had.", engine.rss))
    if engine.cpu is not None:
        metrics.append(CounterMetricFamily("ccengine_engine_cpu_seconds", "CPU time of the engine.", engine.cpu))
    return metrics


def _histogram(late: Lateness) -> Metric:
    buckets = [(f"{bound:g}", float(count)) for bound, count in late.buckets if math.isfinite(bound)]
    histogram = HistogramMetricFamily("ccengine_loop_lateness_seconds", "How late the engine's loop runs what is due.")
    histogram.add_metric([], [*buckets, ("+Inf", float(late.count))], late.sum)
    return histogram


def _office(context: Context) -> list[Metric]:
    keeper = context.bookkeeper
    return [
        _gauge("books_ready", "The database takes records.", float(keeper.ready)),
        _gauge("books_position", "Number of the last journal record in the database.", keeper.position.n),
        _gauge("recordings_due", "Recordings whose file is not made yet.", context.recordings.due),
    ]
