"""Numbers from a database of a million calls: `python -m tests.bench.numbers [--runs 5] [--postgres]`.

A call a second from 7:00 to 21:00 on every day, in 4 queues, by 200 agents: a wait, an offer and five states of an
agent for each; one in ten abandons.  The rows are put in directly; the questions are the ones of the API.  CPU time is
this process's: with SQLite all of it, with PostgreSQL (one of the tests') without the server's."""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from ccengine.model.service_level import Formula
from ccengine.office.database import Database, parse_url
from ccengine.office.numbers import rows
from ccengine.office.numbers.grid import Interval
from ccengine.office.numbers.period import Period
from ccengine.office.numbers.queues import Thresholds
from ccengine.office.numbers.totals import QueueTotals
from ccengine.office.schema import AgentInterval, Base, Call, JournalPosition, Offer, QueueVisit
from tests.support.postgres import running_postgres

ZONE = ZoneInfo("Asia/Shanghai")
BEGIN = 1_767_222_000.0  # 7:00 there on 1 January 2026
A_DAY = 14 * 3600
AGENTS = 200
BATCH = 20_000
USUAL = Thresholds({"q0": 30.0})
STATES = ("ready", "ringing", "joining", "talking", "wrap_up")


def fill(database: Database, calls: int) -> float:
    """Seconds since the epoch of the last record."""
    free = [BEGIN - 600] * AGENTS
    n, at = 0, BEGIN
    for first in range(0, calls, BATCH):
        batch: dict[type[Base], list[dict[str, Any]]] = {Call: [], Offer: [], QueueVisit: [], AgentInterval: []}
        for number in range(first, min(calls, first + BATCH)):
            day, second = divmod(number, A_DAY)
            at, n = BEGIN + 86400 * day + second, n + 10
            _call(batch, number, n, at, free)
        with database.engine.begin() as connection:
            for table, values in batch.items():
                connection.execute(insert(table), values)
    with Session(database.engine) as session, session.begin():
        session.add(JournalPosition(id=1, n=n + 9, at=at + 3600))
    return at + 3600


def _call(batch: dict[type[Base], list[dict[str, Any]]], number: int, n: int, at: float, free: list[float]) -> None:
    call, queue, agent = f"c{number}", f"q{number % 4}", f"{number % AGENTS:04}"
    gives_up = number % 10 == 9
    wait = number % 37 + 0.25
    batch[Call].append({"id": call, "arrived": at, "ended": at + 150, "called": "4008001234", "outcome": "handled"})
    visit = {"n": n, "call": call, "queue": queue, "head_start": 0.0, "entered": at, "left": at + wait}
    if gives_up:
        batch[QueueVisit].append({**visit, "exit": "abandoned", "offer": ""})
        return
    offer, began, over = f"o1-{number}", at + wait, at + wait + 60 + number % 61
    batch[QueueVisit].append({**visit, "exit": "connected", "offer": offer})
    whom = {"agent": agent, "queue": queue}
    batch[Offer].append({"id": offer, "n": n, "call": call, **whom, "limit": 20.0, "rung": began - 0.2,
                         "ringing": began - 0.1, "answered": began, "connected": began, "ended": over})  # fmt: skip
    ends = (began - 0.2, began - 0.01, began, over, over + 10)
    for step, (state, until) in enumerate(zip(STATES, ends, strict=True)):
        busy = {"queue": queue, "offer": offer} if state != "ready" else {"queue": "", "offer": ""}
        index = number % AGENTS
        batch[AgentInterval].append(
            {"n": n + step, "agent": agent, "state": state, "since": free[index], "until": until, **busy}
        )
        free[index] = until


def questions(last: float) -> Iterator[tuple[str, Callable[[Session], object]]]:
    day = last // 86400 * 86400 - 8 * 3600 - 86400  # a whole one, by the clock there
    whole = Period(BEGIN - 600, last, None, ZONE)
    month = Period(last - 30 * 86400, last, Interval.DAY, ZONE)
    today = Period(day, day + 86400, Interval.QUARTER, ZONE)
    hours = Period(BEGIN - 600, last, Interval.HOUR, ZONE)
    totals = QueueTotals(USUAL)
    yield "queues, one day by 15 minutes", lambda s: rows.of_queues(s, today, USUAL, Formula.SL4)
    yield "agents, one day by 15 minutes", lambda s: rows.of_agents(s, today)
    yield "one agent, one day by 15 minutes", lambda s: rows.of_agents(s, today, "0007")
    yield "queues, 30 days by day", lambda s: rows.of_queues(s, month, USUAL, Formula.SL4)
    yield "queues, all in one", lambda s: rows.of_queues(s, whole, USUAL, Formula.SL3)
    yield "queues, all by the hour", lambda s: rows.of_queues(s, hours, USUAL, Formula.SL1)
    yield "agents, all in one", lambda s: rows.of_agents(s, whole)
    yield "metrics, the first scrape", lambda s: QueueTotals(USUAL).read(s)
    yield "metrics, a later scrape", lambda s: totals.read(s)


def measure(database: Database, last: float, runs: int) -> None:
    print("| question | seconds, median (least-most) | CPU seconds |\n|---|---|---|")
    for what, ask in questions(last):
        took = []
        for _ in range(runs + 1):  # the first is not counted: it fills caches
            began = time.perf_counter(), time.process_time()
            with database.reading() as session:
                ask(session)
            took.append((time.perf_counter() - began[0], time.process_time() - began[1]))
        print(f"| {what} | {' | '.join(map(spread, zip(*took[1:], strict=True)))} |", flush=True)


def spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.3f} ({min(values):.3f}-{max(values):.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        if given.postgres:
            url = stack.enter_context(running_postgres()).new_database()
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ccengine-bench-"))
            url = f"sqlite:///{Path(folder) / 'books.sqlite'}"
        database = Database(parse_url(url))
        stack.callback(database.close)
        database.migrate()
        began = time.perf_counter()
        last = fill(database, given.calls)
        print(f"{given.calls} calls put in within {time.perf_counter() - began:.0f} s; load {os.getloadavg()[0]:.1f}")
        with database.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
        measure(database, last, given.runs)


if __name__ == "__main__":
    main()
