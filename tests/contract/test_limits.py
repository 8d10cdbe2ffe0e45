"""Limits."""

from ccengine.model.call import Announce, Limits
from ccengine.model.why import Ended
from tests.contract.clauses import clause
from tests.contract.line import CALM, Line, Stopwatch


@clause(68, "A prompt longer than `Limits.prompt` is ended there: `play` returns FAILED with its name in `detail`.")
def test_a_prompt_has_a_limit(line: Line) -> None:
    with line.call(Limits(prompt=1.0)) as visit:
        watch = Stopwatch(visit.call)
        played = visit.call.play(["one", "long", "two"])
        assert (played.why, "long" in played.detail) == (Ended.FAILED, True)
        assert 1.2 < watch.passed < 2.9
        assert visit.call.play(["one"]).why is Ended.DONE


@clause(
    69,
    "The mailbox keeps `Limits.directives` directives; `tell` returns False for one more, which is not kept, and True "
    "else.",
)
def test_the_mailbox_is_bounded(line: Line) -> None:
    with line.call(Limits(directives=2)) as visit:
        given = [Announce((name,)) for name in ("one", "two", "three")]
        assert [visit.call.tell(directive) for directive in given] == [True, True, False]
        assert [visit.call.hold(CALM, 0.3).directive for _ in range(3)] == [given[0], given[1], None]
        assert visit.call.tell(given[2])
        assert visit.call.hold(CALM, 0.3).directive == given[2]
