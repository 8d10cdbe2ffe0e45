"""The migrations make the tables that the models describe."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, inspect

from ccengine.office.database import Database
from ccengine.office.schema import Base


def test_from_nothing_to_what_the_models_say(empty: Database) -> None:
    empty.migrate()

    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_twice_is_once(empty: Database) -> None:
    empty.migrate()
    empty.migrate()


def test_a_migration_that_is_cut_leaves_nothing(empty: Database) -> None:
    """Both databases take the whole step in one transaction."""

    def pull(connection: object) -> None:
        raise ConnectionError("pulled")

    event.listen(empty.engine, "commit", pull)
    with pytest.raises(ConnectionError):
        empty.migrate()
    event.remove(empty.engine, "commit", pull)
    with empty.engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    empty.migrate()
