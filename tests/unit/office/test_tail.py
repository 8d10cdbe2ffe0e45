"""Following a real journal into a real database that comes and goes."""

import asyncio
import logging
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.office import schema
from ccengine.office.database import Database, parse_url
from tests.support.cable import cable_to
from tests.support.postgres import Postgres, running_postgres
from tests.unit.office.following import QUICK, following, write
from tests.unit.office.journals import ABANDONED, CALL, HANDLED, OTHER
from tests.unit.office.rows import rows


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'books.sqlite'}"


def outcomes(url: str) -> list[tuple[object, ...]]:
    database = Database(parse_url(url))
    try:
        return rows(database, schema.Call, "id", "outcome")
    finally:
        database.close()


BOTH = [(CALL, "handled"), (OTHER, "abandoned")]


async def test_a_journal_that_grows_is_followed(journal: Path, sqlite: str) -> None:
    async with following(journal, sqlite) as one:
        await one.see(lambda: one.keeper.ready)
        await one.until(write(journal, *HANDLED[:9]))
        await one.until(write(journal, *HANDLED[9:]))
        await one.until(write(journal, *ABANDONED))

    assert outcomes(sqlite) == BOTH


async def test_a_long_backlog_is_booked_in_pieces(journal: Path, sqlite: str) -> None:
    write(journal, *HANDLED, *ABANDONED)
    last = len(HANDLED) + len(ABANDONED)
    async with following(journal, sqlite, replace(QUICK, most=20)) as one:
        await one.until(last)

    assert one.booked == [*range(20, last, 20), last]
    assert outcomes(sqlite) == BOTH


async def test_what_the_engine_wrote_last_is_booked_before_the_end(journal: Path, sqlite: str) -> None:
    async with following(journal, sqlite) as one:
        await one.see(lambda: one.keeper.ready)
        write(journal, *HANDLED, *ABANDONED)
        one.keeper.close()
        await one.ended()

    assert outcomes(sqlite) == BOTH


async def test_a_new_process_goes_on_where_the_last_one_ended(journal: Path, sqlite: str) -> None:
    write(journal, *HANDLED[:20])
    async with following(journal, sqlite) as one:
        await one.until(20)
    last = write(journal, *HANDLED[20:], *ABANDONED)
    async with following(journal, sqlite) as one:
        await one.until(last)

    assert outcomes(sqlite) == BOTH


def damage(journal: Path, line: int) -> None:
    segment = next(journal.glob("*.log"))
    lines = segment.read_bytes().splitlines(keepends=True)
    lines[line] = b"00000000 {}\n"
    segment.write_bytes(b"".join(lines))


async def test_damage_is_told_once_over_restarts(journal: Path, sqlite: str) -> None:
    last = write(journal, *HANDLED)
    damage(journal, 10)
    for _ in range(2):
        async with following(journal, sqlite) as one:
            await one.until(last)
            last = write(journal, *ABANDONED[:1])
            await one.until(last)

    database = Database(parse_url(sqlite))
    found = rows(database, schema.Correction, "n", "kind")
    database.close()
    assert found == [(10, "damaged")]


async def test_the_books_of_another_journal_are_not_touched(
    journal: Path, sqlite: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(journal, *HANDLED)
    async with following(journal, sqlite) as one:
        await one.until(len(HANDLED))
    shorter, different = tmp_path / "shorter", tmp_path / "different"
    write(shorter, *HANDLED[:5])
    write(different, *HANDLED, *ABANDONED, t=5000.0)
    for foreign in (shorter, different):
        caplog.clear()
        async with following(foreign, sqlite) as one:
            problem = await one.problem()
            assert problem.code == "wrong-journal"

    assert outcomes(sqlite) == BOTH[:1]


async def test_a_locked_database_is_waited_for(journal: Path, sqlite: str, caplog: pytest.LogCaptureFixture) -> None:
    async with following(journal, sqlite) as one:
        await one.see(lambda: one.keeper.ready)
        with sqlite3.connect(sqlite.removeprefix("sqlite:///"), isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            last = write(journal, *HANDLED)
            assert (await one.problem()).code == "database-away"
            assert one.keeper.oldest == 1001.0
            other.execute("ROLLBACK")
        other.close()
        await one.until(last)
        await one.see(lambda: one.keeper.problem is None)


def alarms(caplog: pytest.LogCaptureFixture) -> list[int]:
    return [record.levelno for record in caplog.records if record.name == "ccengine.alarm"]


async def test_a_database_that_is_cut_off_is_caught_up_with(
    journal: Path, postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    url = postgres.new_database()
    async with cable_to(postgres.port) as cable:
        through = postgres.url(url.rpartition("/")[2], cable.port)
        async with following(journal, through) as one:
            await one.until(write(journal, *HANDLED[:20]))
            cable.cut()
            last = write(journal, *HANDLED[20:])
            await one.see(lambda: cable.refused >= 5)
            assert one.keeper.problem is not None
            assert alarms(caplog) == [logging.ERROR]  # once, however long it lasts
            last = write(journal, *ABANDONED)
            cable.mend()
            await one.until(last)
            await one.see(lambda: one.keeper.problem is None)
            assert alarms(caplog) == [logging.ERROR, logging.WARNING]

    assert outcomes(url) == BOTH


async def test_a_network_that_swallows_everything_does_not_hold_the_tail(
    journal: Path, postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    url = postgres.new_database()
    name = url.rpartition("/")[2]
    async with cable_to(postgres.port) as cable, following(journal, postgres.url(name, cable.port)) as one:
        await one.until(write(journal, *HANDLED[:20]))
        cable.swallow()
        last = write(journal, *HANDLED[20:])
        assert (await one.problem()).code == "database-away"
        cable.mend()
        await one.until(last)

    assert outcomes(url) == BOTH[:1]


async def test_a_database_that_stops_and_starts_is_caught_up_with(
    journal: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with running_postgres() as server:
        url = server.new_database()
        async with following(journal, url) as one:
            await one.until(write(journal, *HANDLED[:20]))
            await asyncio.to_thread(server.stop)
            last = write(journal, *HANDLED[20:], *ABANDONED)
            await one.problem()
            await asyncio.to_thread(server.start)
            await one.until(last)
        assert outcomes(url) == BOTH


async def test_a_password_is_nowhere_to_be_seen(journal: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(journal, *HANDLED)
    async with following(journal, "postgresql://ccengine:geheim-9f@127.0.0.1:1/books") as one:
        assert "geheim" not in f"{await one.problem()} {one.keeper.shown} {caplog.text}"
