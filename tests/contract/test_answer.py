"""Answer."""

from tests.contract.clauses import clause
from tests.contract.line import AT_ONCE, Line, Stopwatch


@clause(7, "`answer` takes the call off hook: the far side sees it answered.")
def test_answer(line: Line) -> None:
    with line.call(answered=False) as visit:
        assert visit.caller.answered == 0
        visit.call.answer()
        assert visit.caller.answered == 1


@clause(8, "`answer` twice is once: the second returns at once and nothing happens on the line.")
def test_answer_twice(line: Line) -> None:
    with line.call(answered=False) as visit:
        visit.call.answer()
        watch = Stopwatch(visit.call)
        visit.call.answer()
        assert watch.passed < AT_ONCE
        visit.call.play(["one"])
        assert visit.caller.answered == 1
