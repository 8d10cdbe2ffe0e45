"""Each record once, whatever happens between two of them."""

import logging
import random
from collections.abc import Callable

import pytest
from sqlalchemy import event, update

from ccengine.acd import commands
from ccengine.model import facts
from ccengine.model.ids import AgentId, CallId, OfferId, QueueName
from ccengine.model.why import By
from ccengine.office import schema
from ccengine.office.booking import BOOKERS
from ccengine.office.database import Database
from ccengine.office.records import Books, Moved, Position, apply, position
from ccengine.office.words import RecordingState
from ccengine.wire.journal import Record
from tests.unit.office.journals import ABANDONED, CALL, HANDLED, OTHER, arrived, records
from tests.unit.office.rows import book, everything, rows

JOURNAL = records(*HANDLED, *ABANDONED)


def another(database: Database) -> Database:
    """As a process sees it that starts anew."""
    return Database(database.url)


@pytest.mark.many
def test_a_restart_after_every_record_leaves_the_same_books(database: Database) -> None:
    for record in JOURNAL:
        fresh = another(database)
        try:
            # It reads some records that are booked already, too.
            overlap = [r for r in JOURNAL if record.n - 3 <= r.n <= record.n]
            apply(fresh, overlap, position(fresh))
        finally:
            fresh.close()
    stepwise = everything(database)
    for table in reversed(schema.Base.metadata.sorted_tables):
        with database.engine.begin() as connection:
            connection.execute(table.delete())

    book(database, [*JOURNAL])

    assert everything(database) == stepwise
    assert position(database) == Position(len(JOURNAL), 1000.0 + len(JOURNAL))


@pytest.mark.many
def test_batches_of_any_size_leave_the_same_books(database: Database) -> None:
    book(database, [*JOURNAL])
    whole = everything(database)
    chance = random.Random(7)
    for _ in range(2):
        for table in reversed(schema.Base.metadata.sorted_tables):
            with database.engine.begin() as connection:
                connection.execute(table.delete())
        at, rest, books = Position(), [*JOURNAL], Books(database)
        while rest:
            size = chance.randint(1, 9)
            at, rest = books.apply(rest[:size], at), rest[size:]
            if chance.random() < 0.1:
                books.forget()
        books.forget()
        assert everything(database) == whole


def test_what_is_kept_from_batch_to_batch_is_not_believed_of_recordings(database: Database) -> None:
    """Their files' maker has been there meanwhile."""
    books, at = Books(database), Position()
    for record in JOURNAL:
        if isinstance(record.body, facts.CallEnded):
            with database.writing() as session:
                session.execute(update(schema.Recording).values(state=RecordingState.READY))
        at = books.apply([record], at)
    books.forget()
    assert {state for (state,) in rows(database, schema.Recording, "state")} == {RecordingState.READY}


def test_another_writer_is_found_out_also_by_one_who_keeps_its_rows(database: Database) -> None:
    books = Books(database)
    at = books.apply(JOURNAL[:5], Position())
    apply(database, JOURNAL[5:8], at)
    with pytest.raises(Moved):
        books.apply(JOURNAL[5:8], at)


def test_whether_calls_and_offers_are_there_already_is_asked_once_for_a_batch(database: Database) -> None:
    books, at = Books(database), book(database, [*JOURNAL])
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *what: asked.append(what[2]))
    for count in (1, 12):
        asked.clear()
        calls = [CallId(f"{count}-{each}") for each in range(count)]
        bodies = [
            each
            for call in calls
            for each in (
                arrived(call),
                commands.Ring(OfferId(f"o-{call}"), AgentId("8001"), call, QueueName("service"), 20.0),
                facts.CallEnded(call, By.CALLER),
            )
        ]
        at = books.apply([Record(at.n + 1 + n, 2000.0, body) for n, body in enumerate(bodies)], at)
        tables = [text.partition("FROM ")[2].split()[0] for text in asked if "FROM " in text and text[0] == "S"]
        assert sorted(each for each in tables if each in ("calls", "offers", "recordings")) == ["calls", "offers"]
    books.forget()


def test_reading_a_batch_again_changes_nothing(database: Database) -> None:
    at = book(database, [*JOURNAL])
    before = everything(database)

    assert apply(database, [*JOURNAL], at) == at
    assert everything(database) == before


def test_a_batch_that_fails_leaves_neither_rows_nor_a_position(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = apply(database, JOURNAL[:10], Position())
    before = everything(database)
    cut = _cut_before_commit(database)

    with pytest.raises(ConnectionError, match="pulled"):
        apply(database, JOURNAL[10:], at)

    cut()
    assert everything(database) == before
    apply(database, JOURNAL[10:], at)
    assert rows(database, schema.Call, "outcome") == [("handled",), ("abandoned",)]


def _cut_before_commit(database: Database) -> Callable[[], None]:
    """As if the process died: the transaction is never committed.  Returns what mends it."""

    def pull(connection: object) -> None:
        raise ConnectionError("pulled")

    event.listen(database.engine, "commit", pull)
    return lambda: event.remove(database.engine, "commit", pull)


def test_a_record_that_cannot_be_booked_keeps_no_other_out(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fault(page: object, entry: object, body: object) -> None:
        raise ZeroDivisionError("a bug of ours")

    monkeypatch.setitem(BOOKERS, facts.NodeEntered, (fault,))
    endless = Record(len(JOURNAL) + 1, float("inf"), facts.SwitchUp())  # "1e999" in JSON

    with caplog.at_level(logging.CRITICAL):
        end = apply(database, [*JOURNAL, endless], Position())

    assert end.n == len(JOURNAL) + 1
    assert rows(database, schema.Call, "id", "outcome") == [(CALL, "handled"), (OTHER, "abandoned")]
    assert rows(database, schema.Correction, "n", "kind", "what") == [
        (n, "not booked", "a record of kind NodeEntered: a bug of ours") for n in (10, 12)
    ]


def test_two_offices_on_one_database_do_not_book_twice(database: Database) -> None:
    apply(database, JOURNAL[:5], Position())

    with pytest.raises(Moved):
        apply(database, JOURNAL[:5], Position())


def test_many_calls_in_one_batch(database: Database) -> None:
    """Rows go in an order that foreign keys accept."""
    bodies = [arrived(CallId(f"c-{i}")) for i in range(100)]
    at = apply(database, [*records(*bodies)], Position())

    assert at.n == 100
    assert len(rows(database, schema.Stage)) == 100
