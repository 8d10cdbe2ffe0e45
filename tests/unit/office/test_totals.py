"""Counters for Prometheus: however often they are asked while the books grow, they end where one question would."""

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families

from ccengine.office.api.answers import Lateness, Queue
from ccengine.office.api.metrics import _Given
from ccengine.office.api.metrics_engine import EngineHealth, engine_metrics
from ccengine.office.api.metrics_queues import live_metrics, total_metrics
from ccengine.office.database import Database
from ccengine.office.numbers.queues import Thresholds
from ccengine.office.numbers.totals import QueueTotals
from ccengine.office.records import Position, apply
from ccengine.wire.journal import Record
from tests.unit.office.days import Day
from tests.unit.office.rows import book

NINE = 1_774_000_800.0
USUAL = Thresholds({"service": 20.0, "repairs": 30.0})
Samples = dict[tuple[str, str], float]


def story() -> list[Record]:
    day = Day()
    day.answered(NINE, 20.0)
    day.answered(NINE + 1, 25.0)
    day.abandoned(NINE + 2, 4.0)
    day.abandoned(NINE + 3, 18.0)
    day.abandoned(NINE + 4, 100.0)
    day.sent_on(NINE + 5, 90.0)
    day.waiting(NINE + 6)
    return day.records()


def shown(metrics: list[Metric]) -> Samples:
    """What a Prometheus reads: by name, and labels but the queue `service`."""
    registry = CollectorRegistry()
    registry.register(_Given(metrics))
    found: Samples = {}
    for family in text_string_to_metric_families(generate_latest(registry).decode()):
        for sample in family.samples:
            labels = {name: value for name, value in sample.labels.items() if (name, value) != ("queue", "service")}
            found[sample.name, ",".join(f"{name}={value}" for name, value in sorted(labels.items()))] = sample.value
    return found


def scrape(totals: QueueTotals, database: Database) -> Samples:
    with database.reading() as session:
        return shown(total_metrics(totals.read(session), USUAL))


def test_what_became_of_the_calls(database: Database) -> None:
    book(database, [*story()])

    found = scrape(QueueTotals(USUAL), database)
    counts = {name: value for (name, labels), value in found.items() if not labels and name.endswith("_total")}
    assert {name.removeprefix("ccengine_queue_calls_").removesuffix("_total"): n for name, n in counts.items()} == {
        "offered": 7, "answered": 2, "abandoned": 3, "abandoned_short": 1, "not_served": 1,
        "answered_within_threshold": 1, "abandoned_within_threshold": 2,
    }  # fmt: skip
    wait = "ccengine_queue_wait_seconds"
    assert found[f"{wait}_sum", "outcome=answered"] == 45.0
    assert [found[f"{wait}_bucket", f"le={le},outcome=answered"] for le in ("15", "20", "30", "+Inf")] == [0, 1, 2, 2]
    assert [found[f"{wait}_bucket", f"le={le},outcome=abandoned"] for le in ("2", "5", "20", "+Inf")] == [0, 1, 2, 3]
    assert found["ccengine_queue_calls_offered_total", "queue=repairs"] == 0
    assert found["ccengine_queue_service_level_threshold_seconds", "queue=repairs"] == 30.0


def test_asked_again_and_again_they_never_fall_and_come_to_the_same(database: Database) -> None:
    """Also when a turn, whose records have one time, is booked by two batches."""
    records, totals, position, size = story(), QueueTotals(USUAL), Position(), 3
    before: Samples = {}
    for n in range(0, len(records), size):
        position = apply(database, records[n : n + size], position)
        found = scrape(totals, database)
        counters = {key for key in found if key[0].endswith(("_total", "_bucket", "_sum", "_count"))}
        assert all(found[key] >= before.get(key, 0.0) for key in counters)
        before = found
    assert before == scrape(QueueTotals(USUAL), database)


def test_who_waits_and_who_serves() -> None:
    found = shown(live_metrics([Queue(queue="service", waiting=3, longest=12.5, agents={"ready": 2})], {"talking": 4}))
    assert found["ccengine_queue_waiting", ""] == 3
    assert found["ccengine_queue_longest_wait_seconds", ""] == 12.5
    assert (found["ccengine_queue_agents", "state=ready"], found["ccengine_queue_agents", "state=talking"]) == (2, 0)
    assert (found["ccengine_agents", "state=ready"], found["ccengine_agents", "state=talking"]) == (0, 4)


def test_no_call_becomes_a_label() -> None:
    late = Lateness(max=0.2, max_cause="call cc-1700000000.7: CallerQueued held 200.0 ms")
    assert ("ccengine_loop_lateness_max_seconds", "greenlet=call") in shown(
        engine_metrics(EngineHealth(loop_lateness=late))
    )
    assert shown(engine_metrics(None)) == {("ccengine_engine_up", ""): 0.0}
