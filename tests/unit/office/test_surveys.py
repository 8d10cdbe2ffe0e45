"""Journals of surveys -> what was asked and answered."""

from typing import Any

import pytest

from ccengine.model import facts
from ccengine.office import schema
from ccengine.office.database import Database
from ccengine.office.numbers import surveys
from ccengine.office.numbers.period import Period
from ccengine.office.numbers.surveys import Wanted
from ccengine.office.records import apply
from tests.unit.office.days import GRADES, Day
from tests.unit.office.journals import CALL, arrived, records
from tests.unit.office.rows import book, rows

NINE = 1_774_000_800.0
DAY = Period(NINE, NINE + 86400)


def story() -> Day:
    day = Day()
    first = day.answered(NINE, 5.0, agent="8001")
    second = day.answered(NINE + 100, 5.0, agent="8002")
    third = day.answered(NINE + 200, 5.0, agent="8001")
    fourth = day.answered(NINE + 300, 5.0, agent="8002")
    day.rated(first, NINE + 66, "after-talk", satisfied="5", solved="1", comment="comments/x.wav")
    day.rated(second, NINE + 166, "after-talk", satisfied="1", solved="")
    day.rated(third, NINE + 266, "after-talk", satisfied="3")
    day.rated(fourth, NINE + 366, "after-talk", satisfied="", solved="")
    day.rated(fourth, NINE + 367, "other", satisfied="5")
    day.rated(first, NINE + 90_000, "after-talk", satisfied="5")  # the day after
    return day


def asked(database: Database, question: Any, *more: Any) -> list[dict[str, Any]]:
    with database.reading() as session:
        found: list[dict[str, Any]] = question(session, DAY, *more)
        return found


def test_the_surveys_of_a_day(database: Database) -> None:
    book(database, [*story().records()])
    found = [(*row.values(),) for row in asked(database, surveys.of_surveys)]
    assert found == [("after-talk", 4, 3, 0.75, 4, 1, NINE + 366), ("other", 1, 1, 1.0, 1, 0, NINE + 367)]


def test_the_questions_of_a_survey(database: Database) -> None:
    book(database, [*story().records()])
    satisfied, solved, comment = asked(database, surveys.of_questions, Wanted("after-talk"))
    assert satisfied == {
        "survey": "after-talk", "question": "satisfied", "asked": 4, "answered": 3, "rate": 0.75, "mean": 3.0,
        "comments": 0,
        "marks": [
            {"key": "1", "count": 1, "share": 1 / 3, "grade": {"zh": "非常不满意", "en": "very dissatisfied"}},
            {"key": "3", "count": 1, "share": 1 / 3, "grade": {"": "3/5"}},
            {"key": "5", "count": 1, "share": 1 / 3, "grade": {"zh": "非常满意", "en": "very satisfied"}},
        ],
    }  # fmt: skip
    assert (solved["question"], solved["asked"], solved["answered"], solved["mean"]) == ("solved", 3, 1, 1.0)
    assert (comment["question"], comment["answered"], comment["comments"], comment["mean"]) == ("comment", 1, 1, None)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted("after-talk", agent="8001"), [("satisfied", 2, 4.0), ("solved", 1, 1.0), ("comment", 1, None)]),
        (Wanted("after-talk", agent="8003"), []),
        (Wanted("after-talk", queue="repairs"), []),
        (Wanted("other"), [("satisfied", 1, 5.0)]),
    ],
)
def test_of_one_agent_or_queue(database: Database, wanted: Wanted, found: list[tuple[str, int, float | None]]) -> None:
    book(database, [*story().records()])
    got = asked(database, surveys.of_questions, wanted)
    assert [(row["question"], row["asked"], row["mean"]) for row in got] == found


def test_by_agent(database: Database) -> None:
    book(database, [*story().records()])
    got = asked(database, surveys.of_questions, Wanted("after-talk"), True)
    assert [(row["agent"], row["question"], row["asked"], row["answered"]) for row in got] == [
        ("8001", "satisfied", 2, 2), ("8001", "solved", 1, 1), ("8001", "comment", 1, 1),
        ("8002", "satisfied", 2, 1), ("8002", "solved", 2, 0),
    ]  # fmt: skip


def test_every_answer_page_by_page(database: Database) -> None:
    book(database, [*story().records()])
    pages, after = [], 0
    while page := asked(database, surveys.answers, Wanted(), after, 3):
        pages.append([(row["question"], row["key"], row["agent"], row["queue"]) for row in page])
        after = page[-1]["n"]
    assert pages == [
        [("satisfied", "5", "8001", "service"), ("solved", "1", "8001", "service"), ("comment", "", "8001", "service")],
        [
            ("satisfied", "1", "8002", "service"),
            ("solved", "", "8002", "service"),
            ("satisfied", "3", "8001", "service"),
        ],
        [
            ("satisfied", "", "8002", "service"),
            ("solved", "", "8002", "service"),
            ("satisfied", "5", "8002", "service"),
        ],
    ]
    comment = next(row for row in asked(database, surveys.answers, Wanted(), 0, 9) if row["path"])
    assert (comment["path"], comment["seconds"], comment["answered"]) == ("comments/x.wav", 4.0, NINE + 66)


def test_a_comment_lies_beside_the_recordings(database: Database) -> None:
    book(database, [*story().records()])
    columns = ("offer", "path", "started", "seconds", "state", "problem")
    (row,) = rows(database, schema.Recording, *columns)
    assert row == ("o1-1", "comments/x.wav", NINE + 62, 4.0, "ready", "")


def test_who_hung_up_in_the_second_has_answered_the_first(database: Database) -> None:
    bodies = (
        arrived(),
        facts.Questioned(CALL, "s", "one"),
        facts.Marked(CALL, "one", "5", "s", GRADES["5"]),
        facts.Questioned(CALL, "s", "two"),
        facts.Marked(CALL, "two", "4", "s"),
        facts.Questioned(CALL, "s", "one"),  # the survey again, in the same call
    )
    book(database, [*records(*bodies)])
    assert rows(database, schema.Mark, "question", "key", "offer") == [
        ("one", "5", ""),
        ("two", "4", ""),
        ("one", "", ""),
    ]


def test_a_journal_of_before_tells_only_of_answers(database: Database) -> None:
    book(database, [*records(arrived(), facts.Marked(CALL, "how-satisfied", "5"))])
    (row,) = rows(database, schema.Mark, "survey", "question", "key", "answered", "at")
    assert row[:3] == ("", "how-satisfied", "5")
    assert row[3] == row[4]


def test_a_comment_that_was_cut_off_is_one_until_another_takes_its_place(database: Database) -> None:
    asked_once = facts.Questioned(CALL, "after-talk", "comment")
    cut = facts.Commented(CALL, "after-talk", "comment", "comments/d/c-2.wav", 3.5, estimated=True)
    whole = facts.Commented(CALL, "after-talk", "comment", "comments/d/c-2-2.wav", 4.0)
    position = book(database, [*records(arrived(), asked_once, cut)])
    assert rows(database, schema.Mark, "path", "seconds") == [(cut.path, 3.5)]
    assert rows(database, schema.Recording, "path", "problem") == [(cut.path, "cut off")]
    assert rows(database, schema.Stage, "detail")[-1] == ("comments/d/c-2.wav, 3.5 s, cut off",)

    apply(database, [*records(arrived(), asked_once, cut, whole)], position)  # those that are booked are passed over
    assert rows(database, schema.Mark, "path", "seconds") == [(whole.path, 4.0)]
    assert rows(database, schema.Recording, "path") == [(cut.path,), (whole.path,)]
