"""A property company's database, three times: tables, and the settings that name them."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from ccengine.model.services import LookupAnswer, LookupRequest
from ccengine.model.settings import parse_settings
from ccengine.model.sources import SourceSettings
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings
from tests.support.mariadb import MariaDb
from tests.support.postgres import Postgres

BILLS = """
CREATE TABLE bills (room varchar(20), phone varchar(20), month varchar(7), total decimal(10, 2), due date,
                    paid boolean, n integer, weight double precision, at {moment}, raw {bytes}, owner varchar(40));
INSERT INTO bills VALUES
  ('101', '13800138000', '2026-10', 123.40, '2026-11-15', false, 7, 0.5, '2026-10-01 08:30:00', {hex}, '王小明'),
  ('101', '13800138000', '2026-09', 99.00, '2026-10-15', true, 8, 1.25, '2026-09-01 08:30:00', NULL, '王小明'),
  ('0102', '', NULL, 0.10, NULL, NULL, 9, NULL, NULL, NULL, 'O''Hara');
CREATE TABLE repairs (ticket {serial}, phone varchar(20), what varchar(200), request varchar(60) UNIQUE);
"""
SQLITE = {"serial": "INTEGER PRIMARY KEY AUTOINCREMENT", "moment": "datetime", "bytes": "blob", "hex": "x'00ff'"}
POSTGRESQL = {"serial": "serial PRIMARY KEY", "moment": "timestamp", "bytes": "bytea", "hex": "'\\x00ff'"}
MARIADB = {"serial": "int PRIMARY KEY AUTO_INCREMENT", "moment": "datetime", "bytes": "varbinary(20)", "hex": "x'00ff'"}
SLOW = {
    "sqlite": "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) "
    "SELECT '101' AS room, max(n) AS slept FROM c",
    "postgresql": "SELECT '101'::text AS room, pg_sleep(600)::text AS slept",
    "mariadb": "SELECT room, SLEEP(600 + n) AS slept FROM bills",
}
MANY = {
    "sqlite": "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000) "
    "SELECT '101' AS room, n FROM c",
    "postgresql": "SELECT '101'::text AS room, n FROM generate_series(1, 1000000) AS n",
    "mariadb": "SELECT '101' AS room, seq AS n FROM seq_1_to_1000000",
}
FIELDS = ("room", "phone", "month", "total", "due", "paid", "n", "weight", "at", "raw", "owner")
SETTINGS = """
sources:
  property:
    url: {url}
    rows: 5
    timeout: {timeout}s
    {more}
    tables:
      bills: {{read: [{fields}], where: [{fields}]}}
      repairs: {{read: [ticket, what], where: [ticket, request], write: [phone, what], returns: ticket, key: request}}
      plain: {{table: repairs, write: [phone, what], returns: ticket}}
      slow: {{read: [room, slept], where: [room]}}
      many: {{read: [room, n], where: [room]}}
      missing: {{read: [room], where: [room]}}
      askew: {{table: bills, read: [owned], where: [room]}}
"""


def settings(url: str, timeout: float = 20.0, more: str = "") -> dict[str, SourceSettings]:
    text = SETTINGS.format(url=url, timeout=timeout, more=more, fields=", ".join(FIELDS))
    return dict(parse_settings(text, "settings.yaml").sources)


@dataclass
class Property:
    """One database of a kind."""

    kind: str
    url: str
    connect: Any = field(repr=False)  # a new connection, as DB-API has it

    def workers(self, timeout: float = 20.0, more: str = "", url: str = "", **limits: Any) -> Workers:
        asked = WorkerSettings(**{"grace": 15.0, **limits})
        return Workers(asked, sources=settings(url or self.url, timeout, more))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(self.connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(query)
            return [tuple(row) for row in cursor.fetchall()]


def sqlite(folder: Path) -> Property:
    file = folder / "property.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(BILLS.format(**SQLITE) + _views("sqlite"))
    return Property("sqlite", f"sqlite:///{file}", lambda: sqlite3.connect(file, isolation_level=None))


def postgresql(server: Postgres) -> Property:
    url = server.new_database()
    with psycopg.connect(url) as connection:
        connection.execute((BILLS.format(**POSTGRESQL) + _views("postgresql")).encode())
    return Property("postgresql", url, lambda: psycopg.connect(url, autocommit=True))


def mariadb(server: MariaDb) -> Property:
    """In GBK, as old systems have it."""
    with closing(server.connect()) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE property CHARACTER SET gbk")
        cursor.execute("USE property")
        for statement in (BILLS.format(**MARIADB) + _views("mariadb")).split(";\n"):
            if statement.strip():
                cursor.execute(statement)
    return Property("mariadb", server.url("property"), lambda: server.connect("property"))


def _views(kind: str) -> str:
    return f"CREATE VIEW slow AS {SLOW[kind]};\nCREATE VIEW many AS {MANY[kind]};\n"


def look(workers: Workers, table: str = "bills", *fields: str, **more: Any) -> LookupAnswer:
    """Of room 101, unless `where` says another."""
    return workers.lookup(LookupRequest("property", table, fields, more.pop("where", {"room": "101"}), "c:1", **more))
