"""Hangup and cancel."""

import pytest

from ccengine.model.call import Cancelled, Hangup
from tests.contract.clauses import clause
from tests.contract.line import AT_ONCE, Line, Stopwatch
from tests.contract.test_ends import METHODS, assert_all_raise


@clause(64, "`hangup` ends the call for the far side, and every later method but `hangup` raises `Hangup` at once.")
def test_hangup(line: Line) -> None:
    with line.call() as visit:
        visit.call.play(["one"])
        assert visit.caller.is_there
        visit.call.hangup()
        visit.until(lambda: not visit.caller.is_there)
        assert_all_raise(visit.call, Hangup)


@clause(65, "`hangup` twice is once, and after the caller's own hang-up it is nothing.")
def test_hangup_twice(line: Line) -> None:
    with line.call() as visit:
        visit.call.hangup()
        visit.call.hangup()
        visit.until(lambda: not visit.caller.is_there)
    with line.call() as visit:
        visit.caller.hang_up()
        visit.call.hangup()
        visit.call.hangup()


@clause(
    66, "`cancel` ends the method in progress with `Cancelled`, and every later method but `hangup` raises it at once."
)
def test_cancel(line: Line) -> None:
    for name in ("play", "collect", "record", "hold"):
        with line.call() as visit:
            visit.cancel(after=0.4)
            watch = Stopwatch(visit.call)
            with pytest.raises(Cancelled):
                print(name, METHODS[name](visit.call))
            assert watch.passed < 0.4 + AT_ONCE
            assert_all_raise(visit.call, Cancelled)


@clause(67, "After `cancel` the far side is still there until `hangup`.")
def test_cancel_keeps_the_line(line: Line) -> None:
    with line.call() as visit:
        visit.cancel()
        visit.pause(0.5)
        assert visit.caller.is_there
        visit.call.hangup()
        visit.until(lambda: not visit.caller.is_there)
