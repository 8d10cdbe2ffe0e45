"""Queues for Prometheus: what became of their calls, from the books; who waits and who serves, from the engine."""

from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from ccengine.acd.state import AgentState
from ccengine.office.api.answers import Queue
from ccengine.office.numbers.queues import Thresholds
from ccengine.office.numbers.totals import ANSWERED, EDGES, OTHER, WAITING, Totals, Waits
from ccengine.office.words import ABANDONED

NOBODY = Waits()

COUNTED: tuple[tuple[str, str, Callable[[Totals, str], int]], ...] = (
    ("offered", "Calls that entered the queue.", lambda totals, queue: _offered(totals, queue)),
    ("answered", "Calls that an agent talked to.", lambda totals, queue: _of(totals, queue, ANSWERED).count),
    (
        "abandoned",
        "Calls whose caller hung up while waiting, the short ones too.",
        lambda totals, queue: _of(totals, queue, ABANDONED).count,
    ),
    (
        "abandoned_short",
        "Of the abandoned, those within the short threshold.",
        lambda totals, queue: _of(totals, queue, ABANDONED).short,
    ),
    (
        "not_served",
        "Calls that left the queue otherwise: by another exit, or ended by the flow, an operator or the switch.",
        lambda totals, queue: _of(totals, queue, OTHER).count,
    ),
    (
        "answered_within_threshold",
        "Calls answered within the queue's threshold of the service level.",
        lambda totals, queue: _of(totals, queue, ANSWERED).within,
    ),
    (
        "abandoned_within_threshold",
        "Calls abandoned within the queue's threshold of the service level.",
        lambda totals, queue: _of(totals, queue, ABANDONED).within,
    ),
)


def total_metrics(totals: Totals, thresholds: Thresholds) -> list[Metric]:
    """A queue of the settings is there from the first scrape on, with 0."""
    queues = sorted({*thresholds.within, *(queue for queue, _ in totals)})
    metrics: list[Metric] = []
    for name, what, count in COUNTED:
        counter = CounterMetricFamily(f"ccengine_queue_calls_{name}", what, labels=["queue"])
        for queue in queues:
            counter.add_metric([queue], count(totals, queue))
        metrics.append(counter)
    text = "The queue's threshold of the service level."
    threshold = GaugeMetricFamily("ccengine_queue_service_level_threshold_seconds", text, labels=["queue"])
    for queue in queues:
        threshold.add_metric([queue], thresholds.of(queue))
    return [*metrics, threshold, _waits(totals, queues)]


def _waits(totals: Totals, queues: Iterable[str]) -> Metric:
    text = "Waits from the entry into the queue to the begin of the talk, or to the caller's hang-up."
    waits = HistogramMetricFamily("ccengine_queue_wait_seconds", text, labels=["queue", "outcome"])
    for queue in queues:
        for outcome in (ANSWERED, ABANDONED):
            of = _of(totals, queue, outcome)
            bounds = [*(f"{edge:g}" for edge in EDGES), "+Inf"]
            buckets = [(bound, float(upto)) for bound, upto in zip(bounds, accumulate(of.counts), strict=True)]
            waits.add_metric([queue, outcome], buckets, of.seconds)
    return waits


def live_metrics(queues: Iterable[Queue], agents: Mapping[str, int]) -> list[Metric]:
    waiting = GaugeMetricFamily("ccengine_queue_waiting", "Calls that wait now.", labels=["queue"])
    text = "How long the first in line has waited; 0 when nobody waits."
    longest = GaugeMetricFamily("ccengine_queue_longest_wait_seconds", text, labels=["queue"])
    text = "Agents of the queue by state; who serves several queues is in each."
    serving = GaugeMetricFamily("ccengine_queue_agents", text, labels=["queue", "state"])
    for queue in queues:
        waiting.add_metric([queue.queue], queue.waiting)
        longest.add_metric([queue.queue], queue.longest or 0.0)
        for state, count in _by_state(queue.agents):
            serving.add_metric([queue.queue, state], count)
    everybody = GaugeMetricFamily("ccengine_agents", "Agents by state.", labels=["state"])
    for state, count in _by_state(agents):
        everybody.add_metric([state], count)
    return [waiting, longest, serving, everybody]


def _by_state(counts: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    """Also the states that nobody is in: a series that ends is taken for its last value."""
    return [(state.value, counts.get(state, 0)) for state in AgentState]


def _of(totals: Totals, queue: str, outcome: str) -> Waits:
    return totals.get((queue, outcome), NOBODY)


def _offered(totals: Totals, queue: str) -> int:
    return sum(_of(totals, queue, outcome).count for outcome in (ANSWERED, ABANDONED, OTHER, WAITING))
