"""Collect and its times."""

from ccengine.model.call import NOTHING, ONE_KEY, Ask, Got
from ccengine.model.why import Ended
from tests.contract.clauses import clause
from tests.contract.line import AT_ONCE, Line, Stopwatch, about, names


@clause(21, "`collect` is DONE as soon as `max_digits` keys are there, and later keys stay in the buffer.")
def test_enough_digits(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("12345", after=0.2)
        watch = Stopwatch(visit.call)
        assert visit.call.collect(NOTHING, Ask(max_digits=2, first=4.0, between=4.0)) == Got(Ended.DONE, "12")
        assert watch.passed < 3.0
        assert visit.call.collect(NOTHING, Ask(max_digits=3, first=4.0, between=4.0)) == Got(Ended.DONE, "345")


@clause(22, "The first key cuts the prompts of `collect`, and nothing more of them is heard.")
def test_the_first_key_cuts(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("1", after=0.5)
        visit.caller.press("2", after=1.0)
        watch = Stopwatch(visit.call)
        assert visit.call.collect(["long", "two"], Ask(max_digits=2, between=2.0)) == Got(Ended.DONE, "12")
        assert watch.passed < 1.0 + AT_ONCE
        visit.call.play(["one"])
        heard = visit.caller.heard()
        assert names(heard) == ["long", "one"]
        assert heard[0].end - heard[0].begin < 0.5 + AT_ONCE


@clause(23, "When keys are in the buffer already, `collect` takes them first and plays no prompt.")
def test_type_ahead_spares_the_prompt(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("1")
        visit.caller.press("2", after=0.3)
        assert visit.call.collect(["one"], Ask(max_digits=2, between=2.0)) == Got(Ended.DONE, "12")
        assert visit.caller.heard() == []


@clause(24, "With `keep_typed_ahead` False, `collect` drops the keys pressed before it and plays its prompts.")
def test_type_ahead_can_be_dropped(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("12")
        visit.caller.press("3", after=0.6)
        assert visit.call.collect(["one"], Ask(keep_typed_ahead=False)) == Got(Ended.DONE, "3")
        assert names(visit.caller.heard()) == ["one"]


@clause(
    25,
    "`first` runs from the end of the last prompt: a key pressed later than `first` after the begin of `collect`, but "
    "before `first` after the end of the prompts, is taken.",
)
def test_first_runs_from_the_end_of_the_prompts(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("1", after=3.4)
        assert visit.call.collect(["long"], Ask(first=1.5)) == Got(Ended.DONE, "1")


@clause(26, "Without a key, `collect` ends with TIMEOUT and no digits, `first` seconds after the end of its prompts.")
def test_no_key(line: Line) -> None:
    with line.call() as visit:
        watch = Stopwatch(visit.call)
        assert visit.call.collect(["one"], Ask(first=1.0)) == Got(Ended.TIMEOUT, "")
        assert about(1.4, watch.passed)
        assert names(visit.caller.heard()) == ["one"]
        watch = Stopwatch(visit.call)
        assert visit.call.collect(NOTHING, Ask(first=0.3)) == Got(Ended.TIMEOUT, "")
        assert about(0.3, watch.passed)


@clause(
    27, "`between` runs from each key: when it passes with `min_digits` or more, `collect` is DONE with what there is."
)
def test_between(line: Line) -> None:
    with line.call() as visit:
        for number in range(3):
            visit.caller.press("6", after=0.3 + 0.8 * number)
        watch = Stopwatch(visit.call)
        got = visit.call.collect(NOTHING, Ask(max_digits=9, min_digits=3, first=5.0, between=1.3))
        assert got == Got(Ended.DONE, "666")
        assert 1.9 + 1.3 - 0.1 < watch.passed < 5.0


@clause(28, "When `between` passes with fewer than `min_digits`, `collect` ends with TIMEOUT and the digits that came.")
def test_too_few(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("66", after=0.2)
        got = visit.call.collect(NOTHING, Ask(max_digits=9, min_digits=3, between=0.8))
        assert got == Got(Ended.TIMEOUT, "66")


@clause(29, "The terminator ends the entry at once and is neither part of it nor left in the buffer.")
def test_terminator(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("12*", after=0.2)
        watch = Stopwatch(visit.call)
        got = visit.call.collect(["long"], Ask(max_digits=9, between=5.0, terminator="*"))
        assert got == Got(Ended.DONE, "12")
        assert watch.passed < 4.0
        assert visit.call.collect(NOTHING, Ask(first=0.4)) == Got(Ended.TIMEOUT, "")


@clause(30, "The terminator before `min_digits` ends `collect` with TIMEOUT and the digits that came.")
def test_terminator_too_early(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("12#", after=0.2)
        watch = Stopwatch(visit.call)
        got = visit.call.collect(NOTHING, Ask(max_digits=9, min_digits=3, between=5.0))
        assert got == Got(Ended.TIMEOUT, "12")
        assert watch.passed < 4.0


@clause(31, "With `max_digits` 1 the terminator is a key like any other.")
def test_the_terminator_of_a_menu(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("#", after=0.2)
        assert visit.call.collect(["long"], ONE_KEY) == Got(Ended.DONE, "#")


@clause(
    32,
    "A missing prompt ends `collect` at once with FAILED and its name in `detail`, nothing of the list is heard, and "
    "no key is consumed.",
)
def test_a_missing_prompt(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("7")
        watch = Stopwatch(visit.call)
        got = visit.call.collect(["one", "no-such-prompt"], ONE_KEY)
        assert got.why is Ended.FAILED
        assert "no-such-prompt" in got.detail
        assert watch.passed < AT_ONCE
        assert visit.call.collect(["two"], ONE_KEY) == Got(Ended.DONE, "7")
        assert visit.caller.heard() == []


@clause(75, "`total` ends an entry so many seconds after the end of the prompts, whatever `between` still allows.")
def test_total(line: Line) -> None:
    with line.call() as visit:
        for number in range(4):
            visit.caller.press("6", after=0.6 + 0.8 * number)
        watch = Stopwatch(visit.call)
        got = visit.call.collect(NOTHING, Ask(max_digits=9, min_digits=2, first=5.0, between=5.0, total=1.9))
        assert got == Got(Ended.DONE, "66")
        assert about(1.9, watch.passed)
