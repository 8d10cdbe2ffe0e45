"""Directives."""

from ccengine.model.call import NOTHING, Announce, Ask, Connect, Directive, Got, Held, Leave, Played, TalkOver
from ccengine.model.ids import AgentId, OfferId
from ccengine.model.why import By, Ended
from tests.contract.clauses import clause
from tests.contract.line import AT_ONCE, CALM, Line, Stopwatch, names

CONNECT = Connect(OfferId("o1-77"), AgentId("8001"))
URGENT: list[Directive] = [CONNECT, Leave("waited_too_long")]


@clause(40, "A directive ends `hold` with DIRECTIVE and is returned by it.")
def test_a_directive_ends_hold(line: Line) -> None:
    with line.call() as visit:
        for directive in (*URGENT, Announce(("one",)), TalkOver(By.AGENT)):
            visit.tell(directive, after=0.3)
            watch = Stopwatch(visit.call)
            assert visit.call.hold(CALM, 3.0) == Held(Ended.DIRECTIVE, directive)
            assert 0.2 < watch.passed < 0.3 + AT_ONCE


@clause(41, "A directive that waits already is returned by the next `hold` at once.")
def test_a_waiting_directive(line: Line) -> None:
    with line.call() as visit:
        visit.tell(CONNECT)
        visit.call.collect(["one"], Ask(first=0.2))
        watch = Stopwatch(visit.call)
        assert visit.call.hold(CALM, 3.0).directive == CONNECT
        assert watch.passed < AT_ONCE


@clause(42, "Directives are returned in the order they were given, each once.")
def test_order_of_directives(line: Line) -> None:
    with line.call() as visit:
        given: list[Directive] = [Announce(("one",)), Leave("failed"), Announce(("two",)), CONNECT, Announce(("one",))]
        for directive in given[:3]:
            visit.tell(directive)
        for directive in given[3:]:
            visit.tell(directive, after=0.3)
        assert [visit.call.hold(CALM, 3.0).directive for _ in given] == given
        assert visit.call.hold(CALM, 0.3).why is Ended.TIMEOUT


@clause(43, "A Connect or a Leave ends a running `play` with DIRECTIVE, and is returned by the next `hold`.")
def test_a_directive_cuts_play(line: Line) -> None:
    with line.call() as visit:
        for directive, prompt in zip(URGENT, ("long", "slow"), strict=True):
            visit.tell(directive, after=0.4)
            watch = Stopwatch(visit.call)
            assert visit.call.play([prompt, "one"]) == Played(Ended.DIRECTIVE)
            assert 0.3 < watch.passed < 0.4 + AT_ONCE
            assert visit.call.hold(CALM, 1.0).directive == directive
        visit.call.play(["two"])
        assert names(visit.caller.heard()) == ["long", "slow", "two"]


@clause(
    44,
    "A Connect or a Leave that waits already ends `play` at once with DIRECTIVE, nothing is heard, and the next "
    "`hold` returns it.",
)
def test_a_waiting_directive_spares_the_prompt(line: Line) -> None:
    with line.call() as visit:
        for directive in URGENT:
            visit.tell(Announce(("one",)))
            visit.tell(directive)
            assert visit.call.play(["long"]) == Played(Ended.DIRECTIVE)
            assert [visit.call.hold(CALM, 1.0).directive for _ in "12"] == [Announce(("one",)), directive]
        assert visit.caller.heard() == []


@clause(45, "An Announce does not end a `play`.")
def test_an_announce_waits(line: Line) -> None:
    with line.call() as visit:
        visit.tell(Announce(("three",)))
        visit.tell(Announce(("three",)), after=0.3)
        assert visit.call.play(["one", "two"]).why is Ended.DONE
        assert names(visit.caller.heard()) == ["one", "two"]


@clause(46, "`collect` and `record` are not cut by a directive, and the next `hold` returns it.")
def test_entries_are_not_cut(line: Line) -> None:
    with line.call() as visit:
        visit.tell(CONNECT)
        visit.tell(Leave("failed"), after=0.2)
        visit.caller.press("1", after=0.8)
        assert visit.call.collect(["one"], Ask(first=2.0)) == Got(Ended.DONE, "1")
        assert visit.call.record("not-cut", 0.4, beep=False).why is Ended.TIMEOUT
        assert visit.call.hold(CALM, 1.0).directive == CONNECT
        assert visit.call.hold(CALM, 1.0).directive == Leave("failed")
        assert visit.call.collect(NOTHING, Ask(first=0.2)).empty
