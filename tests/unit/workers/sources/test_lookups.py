"""What a lookup finds, in which form, and what it may not ask: the same of all three databases."""

import pytest

from ccengine.flow.spoken import spoken
from ccengine.model.services import LookupRequest, Outcome
from ccengine.workers.services import Workers
from tests.unit.workers.sources.property import FIELDS, Property, look


def test_a_row_in_the_form_that_flows_have(asked: Workers, database: Property) -> None:
    (row,) = look(asked, "bills", *FIELDS, where={"n": 7}).rows
    assert row == {
        "room": "101", "phone": "13800138000", "month": "2026-10", "total": 123.4, "due": "2026-11-15",
        "paid": False, "n": 7, "weight": 0.5,
        "at": "2026-10-01 08:30:00" if database.kind == "sqlite" else "2026-10-01T08:30:00", "raw": "00ff",
        "owner": "王小明",
    }  # fmt: skip
    (empty,) = look(asked, "bills", "month", "due", "paid", "weight", "at", "owner", where={"room": "0102"}).rows
    assert empty == {"month": None, "due": None, "paid": None, "weight": None, "at": None, "owner": "O'Hara"}


def test_what_is_found_can_be_said(asked: Workers) -> None:
    (row,) = look(asked, "bills", "total", "due", "at", where={"n": 7}).rows
    for language in ("zh", "en"):
        for kind, column in (("money", "total"), ("date", "due"), ("date", "at"), ("time", "at"), ("number", "total")):
            assert spoken(kind, row[column], language)  # type: ignore[arg-type]  # JSON: a text or a number
    assert spoken("money", row["total"], "zh") == spoken("money", "123.40", "zh")  # type: ignore[arg-type]


def test_the_first_by_an_order_and_all_of_them(asked: Workers) -> None:
    assert look(asked, "bills", "n", order=["-month"], most=1).rows == [{"n": 7}]
    assert look(asked, "bills", "n", order=["month"], most=1).rows == [{"n": 8}]
    assert look(asked, "bills", "n", order=["paid", "-n"]).rows == [{"n": 7}, {"n": 8}]
    assert look(asked, "bills").rows == [{}, {}]
    assert look(asked, "bills", "n", where={"room": "101", "paid": True}).rows == [{"n": 8}]


@pytest.mark.parametrize(
    "where",
    [
        {"room": 101}, {"n": "7"}, {"n": 7.0}, {"n": " 07 "}, {"total": "123.40"}, {"total": 123.4}, {"weight": "0.5"},
        {"due": "2026-11-15"}, {"owner": "王小明", "n": 7}, {"raw": "00ff"}, {"paid": False}, {"paid": 0},
    ],
    ids=str,
)  # fmt: skip
def test_a_value_is_taken_as_its_column_takes_it(asked: Workers, where: dict[str, str | int | float]) -> None:
    answer = look(asked, "bills", "n", where=where)
    assert answer.outcome is Outcome.DONE, answer.detail
    assert {"n": 7} in answer.rows


@pytest.mark.parametrize(
    "where",
    [
        {"room": 0}, {"room": False}, {"room": None}, {"room": "1\x0001"}, {"room": "\ud800"}, {"room": "1" * 5000},
        {"room": "😀"}, {"n": "seven"}, {"n": "7 OR 1=1"}, {"n": 7.5}, {"n": ""}, {"n": 10**30}, {"n": "٧"},
        {"total": "123.401"}, {"total": "NaN"}, {"due": "tomorrow"}, {"due": 7}, {"paid": "perhaps"}, {"raw": "x"},
        {"weight": "inf"}, {"at": "2026-10-01 08:30:01"},
    ],
    ids=ascii,
)  # fmt: skip
def test_a_value_that_no_row_can_have_finds_none(asked: Workers, where: dict[str, str | int | float | None]) -> None:
    """MariaDB, left to itself, takes every text that begins with a letter for 0."""
    answer = look(asked, "bills", "n", where=where)
    assert (answer.outcome, answer.rows) == (Outcome.DONE, []), answer.detail


def test_more_rows_than_the_settings_allow_are_a_failure_and_never_fetched(asked: Workers) -> None:
    answer = look(asked, "many", "n")
    assert (answer.outcome, list(answer.rows), answer.detail) == (
        Outcome.FAILED,
        [],
        "more than 5 rows (settings: rows)",
    )
    assert len(look(asked, "many", "n", most=5).rows) == 5
    assert look(asked, "many", "n", most=6).outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (LookupRequest("proprety", "bills", [], {"n": 1}, "k"), 'did you mean "property"?'),
        (LookupRequest("property", "bill", [], {"n": 1}, "k"), 'did you mean "bills"?'),
        (LookupRequest("property", "pg_user", [], {"n": 1}, "k"), "has no table"),
        (LookupRequest("property", "bills", ["n; --"], {"n": 1}, "k"), "under `read`"),
        (LookupRequest("property", "bills", ["n"], {"1=1 --": 1}, "k"), "under `where`"),
        (LookupRequest("property", "bills", ["n"], {"n": 1}, "k", order=["(select 1)"]), "under `read`"),
        (LookupRequest("property", "bills", ["n"], {}, "k"), "without a condition"),
        (LookupRequest("property", "repairs", ["phone"], {"ticket": 1}, "k"), "under `read`"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_but_what_the_settings_name_can_be_asked(asked: Workers, request_: LookupRequest, said: str) -> None:
    answer = asked.lookup(request_)
    assert answer.outcome is Outcome.REFUSED
    assert said in answer.detail


def test_what_the_settings_name_and_the_database_has_not(asked: Workers) -> None:
    assert 'no table "missing"' in look(asked, "missing", "room").detail
    assert 'no column "owned"' in look(asked, "askew", "owned").detail
    told = asked.sources.test("property")
    assert told["outcome"] == "done"
    assert len(told["found"]) == 2, told["found"]
    assert told["found"][0].startswith("missing: ")
    assert told["found"][1] == 'askew: there is no column "owned"'


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # the others' views call nothing that writes
def test_a_lookup_can_change_nothing(asked: Workers, database: Property) -> None:
    """Not even by a function in a view."""
    made = "CREATE FUNCTION spend() RETURNS text LANGUAGE sql AS 'UPDATE bills SET paid = true RETURNING room'"
    with database.connect() as connection:
        connection.execute("DROP VIEW many")
        connection.execute(made)
        connection.execute("CREATE VIEW many AS SELECT '101'::text AS room, spend() AS n")
        answer = look(asked, "many", "n")
        connection.execute("DROP VIEW many")
        connection.execute("CREATE VIEW many AS SELECT '101'::text AS room, n FROM generate_series(1, 1000000) AS n")
    assert answer.outcome is Outcome.FAILED
    assert "read-only" in answer.detail
