"""What data sources that are away cost all others.  By hand: `.venv/bin/python -m tests.bench.sources`; figures of a
run are in docs/performance.md.

Four greenlets look rows up in a source that is well, without a pause; beside them, eight more ask a server that takes
connections and says nothing, one that is asked for a million rows, and one that nobody serves.  Runs with and without
those eight take turns; `held` and `late` are those of tests/bench/workers.py, `found` is a lookup of the source that is
well."""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import gevent
from gevent.server import StreamServer
from gevent.socket import socket

from ccengine.app.ports import free_port
from ccengine.model.services import LookupRequest
from ccengine.model.settings import parse_settings
from ccengine.workers.services import Workers
from tests.bench.workers import run

SETTINGS = """
sources:
  well: {{url: "sqlite:///{file}", tables: {{bills: {{read: [n], where: [n]}}}}}}
  many: {{url: "sqlite:///{file}", timeout: 1s, tables: {{many: {{read: [n], where: [room]}}}}}}
  silent: {{url: "postgresql://a@127.0.0.1:{silent}/b", timeout: 1s, tables: {{bills: {{read: [n], where: [n]}}}}}}
  nobody: {{url: "mariadb://a@127.0.0.1:{nobody}/b", timeout: 1s, tables: {{bills: {{read: [n], where: [n]}}}}}}
"""
MANY = """
CREATE TABLE bills (n INTEGER); INSERT INTO bills VALUES (7);
CREATE VIEW many AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000000)
SELECT '101' AS room, n FROM c;
"""
BAD = {"silent": 4, "many": 2, "nobody": 2}  # source: greenlets


def beside(workers: Workers, seconds: float) -> "list[gevent.Greenlet[..., None]]":
    """Ask those that are away, over and over; pauses as callers make them keep eight from being a load of their own."""

    def ask(source: str) -> None:
        table, where = ("many", "room") if source == "many" else ("bills", "n")
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            workers.lookup(LookupRequest(source, table, ["n"], {where: 101}, "k"))
            gevent.sleep(random.uniform(0.05, 0.15))

    return [gevent.spawn(ask, source) for source, many in BAD.items() for _ in range(many)]


def measured(workers: Workers, seconds: float, bad: bool) -> tuple[float, float, float]:
    """The 99th percentiles in ms: held, late, found."""
    greenlets = beside(workers, seconds) if bad else []
    figures = run(seconds, lambda: workers.lookup(LookupRequest("well", "bills", ["n"], {"n": 7}, "k")), 4)
    gevent.joinall(greenlets)
    held, late, took = (sorted(values)[int(len(values) * 0.99)] * 1000 for values in figures)
    return held, late, took


def silent(sock: socket, _address: object) -> None:
    while sock.recv(65536):
        pass


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    server = StreamServer(("127.0.0.1", 0), silent)
    server.start()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "well.db")
        sqlite3.connect(file).executescript(MANY)
        text = SETTINGS.format(file=file, silent=server.server_port, nobody=free_port("tcp"))
        workers = Workers(sources=parse_settings(text, "settings.yaml").sources)
        workers.sources.warm()
        _tell(lambda bad: measured(workers, asked.seconds, bad), asked.runs)
        workers.close()
    server.stop()


def _tell(measure: Callable[[bool], tuple[float, float, float]], runs: int) -> None:
    """The runs in turn, and the ratio of each pair."""
    pairs = [(measure(False), measure(True)) for _ in range(runs)]
    print("| p99, ms | without | with | with / without |\n|---|---|---|---|")
    for place, name in enumerate(("held", "late", "found")):
        without, with_, ratio = (
            f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"
            for values in (
                [pair[0][place] for pair in pairs],
                [pair[1][place] for pair in pairs],
                [pair[1][place] / pair[0][place] for pair in pairs],
            )
        )
        print(f"| {name} | {without} | {with_} | {ratio} |")


if __name__ == "__main__":
    main()
