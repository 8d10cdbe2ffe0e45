"""Errors and ends."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from ccengine.model.call import NOTHING, ONE_KEY, Ask, Call, CallFault, Connect, Hangup, Limits
from ccengine.model.ids import AgentId, OfferId
from ccengine.model.why import Ended
from tests.contract.clauses import clause
from tests.contract.line import AT_ONCE, CALM, Line, Stopwatch, about

NOBODY = Connect(OfferId("o1-999"), AgentId("8009"))

METHODS: dict[str, Callable[[Call], object]] = {
    "play": lambda call: call.play(["long"]),
    "collect": lambda call: call.collect(["long"], ONE_KEY),
    "record": lambda call: call.record("ends", 3.0),
    "hold": lambda call: call.hold(CALM, 3.0),
    "join": lambda call: call.join(NOBODY),
    "answer": lambda call: call.answer(),
    "set_language": lambda call: call.set_language("en"),
}


def assert_all_raise(call: Call, error: type[Exception]) -> None:
    watch = Stopwatch(call)
    for name, method in METHODS.items():
        with pytest.raises(error):
            print(name, method(call))
    assert watch.passed < AT_ONCE


@clause(
    1,
    "Every method that plays, waits or talks returns a value whose `why` is a member of `Ended`, never a bare bool or "
    "None.",
)
def test_every_end_has_a_reason(line: Line) -> None:
    with line.call() as visit:
        call = visit.call
        ends = [
            call.play(["one"]).why,
            call.collect(NOTHING, Ask(first=0.2)).why,
            call.record("every-end", 0.3).why,
            call.hold(CALM, 0.2).why,
            call.join(NOBODY).why,
        ]
        assert [type(why) for why in ends] == [Ended] * 5


@clause(2, "When the caller hangs up, the method in progress raises `Hangup`.")
def test_hangup_ends_what_is_in_progress(line: Line) -> None:
    for name in ("play", "collect", "record", "hold"):
        with line.call() as visit:
            watch = Stopwatch(visit.call)
            visit.caller.hang_up(after=0.5)
            with pytest.raises(Hangup):
                print(name, METHODS[name](visit.call))
            assert watch.passed < 0.5 + AT_ONCE


@clause(3, "After the caller hung up, every later method but `hangup` raises `Hangup` at once.")
def test_hangup_is_noticed(line: Line) -> None:
    with line.call() as visit:
        visit.caller.hang_up()
        assert_all_raise(visit.call, Hangup)
        visit.call.hangup()


@clause(
    4,
    "A switch that does not answer a command that does not play within `Limits.command` is a `CallFault`, and so is, "
    "at once, every later method but `hangup`.",
    alone=True,
)
def test_a_silent_switch_is_a_fault(line: Line) -> None:
    with line.call(Limits(command=0.5)) as visit:
        visit.stop_switch()
        watch = Stopwatch(visit.call)
        with pytest.raises(CallFault):
            visit.call.hold(CALM, 5.0)
        assert about(0.5, watch.passed)
        assert_all_raise(visit.call, CallFault)
        visit.call.hangup()


@clause(5, "`info`, `language` and `clock` can be read at any time, also after the end of the call.")
def test_facts_outlive_the_call(line: Line) -> None:
    with line.call() as visit:
        call = visit.call
        before, id = call.clock.now(), call.info.id
        visit.caller.hang_up()
        with pytest.raises(Hangup):
            call.play(["one"])
        assert call.info.id == id
        assert call.language == "zh"
        assert call.clock.now() >= before


@clause(6, "`clock` never steps back, and moves by the length of what was played.")
def test_the_clock_moves_with_the_line(line: Line) -> None:
    with line.call() as visit:
        clock = visit.call.clock
        times = [clock.now()]
        for _ in range(3):
            visit.call.play(["one", "two"])
            times.append(clock.now())
        assert all(0.7 < later - sooner < 8.0 for sooner, later in pairwise(times))
