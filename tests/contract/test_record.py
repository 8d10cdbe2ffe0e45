"""Record."""

from ccengine.model.call import NOTHING, Ask
from ccengine.model.why import Ended
from tests.contract.clauses import clause
from tests.contract.line import AT_ONCE, Line, Stopwatch, about, names


@clause(55, "`record` ends with KEY when a key of `terminators` is pressed, which is consumed.")
def test_a_terminator_ends_the_recording(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("*", after=0.8)
        watch = Stopwatch(visit.call)
        assert visit.call.record("clause-55", 4.0, terminators="#*", beep=False).why is Ended.KEY
        assert watch.passed < 0.8 + AT_ONCE
        assert visit.call.collect(NOTHING, Ask(first=0.4)).empty


@clause(56, "`record` ends with TIMEOUT after `limit` seconds.")
def test_a_recording_has_a_limit(line: Line) -> None:
    with line.call() as visit:
        watch = Stopwatch(visit.call)
        assert visit.call.record("clause-56", 1.0, beep=False).why is Ended.TIMEOUT
        assert about(1.0, watch.passed)


@clause(
    57,
    "The recording lies at `path`, lasts `seconds`, and holds what the caller said during `record` and nothing of "
    "what was played to him.",
)
def test_what_is_recorded(line: Line) -> None:
    with line.call() as visit:
        visit.caller.say("goodbye", 0.3)
        visit.call.play(["one"])
        visit.caller.say("hello", 0.6, after=0.4)
        recorded = visit.call.record("clause-57", 1.5, beep=True)
        visit.call.play(["two"])
        assert about(1.5, recorded.seconds)
        assert visit.recording(recorded.path) == [["hello"]]
        assert 0.9 < visit.recorded_seconds(recorded.path) / recorded.seconds < 1.1


@clause(58, "With `beep` a beep is heard before the recording begins, without it nothing is heard.")
def test_beep(line: Line) -> None:
    with line.call() as visit:
        visit.call.record("clause-58-silent", 0.5, beep=False)
        assert visit.caller.heard() == []
        visit.call.record("clause-58", 0.5, beep=True)
        assert names(visit.caller.heard()) == ["beep"]


@clause(
    59,
    "Keys typed before `record` do not end it, and keys pressed in it that are no terminators stay in the buffer with "
    "them.",
)
def test_keys_and_recordings(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("1#")
        visit.caller.press("2", after=0.3)
        visit.caller.press("#", after=1.0)
        recorded = visit.call.record("clause-59", 4.0, beep=False)
        assert recorded.why is Ended.KEY
        assert 0.4 < recorded.seconds < 3.0  # keys are not sound, and the end is trimmed of the last
        got = visit.call.collect(NOTHING, Ask(max_digits=9, first=0.5, between=0.5, terminator=""))
        assert got.digits == "1#2"


@clause(60, "A recording that cannot be written ends `record` with FAILED and a `detail`.")
def test_a_recording_that_cannot_be_written(line: Line) -> None:
    with line.call() as visit:
        recorded = visit.call.record(visit.unwritable(), 1.0)
        assert recorded.why is Ended.FAILED
        assert recorded.detail
        assert visit.call.play(["one"]).why is Ended.DONE
