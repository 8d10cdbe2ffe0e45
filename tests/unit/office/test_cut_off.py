"""A PostgreSQL that `ccsim trunk` cuts off, with the right of the office's own user."""

from pathlib import Path

import psycopg
import pytest

from ccengine.model.home import Home
from ccengine_sim.trunk.away import database_away

POSITION = "SELECT count(*) FROM journal_position"


def test_sessions_end_and_the_books_are_out_of_reach(migrated_postgres: str, tmp_path: Path) -> None:
    home = Home(tmp_path)
    agents = "agents: {8001: {}}\nqueues: {service: {agents: 8001}}\n"
    home.settings.write_text(f"{agents}database: {migrated_postgres}\n")
    with psycopg.connect(migrated_postgres, autocommit=True) as before, database_away(home):
        with pytest.raises(psycopg.OperationalError):
            before.execute(POSITION)
        with (
            psycopg.connect(migrated_postgres, options="-c lock_timeout=50ms", autocommit=True) as again,
            pytest.raises(psycopg.errors.LockNotAvailable),
        ):
            again.execute(POSITION)
    with psycopg.connect(migrated_postgres) as after:
        assert after.execute(POSITION).fetchone() is not None
