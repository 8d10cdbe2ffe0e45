"""The suite on a line of real time: all clauses at once, each on calls of its own; those that stop the switch or the
engine one after the other, at the end."""

from collections.abc import Iterable

import gevent
from gevent.pool import Pool

from tests.contract.clauses import Clause
from tests.contract.line import Line

WIDTH = 8
LONGEST = 90.0  # seconds; a clause that takes them hangs


def run_all(line: Line, clauses: Iterable[Clause]) -> dict[int, BaseException | None]:
    """Number -> what the clause's test raised, None when it passed."""
    outcomes: dict[int, BaseException | None] = {}

    def run(clause: Clause) -> None:
        try:
            with gevent.Timeout(LONGEST, AssertionError(f"clause {clause.number} hangs")):
                clause.check(line)
            outcomes[clause.number] = None
        except BaseException as error:
            outcomes[clause.number] = error

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
