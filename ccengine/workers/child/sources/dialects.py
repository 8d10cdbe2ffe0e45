"""What each kind of database needs: how it is opened, its limits at the server, and what its columns hold."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from ccengine.workers.child.sources import statements
from ccengine.workers.child.sources.kinds import Kind, affinity, kind_of

STEPS = 10_000  # of SQLite's machine between two looks at the clock


@dataclass(frozen=True, slots=True)
class Opening:
    """For one source."""

    url: sa.URL
    seconds: float  # longest statement
    over: Callable[[], bool]  # the present task's time is over


def engine(opening: Opening, read_only: bool) -> sa.Engine:
    """That makes connections with the limits set.  For lookups they are read-only in the database's own eyes."""
    return _ENGINES[opening.url.get_backend_name()](opening, read_only)


def _engine(url: sa.URL | str, read_only: bool, **more: Any) -> sa.Engine:
    isolation = {"isolation_level": "AUTOCOMMIT"} if read_only else {}
    return sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True, **isolation, **more)


def _first(engine: sa.Engine, *orders: str) -> sa.Engine:
    """These orders on every new connection."""

    def begin(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for order in orders:
            cursor.execute(order)
        cursor.close()
        connection.commit()

    sa.event.listen(engine, "connect", begin, insert=True)
    return engine


def _postgresql(opening: Opening, read_only: bool) -> sa.Engine:
    """Nothing is prepared on the server's side: poolers hand each transaction to another connection."""
    milliseconds = max(1, int(opening.seconds * 1000))
    arguments = {"prepare_threshold": None, "client_encoding": "utf8"}
    if "application_name" not in opening.url.query:
        arguments["application_name"] = "ccengine"
    settings = (
        ("statement_timeout", milliseconds),
        ("lock_timeout", milliseconds),
        ("idle_in_transaction_session_timeout", 2 * milliseconds),
        ("default_transaction_read_only", "on" if read_only else "off"),
    )
    orders = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in settings)
    return _first(_engine(opening.url, read_only, connect_args=arguments), f"SELECT {orders}")


def _mariadb(opening: Opening, read_only: bool) -> sa.Engine:
    """`charset` is fixed: the driver writes values into the SQL itself, escaped for this one.  LOCAL INFILE stays off:
    a server could read this machine's files by it."""
    if not opening.url.query:  # else the driver reads all certificates for each connection, 160 ms, and checks none
        os.environ.update(SSL_CERT_FILE=os.devnull, SSL_CERT_DIR=os.devnull)
    whole = max(1, round(opening.seconds))
    arguments = {"charset": "utf8mb4", "local_infile": False}
    orders = [
        f"SET SESSION max_statement_time={opening.seconds:.3f}",
        f"SET SESSION lock_wait_timeout={whole}, innodb_lock_wait_timeout={whole}",
        "SET SESSION sql_mode = CONCAT_WS(',', @@sql_mode, 'STRICT_ALL_TABLES')",  # too long is an error, not cut
    ]
    if read_only:
        orders.append("SET SESSION TRANSACTION READ ONLY")
    return _first(_engine(opening.url, read_only, connect_args=arguments), *orders)


def _sqlite(opening: Opening, read_only: bool) -> sa.Engine:
    """One statement is one transaction.  A file that is not there is not made."""

    def connect() -> sqlite3.Connection:
        name = quote(opening.url.database or "")
        connection = sqlite3.connect(
            f"file:{name}?mode=rw", uri=True, timeout=opening.seconds * 0.8, isolation_level=None
        )
        connection.execute(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
        connection.set_progress_handler(lambda: int(opening.over()), STEPS)
        return connection

    return _engine("sqlite://", False, creator=connect)


_ENGINES = {"postgresql": _postgresql, "mariadb": _mariadb, "sqlite": _sqlite}


# -- what columns hold

_POSTGRESQL = """
SELECT a.attname, pg_catalog.format_type(CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE a.atttypid END, NULL)
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
WHERE a.attrelid = pg_catalog.to_regclass(:quoted) AND a.attnum > 0 AND NOT a.attisdropped"""
_MARIADB = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = COALESCE(:schema, DATABASE()) AND table_name = :name"""
_SQLITE = "SELECT name, type FROM pragma_table_info(:name)"
_COLUMNS = {"postgresql": _POSTGRESQL, "mariadb": _MARIADB, "sqlite": _SQLITE}


def kinds(connection: sa.Connection, name: str) -> dict[str, Kind]:
    """Of the columns of the table or view; empty when there is none, or the user may not see it."""
    schema, _, bare = name.rpartition(".")
    dialect = connection.dialect
    quoted = dialect.identifier_preparer.format_table(statements.table(name))
    values = {"quoted": quoted, "schema": schema or None, "name": bare}
    query = sa.text(_COLUMNS[dialect.name])
    wanted = {key: value for key, value in values.items() if f":{key}" in query.text}
    of = affinity if dialect.name == "sqlite" else kind_of
    return {str(column): of(str(type_)) for column, type_ in connection.execute(query, wanted)}
