"""Keys and the buffer."""

from ccengine.model.call import NOTHING, ONE_KEY, Ask, Limits
from ccengine.model.keys import KEYS
from ccengine.model.why import Ended
from tests.contract.clauses import clause
from tests.contract.line import Line

SOME = Ask(max_digits=16, first=0.5, between=0.5, terminator="")


@clause(17, "Keys pressed between two commands are not lost: the next `collect` takes them, in order.")
def test_keys_between_commands(line: Line) -> None:
    with line.call() as visit:
        visit.call.play(["one"])
        visit.caller.press("271")
        assert visit.call.collect(NOTHING, SOME).digits == "271"
        visit.caller.press("9")
        assert visit.call.collect(NOTHING, ONE_KEY).digits == "9"


@clause(18, "Keys pressed during a `play` that they do not cut are taken by the next `collect`.")
def test_keys_during_a_play(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("83", after=0.3)
        assert visit.call.play(["one", "two", "three"], cut_by="*").why is Ended.DONE
        assert visit.call.collect(["long"], Ask(max_digits=2)).digits == "83"


@clause(19, "The buffer keeps the first `Limits.typed_ahead` keys and drops the later ones.")
def test_the_buffer_is_bounded(line: Line) -> None:
    with line.call(Limits(typed_ahead=3)) as visit:
        visit.caller.press("12345")
        assert visit.call.collect(NOTHING, SOME).digits == "123"
        visit.caller.press("6")
        assert visit.call.collect(NOTHING, SOME).digits == "6"


@clause(20, "All sixteen keys are told apart.")
def test_all_keys(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press(KEYS)
        assert visit.call.collect(NOTHING, SOME).digits == KEYS


@clause(74, "Keys that a machine dials, 40 ms each and 40 ms apart, are each taken once.")
def test_a_dialling_machine(line: Line) -> None:
    with line.call() as visit:
        visit.caller.dial("122333444455", after=0.3)
        assert visit.call.collect(["long"], Ask(max_digits=16, between=1.5)).digits == "122333444455"
