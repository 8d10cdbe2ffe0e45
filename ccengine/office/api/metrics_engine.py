"""The engine's health, as it tells it, for Prometheus."""

import math
import re

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from pydantic import Field

from ccengine.office.api.answers import Answer, Lateness


class EngineHealth(Answer):
    loop_lateness: Lateness = Field(default=Lateness())
    greenlets: float = 0
    mailbox: float = 0
    journal_lag: float = 0
    calls: float = 0
    waiting: float = 0
    rss: float | None = None  # bytes, the largest so far
    cpu: float | None = None  # seconds


def engine_metrics(engine: EngineHealth | None) -> list[Metric]:
    """None: it is away."""
    up = _gauge("engine_up", "The engine answers.", float(engine is not None))
    if engine is None:
        return [up]
    late = engine.loop_lateness
    text = "The longest lateness of the engine's loop, and which kind of greenlet held it."
    longest = GaugeMetricFamily("ccengine_loop_lateness_max_seconds", text, labels=["greenlet"])
    longest.add_metric([_kind(late.max_cause or "")], late.max)
    metrics = [
        up,
        lateness("ccengine_loop_lateness_seconds", "How late the engine's loop runs what is due.", late),
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


def _kind(cause: str) -> str:
    """Its first word: the rest names a call, and every call would be a series of its own."""
    found = re.match(r"[A-Za-z_]{1,30}", cause)
    return found[0] if found else ""


def lateness(name: str, what: str, late: Lateness) -> Metric:
    buckets = [(f"{bound:g}", float(count)) for bound, count in late.buckets if math.isfinite(bound)]
    histogram = HistogramMetricFamily(name, what)
    histogram.add_metric([], [*buckets, ("+Inf", float(late.count))], late.sum)
    return histogram


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"ccengine_{name}", what, value)
