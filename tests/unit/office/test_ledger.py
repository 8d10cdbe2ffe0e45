"""Questions to the books."""

from dataclasses import replace
from typing import Any

import pytest

from ccengine.model.ids import AgentId, CallId
from ccengine.model.numbering import Numbering
from ccengine.office import ledger
from ccengine.office.database import Database
from ccengine.office.records import Position, apply
from tests.unit.office.journals import ABANDONED, CALL, HANDLED, O1, O2, OTHER, PATH, arrived, records


def ids(database: Database, **wanted: Any) -> list[str]:
    with database.reading() as session:
        page, _ = ledger.find(session, ledger.Query(**wanted))
        return [one.call.id for one in page]


@pytest.fixture
def booked(database: Database) -> Database:
    apply(database, [*records(*HANDLED, *ABANDONED[:2])], Position())
    return database


def test_calls_are_found_by_each_of_their_sides(booked: Database) -> None:
    assert ids(booked) == [OTHER, CALL]
    assert ids(booked, caller="13800138000") == [CALL]
    assert ids(booked, caller="") == [OTHER]
    assert ids(booked, called="4008001234") == [OTHER, CALL]
    assert ids(booked, called="400") == []
    assert ids(booked, agent="8002") == [CALL]
    assert ids(booked, agent="8001") == []  # was rung, never talked
    assert ids(booked, since=1008.0, until=1008.5) == [CALL]
    assert ids(booked, until=1008.0) == []


def test_a_caller_is_found_however_he_is_written(database: Database) -> None:
    """By the form of his record; one of before has none, and is found by the number that came."""
    numbering = Numbering()
    came = ["+8613800138000", "013800138000", "", "13900139000"]
    calls = [arrived(CallId(f"c-{n}")) for n in range(5)]
    bodies = [replace(call, caller=caller) for call, caller in zip(calls, ["8613800138000", *came], strict=True)]
    formed = [bodies[0], *(replace(call, caller_form=numbering.form(call.caller)) for call in bodies[1:])]
    formed[3] = replace(formed[3], caller_form="+8613800138000")  # withheld, but known
    apply(database, records(*formed), Position())
    for written in ("13800138000", "+8613800138000", "138-0013-8000"):
        found = ids(database, caller=written, spellings=numbering.spellings(written))
        assert sorted(found) == ["c-0", "c-1", "c-2", "c-3"], written
    assert ids(database, caller="1390013", spellings=numbering.spellings("1390013")) == []
    assert ids(database, caller="13900139000", spellings=numbering.spellings("13900139000")) == ["c-4"]


def test_pages_follow_each_other_without_a_gap_even_at_one_moment(database: Database) -> None:
    bodies = [arrived(CallId(f"c-{i:02d}")) for i in range(10)]
    same_time = [type(r)(r.n, 1000.0 + r.n // 4, r.body) for r in records(*bodies)]
    apply(database, [*same_time], Position())

    seen, after = [], None
    while True:
        with database.reading() as session:
            page, after = ledger.find(session, ledger.Query(after=after, limit=3))
        seen.append([one.call.id for one in page])
        if after is None:
            break

    assert [len(page) for page in seen] == [3, 3, 3, 1]
    assert [id for page in seen for id in page] == [f"c-{i:02d}" for i in reversed(range(10))]


def test_one_call_with_everything(booked: Database) -> None:
    with booked.reading() as session:
        found = ledger.whole(session, CALL)
        assert found is not None
        shown: dict[str, Any] = found.shown()
        assert ledger.whole(session, "c-none") is None

    assert shown["agents"] == [AgentId("8002")]
    assert [offer["id"] for offer in shown["offers"]] == [O1, O2]
    assert shown["recordings"][0]["path"] == PATH
    assert len(shown["stages"]) == 17
