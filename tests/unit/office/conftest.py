from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from ccengine.office.database import Database, parse_url
from ccengine.office.schema import Base
from tests.support.postgres import Postgres, running_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres) -> str:
    """URL of a database with the tables: making one takes longer than emptying it."""
    url = postgres.new_database()
    database = Database(parse_url(url))
    database.migrate()
    database.close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """One of each kind, without tables."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'books.sqlite'}"
    else:
        url = request.getfixturevalue("postgres").new_database()
    database = Database(parse_url(url))
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """One of each kind, with the tables and nothing in them."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'books.sqlite'}" if sqlite else request.getfixturevalue("migrated_postgres")
    database = Database(parse_url(url))
    if sqlite:
        database.migrate()
    else:
        with database.engine.begin() as connection:
            connection.execute(text("TRUNCATE " + ", ".join(t.name for t in Base.metadata.sorted_tables)))
    yield database
    database.close()
