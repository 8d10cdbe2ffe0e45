"""Records of a day -> its figures, by the books' own tables and questions: there is one definition of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ccengine.office.database import Database, parse_url
from ccengine.office.numbers import rows
from ccengine.office.numbers.agents import AgentSums
from ccengine.office.numbers.figures import agent_figures
from ccengine.office.numbers.grid import Interval
from ccengine.office.numbers.period import Period
from ccengine.office.numbers.rules import NumberRules
from ccengine.office.records import Position, apply
from ccengine.office.schema import Base
from ccengine.wire.journal import Record

BATCH = 20_000  # records booked in one transaction; before the first the books are empty, which is quick
DAY = 86_400.0
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DayFigures:
    queues: Mapping[str, Row]  # by queue; of the whole time
    agents: Sequence[Row]  # each, of the whole time
    staff: Row  # all agents together
    intervals: Sequence[Row]  # of each queue, in the order of time

    def as_data(self) -> dict[str, Any]:
        return {"queues": self.queues, "agents": self.agents, "staff": self.staff, "intervals": self.intervals}


class DayBooks:
    """Books that are thrown away: one day after another is booked into the same file, which is emptied between, for to
    make the tables and to compile the questions takes as long as a hundred calls."""

    def __init__(self, folder: Path) -> None:
        self._database = Database(parse_url(f"sqlite:///{folder / 'books.sqlite'}"))
        self._database.migrate()

    def close(self) -> None:
        self._database.close()

    def figures(self, records: Sequence[Record], rules: NumberRules, since: float, until: float) -> DayFigures:
        """`since` included, `until` not; in seconds since the epoch."""
        self._empty()
        numbered = [Record(n, record.t, record.body) for n, record in enumerate(records, 1)]
        booked = Position()
        for first in range(0, len(numbered), BATCH):
            booked = apply(self._database, numbered[first : first + BATCH], booked)
        return _asked(self._database, rules, since, until)

    def _empty(self) -> None:
        with self._database.writing() as session:
            for table in reversed(Base.metadata.sorted_tables):
                session.execute(table.delete())


@contextmanager
def day_books() -> Iterator[DayBooks]:
    with TemporaryDirectory(prefix="ccsim-") as folder:
        books = DayBooks(Path(folder))
        try:
            yield books
        finally:
            books.close()


def day_figures(records: Sequence[Record], rules: NumberRules, since: float, until: float) -> DayFigures:
    """Of one day, as `DayBooks.figures`."""
    with day_books() as books:
        return books.figures(records, rules, since, until)


def _asked(database: Database, rules: NumberRules, since: float, until: float) -> DayFigures:
    whole = Period(since, until, None, rules.zone)
    parts = Period(since, until, Interval.QUARTER if until - since <= DAY else Interval.DAY, rules.zone)
    thresholds, formula = rules.thresholds, rules.formula
    with database.reading() as session:
        queues = {row["queue"]: plain(row) for row in rows.of_queues(session, whole, thresholds, formula)}
        agents = rows.of_agents(session, whole)
        intervals = [plain(row) for row in rows.of_queues(session, parts, thresholds, formula)]
    return DayFigures(queues, agents, together(row["states"] for row in agents), intervals)


def plain(row: Row) -> Row:
    level = row["service_level"]
    formula = {"formula": level.formula.value, "threshold": level.threshold, "value": level.value}
    return {**row, "service_level": formula}


def together(states: Iterable[Mapping[str, float]]) -> Row:
    times: dict[str, float] = {}
    for each in states:
        for state, seconds in each.items():
            times[state] = times.get(state, 0.0) + seconds
    figures = agent_figures(AgentSums(), times)
    return {name: figures[name] for name in ("logged_in", "occupancy", "utilisation")}
