"""Real PostgreSQL and MariaDB, one each for all tests here, and SQLite."""

from collections.abc import Iterator

import pytest

from ccengine.workers.services import Workers
from tests.support.mariadb import MariaDb, running_mariadb
from tests.support.postgres import Postgres, running_postgres
from tests.unit.workers.conftest import until_gone
from tests.unit.workers.sources import property as company
from tests.unit.workers.sources.property import Property

KINDS = ("sqlite", "postgresql", "mariadb")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def maria() -> Iterator[MariaDb]:
    with running_mariadb() as server:
        yield server


@pytest.fixture(scope="session", params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Property:
    match request.param:
        case "postgresql":
            return company.postgresql(request.getfixturevalue("postgres"))
        case "mariadb":
            return company.mariadb(request.getfixturevalue("maria"))
    return company.sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def asked(database: Property) -> Iterator[Workers]:
    """The same for all: a request leaves nothing behind in its worker."""
    made = database.workers()
    yield made
    pids = made.pids()
    made.close()
    for pid in pids:
        until_gone(pid)
