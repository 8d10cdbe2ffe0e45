"""The suite runs every clause on every implementation.

On the scripted call a clause is run as pytest comes to it.  On Asterisk all clauses that were asked for are run at once
when pytest comes to the first of them, and each reports what came of it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.contract.clauses import CLAUSES, Clause
from tests.contract.exceptions import EXCEPTIONS, table
from tests.contract.line import Line
from tests.contract.parallel import Outcome, run_all
from tests.contract.scripted_line import ScriptedLine
from tests.support.held import AHEAD, pytest_runtest_protocol

if TYPE_CHECKING:
    from tests.contract.asterisk_world import World

ASTERISK = "asterisk"


def clause_of(function: Callable[..., object]) -> Clause | None:
    return next((clause for clause in CLAUSES.values() if clause.check is function), None)


class Ahead:
    """Stands for a line whose clauses have been run already."""

    def __init__(self, line: Line, clauses: Iterable[Clause]) -> None:
        self._line = line
        self._outcomes = run_all(line, clauses)

    def report(self, clause: Clause) -> Outcome:
        """Once; who asks again wants it run again (tests/support/held.py)."""
        return self._outcomes.pop(clause.number, None) or run_all(self._line, [clause])[clause.number]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator["World"]:
    """A real Asterisk with telephones around it."""
    from tests.contract.asterisk_world import asterisk_world

    with asterisk_world(tmp_path_factory.mktemp("ast")) as world:
        yield world


@pytest.fixture(scope="session")
def on_asterisk(request: pytest.FixtureRequest, world: "World") -> Ahead:
    from tests.contract.asterisk_line import AsteriskLine

    asked = [item for item in request.session.items if isinstance(item, pytest.Function) and _line_of(item) == ASTERISK]
    wanted = [clause_of(item.function) for item in asked]
    return Ahead(AsteriskLine(world), [clause for clause in wanted if clause])


@pytest.fixture(params=["scripted", ASTERISK])
def line(request: pytest.FixtureRequest) -> Line | Ahead:
    if request.param == ASTERISK:
        ahead: Ahead = request.getfixturevalue("on_asterisk")
        return ahead
    return ScriptedLine()


def _line_of(item: pytest.Item) -> str:
    spec = getattr(item, "callspec", None)
    return str(spec.params.get("line", "")) if spec else ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        clause = clause_of(item.function) if isinstance(item, pytest.Function) else None
        if clause and (why := EXCEPTIONS.get(_line_of(item), {}).get(clause.number)):
            item.add_marker(pytest.mark.xfail(reason=f"declared: {why}", strict=True))


def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    ahead = pyfuncitem.funcargs.get("line")
    clause = clause_of(pyfuncitem.function)
    if not isinstance(ahead, Ahead) or clause is None:
        return None
    outcome = ahead.report(clause)
    pyfuncitem.stash[AHEAD] = outcome.trouble
    if outcome.error is not None:
        raise outcome.error
    return True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("contract of Call")
    for row in table():
        terminalreporter.line(row)


__all__ = ["pytest_runtest_protocol"]
