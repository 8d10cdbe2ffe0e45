"""Play."""

from ccengine.model.call import NOTHING, Ask, Played
from ccengine.model.why import Ended
from tests.contract.clauses import clause
from tests.contract.line import AT_ONCE, Line, Stopwatch, names

THREE_KEYS = Ask(max_digits=3, first=0.5, between=0.5)


@clause(9, "`play` returns DONE when all prompts were heard, in the order given, each once.")
def test_play_in_order(line: Line) -> None:
    with line.call() as visit:
        assert visit.call.play(["two", "one", "three"]) == Played(Ended.DONE)
        heard = visit.caller.heard()
        assert names(heard) == ["two", "one", "three"]
        assert all(0.2 < piece.end - piece.begin < 0.6 for piece in heard)


@clause(10, "`play` of no prompts is DONE at once.")
def test_play_nothing(line: Line) -> None:
    with line.call() as visit:
        watch = Stopwatch(visit.call)
        assert visit.call.play([]) == Played(Ended.DONE)
        assert watch.passed < AT_ONCE


@clause(11, "A key of `cut_by` ends `play` with KEY and that key, and nothing more of its prompts is heard.")
def test_a_key_cuts(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("7", after=0.5)
        watch = Stopwatch(visit.call)
        assert visit.call.play(["long", "one"], cut_by="137") == Played(Ended.KEY, "7")
        assert watch.passed < 0.5 + AT_ONCE
        visit.call.play(["two"])
        assert names(visit.caller.heard()) == ["long", "two"]


@clause(12, "A key that is not of `cut_by` does not end `play`.")
def test_another_key_does_not_cut(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("5", after=0.2)
        assert visit.call.play(["one", "two"], cut_by="1#").why is Ended.DONE
        visit.caller.press("D", after=0.2)
        assert visit.call.play(["one", "two"]).why is Ended.DONE
        assert names(visit.caller.heard()) == ["one", "two", "one", "two"]


@clause(
    13, "A key of `cut_by` is consumed by the `play` that it cut, and the other keys stay in the buffer in their order."
)
def test_the_cutting_key_is_consumed(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("45", after=0.2)
        visit.caller.press("1", after=1.0)
        visit.caller.press("6", after=1.5)
        assert visit.call.play(["long"], cut_by="1") == Played(Ended.KEY, "1")
        assert visit.call.collect(NOTHING, Ask(max_digits=3, first=2.0, between=2.0)).digits == "456"


@clause(14, "A key of `cut_by` that is in the buffer already ends `play` at once, is consumed, and nothing is heard.")
def test_a_key_typed_ahead_cuts(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("51")
        watch = Stopwatch(visit.call)
        assert visit.call.play(["long"], cut_by="12") == Played(Ended.KEY, "1")
        assert watch.passed < AT_ONCE
        assert visit.call.collect(NOTHING, THREE_KEYS).digits == "5"
        assert visit.caller.heard() == []


@clause(
    15,
    "A missing prompt ends `play` at once with FAILED and its name in `detail`, and nothing of the list is heard.",
)
def test_a_missing_prompt(line: Line) -> None:
    with line.call() as visit:
        watch = Stopwatch(visit.call)
        played = visit.call.play(["one", "no-such-prompt", "two"])
        assert played.why is Ended.FAILED
        assert "no-such-prompt" in played.detail
        assert watch.passed < AT_ONCE
        visit.call.play(["three"])
        assert names(visit.caller.heard()) == ["three"]


@clause(16, "After a FAILED `play` the line is as good as before.")
def test_after_a_failure(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("4")
        assert visit.call.play(["no-such-prompt"]).why is Ended.FAILED
        visit.caller.press("2", after=0.2)
        assert visit.call.play(["one"], cut_by="2") == Played(Ended.KEY, "2")
        assert visit.call.collect(["two"], Ask()).digits == "4"
