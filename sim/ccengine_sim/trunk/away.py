"""A connection that nobody gets through, as long as the block lasts; done by what any administrator could do."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from ccengine.app.cache import cache_folder
from ccengine.app.overrides import settings_of
from ccengine.app.root import existing
from ccengine.app.trouble import Trouble
from ccengine.model.home import Home
from ccengine.model.ids import Seconds
from ccengine.office.database import parse_url

CONSOLE: Seconds = 30.0
_HERE, _ELSEWHERE = "bindaddr = 127.0.0.1", "bindaddr = 127.0.0.2"


@contextmanager
def ami_away(home: Home) -> Iterator[None]:
    """Asterisk's manager interface listens on another address, as by a wrong edit, and the engine's connections are
    thrown out: who connects is refused.  Raises Trouble."""
    file = home.asterisk / "etc" / "manager.conf"
    before = file.read_text("utf-8")
    file.write_text(before.replace(_HERE, _ELSEWHERE), "utf-8")
    try:
        _console(home, "manager reload")
        for row in _console(home, "manager show connected").splitlines():
            if row.startswith("ccengine "):
                _console(home, f"manager kick session {row.split()[4]}")
        yield
    finally:
        file.write_text(file.read_text("utf-8").replace(_ELSEWHERE, _HERE), "utf-8")
        _console(home, "manager reload")


def _console(home: Home, command: str) -> str:
    root = existing("asterisk", cache_folder(home.root))
    if root is None:
        raise Trouble("ami cannot be cut: this home has no Asterisk of its own", "settings.yaml: switch: managed")
    argv = root.argv("asterisk", "-C", str(home.asterisk / "etc" / "asterisk.conf"), "-rx", command)
    try:
        return subprocess.run(argv, check=False, capture_output=True, text=True, timeout=CONSOLE).stdout
    except subprocess.TimeoutExpired:
        text = f'Asterisk did not answer "{command}" within {CONSOLE:g} s'
        raise Trouble(text, "stop and cut it at different times") from None


@contextmanager
def database_away(home: Home) -> Iterator[None]:
    """Nobody can write into the books: SQLite is locked; of PostgreSQL the office's sessions are ended, and its tables
    locked, with the right of the office's own user.  Raises Trouble."""
    database = settings_of(home).database
    url = parse_url(database or f"sqlite:///{home.database}")
    sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": CONSOLE} if sqlite else {})
    with engine.connect() as connection:
        try:
            if sqlite:
                connection.exec_driver_sql("BEGIN EXCLUSIVE")
            else:
                connection.execute(text(_OTHERS))
                connection.execute(text("LOCK TABLE journal_position IN ACCESS EXCLUSIVE MODE"))
        except SQLAlchemyError as error:
            raise Trouble(
                f"the database cannot be cut: {error.args[0]}", "its tables are the office's user's own?"
            ) from error
        try:
            yield
        finally:
            connection.rollback()


_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
AND usename = current_user
"""
