"""The suite on a line of real time: all clauses at once, each on calls of its own; those that stop the switch or the
engine one after the other, at the end."""

from collections.abc import Iterable
from dataclasses import dataclass

import gevent
from gevent.pool import Pool

from tests.contract.clauses import Clause
from tests.contract.line import Line
from tests.support.held import Host

WIDTH = 8
LONGEST = 90.0  # seconds; a clause that takes them hangs


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one clause."""

    error: BaseException | None  # what its test raised; None when it passed
    trouble: str  # what the host did meanwhile


def run_all(line: Line, clauses: Iterable[Clause]) -> dict[int, Outcome]:
    """By the clauses' numbers."""
    outcomes: dict[int, Outcome] = {}

    def run(clause: Clause) -> None:
        host, error = Host.now(), None
        try:
            with gevent.Timeout(LONGEST, AssertionError(f"clause {clause.number} hangs")):
                clause.check(line)
        except BaseException as raised:
            error = raised
        outcomes[clause.number] = Outcome(error, host.trouble())

    everything = list(clauses)
    pool = Pool(WIDTH)
    for clause in everything:
        if not clause.alone:
            pool.spawn(run, clause)
    pool.join()
    for clause in everything:
        if clause.alone:
            run(clause)
    return outcomes
