"""Journals whose figures were computed by hand."""

from typing import Any

import pytest

from ccengine.model.ids import QueueName
from ccengine.model.service_level import Formula
from ccengine.model.why import By
from ccengine.office.database import Database
from ccengine.office.numbers import rows as numbers
from ccengine.office.numbers.grid import Interval
from ccengine.office.numbers.period import Period
from ccengine.office.numbers.queues import Thresholds
from tests.unit.office.days import Day
from tests.unit.office.rows import book

NINE = 1_774_000_800.0  # a full hour of UTC
DAY = Period(NINE, NINE + 86400)
USUAL = Thresholds({})


def queues(database: Database, period: Period = DAY, by: Formula = Formula.SL4, thresholds: Thresholds = USUAL) -> Any:
    with database.reading() as session:
        return numbers.of_queues(session, period, thresholds, by)


def agents(database: Database, period: Period = DAY) -> Any:
    with database.reading() as session:
        return numbers.of_agents(session, period)


def test_the_references_day_by_every_formula(database: Database) -> None:
    """A tenth of it: 100 answered, 86 of them in 20 s; 6 abandoned, 2 of them in 20 s."""
    day = Day()
    for n in range(86):
        day.answered(NINE + 100 * n, 20.0)
    for n in range(86, 100):
        day.answered(NINE + 100 * n, 20.001)
    for n, wait in enumerate((20.0, 4.0, 20.001, 30.0, 40.0, 50.0)):
        day.abandoned(NINE + n, wait)
    book(database, [*day.records()])

    def percent(formula: Formula, threshold: float = 20.0) -> str:
        (row,) = queues(database, by=formula, thresholds=Thresholds({}, otherwise=threshold))
        assert row["service_level"].formula is formula
        return f"{100 * row['service_level'].value:.1f}"

    assert [percent(formula) for formula in Formula] == ["83.0", "86.0", "81.1", "82.7", "82.1"]
    assert [percent(formula, 20.001) for formula in Formula] == ["97.2", "100.0", "94.3", "97.1", "95.3"]
    assert [percent(formula, 3.0) for formula in Formula] == ["0.0", "0.0", "0.0", "0.0", "0.9"]


def test_what_became_of_the_offered_calls(database: Database) -> None:
    day = Day()
    day.answered(NINE + 0.1, 10.0, talk=100.0, wrap_up=20.0)
    day.answered(NINE + 200, 30.0, talk=50.5, wrap_up=9.5)
    day.abandoned(NINE + 1, 4.999)
    day.abandoned(NINE + 2, 5.0)
    day.abandoned(NINE + 3, 45.0)
    day.sent_on(NINE + 4, 90.0)
    day.abandoned(NINE + 5, 7.0, by=By.OPERATOR)
    day.abandoned(NINE + 6, 7.0, by=By.UNKNOWN)
    day.waiting(NINE + 1000)
    day.abandoned(NINE - 1, 100.0)  # entered before
    day.abandoned(NINE + 2000, 1.0, QueueName("repairs"))
    book(database, [*day.records()])

    (service,) = queues(database, Period(NINE, NINE + 1100))
    assert service["queue"] == "service"
    counts = ("offered", "answered", "abandoned", "abandoned_short", "flowed_out", "otherwise", "waiting", "handled")
    assert [service[name] for name in counts] == [9, 2, 2, 1, 1, 2, 1, 2]
    assert service["offered"] == sum(service[name] for name in counts[1:7])
    assert (service["asa"], service["time_to_abandon"], service["longest_wait"]) == (20.0, 25.0, 100.0)
    assert (service["talk"], service["wrap_up"], service["aht"]) == (150.5, 29.5, 90.0)
    assert service["answer_rate"] == 2 / 8
    assert service["abandonment"] == 2 / 7
    assert (service["answered_within"], service["abandoned_within"]) == (1, 2)


def test_a_talk_that_goes_on_is_answered_and_not_yet_handled(database: Database) -> None:
    day = Day()
    day.answered(NINE, 10.0, talk=60.0)
    day.answered(NINE + 100, 12.0, talk=7200.0, agent="8002")
    book(database, [record for record in day.records() if record.t < NINE + 3600])

    (service,) = queues(database, Period(NINE, NINE + 3600))
    assert (service["answered"], service["handled"], service["talk"], service["aht"]) == (2, 1, 60.0, 70.0)
    assert [(row["agent"], row["answered"], row["handled"]) for row in agents(database, Period(NINE, NINE + 3600))] == [
        ("8001", 1, 1),
        ("8002", 1, 0),
    ]


def test_each_queue_has_its_own_threshold(database: Database) -> None:
    day = Day()
    for queue in ("service", "repairs"):
        day.answered(NINE, 30.0, queue=QueueName(queue), agent=f"of {queue}")
    book(database, [*day.records()])

    found = queues(database, thresholds=Thresholds({"repairs": 30.0}))
    assert [(row["queue"], row["service_level"].threshold, row["service_level"].value) for row in found] == [
        ("repairs", 30.0, 1.0),
        ("service", 20.0, 0.0),
    ]


def test_a_call_belongs_to_the_interval_of_its_entry_with_all_that_came_of_it(database: Database) -> None:
    day = Day()
    day.answered(NINE + 899.9, 10.0, talk=2000.0)
    day.answered(NINE + 900.0, 3000.0, talk=7.0)
    book(database, [*day.records()])

    found = queues(database, Period(NINE, NINE + 86400, Interval.QUARTER))
    assert [(row["since"] - NINE, row["until"] - NINE, row["answered"], row["talk"]) for row in found] == [
        (0, 900, 1, 2000.0),
        (900, 1800, 1, 7.0),
    ]


def test_an_agents_hours(database: Database) -> None:
    """8:50 to 11:00: 10 min ready, a talk of 40 min with 5 min of wrap-up, a lunch of 30 min, 20 s of ring in vain."""
    day = Day()
    day.agent("8001", NINE - 600, "ready")
    day.answered(NINE + 600, 10.0, talk=2400.0, wrap_up=300.0, ring=10.0)
    day.agent("8001", NINE + 3600, "not_ready", "lunch")
    day.agent("8001", NINE + 5400, "ready")
    day.missed(NINE + 6000, "8001")
    day.agent("8001", NINE + 7200, "logged_out")
    day.agent("8002", NINE - 7200, "logged_out")
    book(database, [*day.records()])

    (whole,) = agents(database, Period(NINE - 3600, NINE + 86400))
    assert whole["states"] == {
        "not_ready": 1800.0 + 1180.0, "ready": 600.0 + 600.0 + 290.0 + 600.0, "ringing": 30.0,
        "talking": 2400.0, "wrap_up": 300.0,
    }  # fmt: skip
    assert whole["logged_in"] == 7800.0
    assert (whole["occupancy"], whole["utilisation"]) == (2700 / (7800 - 2980), 2700 / 7800)
    assert (whole["offered"], whole["answered"], whole["missed"], whole["aht"]) == (2, 1, 1, 2700.0)

    hours = agents(database, Period(NINE - 3600, NINE + 86400, Interval.HOUR))
    assert [(row["since"] - NINE, row["states"]) for row in hours] == [
        (-3600, {"ready": 600.0}),
        (0, {"ready": 600.0 + 290.0, "ringing": 10.0, "talking": 2400.0, "wrap_up": 300.0}),
        (3600, {"not_ready": 1800.0 + 1180.0, "ready": 600.0, "ringing": 20.0}),
    ]
    assert [row["occupancy"] for row in hours] == [0.0, 2700 / 3600, 0.0]


def test_a_long_state_is_cut_at_the_ends_of_every_interval_and_of_the_period(database: Database) -> None:
    day = Day()
    day.agent("8001", NINE - 100_000, "ready")
    day.agent("8001", NINE + 5000, "logged_out")
    book(database, [*day.records()])

    found = agents(database, Period(NINE + 100, NINE + 3000.5, Interval.QUARTER))
    assert [row["logged_in"] for row in found] == [800.0, 900.0, 900.0, 300.5]
    assert [row["since"] - NINE for row in found] == [100, 900, 1800, 2700]


@pytest.mark.parametrize("question", [queues, agents])
def test_nothing_on_record_is_no_row(database: Database, question: Any) -> None:
    assert question(database) == []
    assert question(database, Period(NINE, NINE, Interval.DAY)) == []
