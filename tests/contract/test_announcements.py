"""What a wait in a queue is made of when the caller is told how it stands: hold, play, hold, join."""

from itertools import groupby

from ccengine.model.call import Connect, Held, Played
from ccengine.model.why import Ended
from tests.contract.clauses import clause
from tests.contract.line import AT_ONCE, CALM, Line, Stopwatch, names


@clause(
    76,
    "A Connect that cuts a `play` in a wait is joined at once: nothing is left in the talk of the prompt or the music "
    "before it.",
)
def test_an_answer_cuts_an_announcement(line: Line) -> None:
    with line.call() as visit:
        agent = visit.agent()
        assert visit.call.hold(CALM, 0.5).why is Ended.TIMEOUT
        visit.tell(agent.connect(), after=0.5)
        watch = Stopwatch(visit.call)
        assert visit.call.play(["long", "one"], cut_by="1") == Played(Ended.DIRECTIVE)
        connect = visit.call.hold(CALM, 5.0).directive
        assert isinstance(connect, Connect)
        assert watch.passed < 0.5 + AT_ONCE
        agent.hang_up(after=1.5)
        visit.call.join(connect)
        heard = visit.caller.heard()
        # In this order; a late frame breaks a piece in two, and clause 37 hears whether music is even.
        assert [what for what, _ in groupby(names(heard))] == ["music default", "long", f"agent {connect.agent}"]
        assert heard[2].end - heard[2].begin > 1.0


@clause(77, "In a wait a key of `cut_by` ends a `play`, is consumed, and the next `hold` plays music on.")
def test_a_key_cuts_an_announcement(line: Line) -> None:
    with line.call() as visit:
        visit.call.hold(CALM, 0.5)
        visit.caller.press("21", after=0.4)
        watch = Stopwatch(visit.call)
        assert visit.call.play(["long"], cut_by="1") == Played(Ended.KEY, "1")
        assert watch.passed < 0.4 + AT_ONCE
        assert visit.call.hold(CALM, 0.5, "1") == Held(Ended.TIMEOUT)
        assert visit.call.hold(CALM, 1.0, "2") == Held(Ended.KEY, key="2")
        assert names(visit.caller.heard()) == ["music default", "long", "music default"]
