"""Whatever a caller calls himself: booked, found again, and nothing else changed."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from ccengine.model import facts
from ccengine.model.why import By
from ccengine.office import ledger
from ccengine.office.database import Database
from ccengine.office.records import Position, apply
from ccengine.office.schema import Base, Call
from ccengine.office.text import LONGEST, storable
from tests.unit.office.journals import CALL, arrived, records

TEXT = st.text(st.characters(), max_size=40) | st.sampled_from(
    [
        "\0",
        "a\0b",
        "\ud800",
        "'; DROP TABLE calls; --",
        "%s %(x)s :x ?",
        "\x1b[2J",
        "x" * 5000,
        "\r\n",
        "你" * 600,
        "\ufeff",
    ]
)


def _clear(database: Database) -> None:
    with database.engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(delete(table))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=TEXT, name=TEXT, why=TEXT)
def test_any_text_is_booked_and_found(database: Database, number: str, name: str, why: str) -> None:
    _clear(database)
    found = records(
        arrived(caller=number, name=name), facts.Marked(CALL, name, why), facts.CallEnded(CALL, By.CALLER, why)
    )

    apply(database, [*found], Position())

    with database.reading() as session:
        call = session.get(Call, CALL)
        assert call is not None
        assert (call.caller, call.caller_name, call.why) == (storable(number), storable(name), storable(why))
        page, _ = ledger.find(session, ledger.Query(caller=number))
        assert [one.call.id for one in page] == [CALL]


@given(st.text())
def test_text_that_can_be_stored_is_kept_as_it_is(text: str) -> None:
    kept = storable(text)
    assert kept == storable(kept)
    assert len(kept) <= LONGEST
    kept.encode()
    if len(text) <= LONGEST and "\0" not in text and not any(0xD800 <= ord(c) < 0xE000 for c in text):
        assert kept == text
