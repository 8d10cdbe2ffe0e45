"""The migrations make the tables that the models describe."""

from importlib.resources import files

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import event, inspect, text

from ccengine.office import migrations
from ccengine.office.database import Database
from ccengine.office.schema import AgentInterval, Base
from tests.unit.office.rows import rows


@pytest.mark.parametrize("by_steps", [True, False])
def test_from_nothing_to_what_the_models_say(empty: Database, by_steps: bool) -> None:
    if by_steps:
        with empty.engine.begin() as connection:
            migrations.upgrade(connection)
    empty.migrate()

    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_twice_is_once(empty: Database) -> None:
    empty.migrate()
    empty.migrate()


def test_an_older_one_is_brought_to_the_newest(empty: Database) -> None:
    with empty.engine.begin() as connection:
        migrations.upgrade(connection, "0001")
        assert not migrations.is_newest(connection)
    empty.migrate()
    with empty.engine.connect() as connection:
        assert migrations.is_newest(connection)
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == migrations.newest()


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


def test_books_of_before_the_numbers_learn_which_offer_an_agent_was_busy_with(empty: Database) -> None:
    """A ring in vain, and a talk whose end was inferred; written by the version before, with its columns."""
    migrate(empty, "0003")
    offers = [("o1-1", 11, 11.0, 12.0, False), ("o1-2", 13, 13.0, 20.0, True)]
    states = [
        (10, "ready", 10, 11), (11, "ringing", 11, 12), (12, "not_ready", 12, 12.5), (13, "ringing", 13, 14),
        (14, "joining", 14, 15), (15, "talking", 15, 20), (16, "wrap_up", 20, 30), (17, "ready", 30, None),
    ]  # fmt: skip
    with empty.engine.begin() as connection:
        connection.execute(text("INSERT INTO calls (id, called, caller, caller_name, flow, language, channel, arrived, "
                                "ended_by, why, estimated, refused, outcome, stages) "
                                "VALUES ('c', '', '', '', '', '', '', 1, '', '', FALSE, '', '', 0)"))  # fmt: skip
        for id, n, rung, ended, estimated in offers:
            connection.execute(
                text('INSERT INTO offers (id, n, call, queue, agent, "limit", rung, ended, cause, "by", estimated) '
                     "VALUES (:id, :n, 'c', 'service', '8001', 20, :rung, :ended, '', '', :estimated)"),
                {"id": id, "n": n, "rung": rung, "ended": ended, "estimated": estimated},
            )  # fmt: skip
        for n, state, since, until in states:
            connection.execute(
                text("INSERT INTO agent_intervals (n, agent, state, reason, since, until) "
                     "VALUES (:n, '8001', :state, '', :since, :until)"),
                {"n": n, "state": state, "since": since, "until": until},
            )  # fmt: skip
    empty.migrate()

    assert rows(empty, AgentInterval, "state", "queue", "offer", "since_estimated", "until_estimated") == [
        ("ready", "", "", False, False),
        ("ringing", "service", "o1-1", False, False),
        ("not_ready", "", "", False, False),
        ("ringing", "service", "o1-2", False, False),
        ("joining", "service", "o1-2", False, False),
        ("talking", "service", "o1-2", False, True),
        ("wrap_up", "service", "o1-2", True, False),
        ("ready", "", "", False, False),
    ]


def migrate(database: Database, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(files("ccengine.office") / "migrations"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
