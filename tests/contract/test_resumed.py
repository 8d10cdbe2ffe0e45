"""Resumed calls."""

from ccengine.model.call import ONE_KEY, TalkOver
from ccengine.model.why import Ended
from tests.contract.clauses import clause
from tests.contract.line import CALM, Line, names


@clause(
    70,
    "`info.resumed` is False for a new call and True for one that the engine takes up again after its death.",
    alone=True,
)
def test_a_resumed_call_says_so(line: Line) -> None:
    with line.call() as visit:
        first = visit.call
        visit.engine_dies()
        assert not first.info.resumed
        assert visit.call.info.resumed
        assert visit.call.info.id == first.info.id
        assert visit.call.info.caller == first.info.caller


@clause(
    71,
    "A waiting call that is taken up hears its music go on without a gap from before the engine's death into the next "
    "`hold`.",
    alone=True,
)
def test_music_over_a_crash(line: Line) -> None:
    with line.call() as visit:
        visit.call.hold(CALM, 0.6)
        visit.engine_dies()
        visit.call.hold(CALM, 0.6)
        heard = visit.caller.heard()
        assert names(heard) == ["music default"]
        assert heard[0].end - heard[0].begin > 0.9


@clause(
    72,
    "A talk goes on over the death of the engine; when it is over the call is taken up, and its first `hold` returns "
    "TalkOver.",
    alone=True,
)
def test_a_talk_over_a_crash(line: Line) -> None:
    with line.call() as visit:
        agent = visit.agent()
        visit.engine_dies(talking=agent.connect())
        visit.caller.say("hello", 0.5)
        agent.hang_up(after=1.0)
        held = visit.call.hold(CALM, 10.0)
        assert held.why is Ended.DIRECTIVE
        assert isinstance(held.directive, TalkOver)
        assert agent.heard() == ["hello"]
        assert visit.call.play(["one"]).why is Ended.DONE
        assert names(visit.caller.heard())[-1] == "one"


@clause(73, "After a call is taken up, it can be served as before: prompts are heard and keys are taken.", alone=True)
def test_service_after_a_crash(line: Line) -> None:
    with line.call() as visit:
        visit.call.play(["one"])
        visit.engine_dies()
        visit.call.answer()
        assert visit.call.play(["two"]).why is Ended.DONE
        visit.caller.press("4", after=0.6)
        assert visit.call.collect(["three"], ONE_KEY).digits == "4"
        heard = names(visit.caller.heard())  # music while nobody was there is the switch's affair
        assert [name for name in heard if not name.startswith("music")] == ["one", "two", "three"]
        assert visit.caller.answered == 1
