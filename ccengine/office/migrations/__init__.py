"""The steps of the books' tables, one after the other, by Alembic."""

from importlib.resources import files

from sqlalchemy import Connection, MetaData, inspect, text

FOLDER = files(__name__)


def is_newest(connection: Connection) -> bool:
    """As nearly always: then Alembic need not be imported, which takes half a second of a start."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    at = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return list(at) == [newest()]


def newest() -> str:
    """Of the files versions/v<number>_<what>.py."""
    names = (file.name for file in (FOLDER / "versions").iterdir() if file.name.endswith(".py"))
    return max(names).removeprefix("v").partition("_")[0]


def create(connection: Connection, tables: MetaData) -> bool:
    """The newest tables in a database that has none of ours: the steps would come to the same, which a test compares.
    False when it has some."""
    inspected = inspect(connection)
    if any(inspected.has_table(name) for name in ("alembic_version", *tables.tables)):
        return False
    tables.create_all(connection)
    connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    connection.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": newest()})
    return True


def upgrade(connection: Connection, to: str = "head") -> None:
    """To a step, or to the newest, in the transaction that the connection is in."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
