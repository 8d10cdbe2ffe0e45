"""Hold and music."""

from ccengine.model.call import NOTHING, Announce, Ask, Held, Leave
from ccengine.model.why import Ended
from tests.contract.clauses import clause
from tests.contract.line import AT_ONCE, CALM, LIVELY, Line, Stopwatch, about, names


@clause(33, "The far side hears music during `hold`.")
def test_music(line: Line) -> None:
    with line.call() as visit:
        visit.call.hold(CALM, 1.0)
        heard = visit.caller.heard()
        assert names(heard) == ["music default"]
        assert heard[0].end - heard[0].begin > 0.6


@clause(34, "`hold` ends with TIMEOUT after `limit` seconds without a directive or a key of `cut_by`.")
def test_hold_has_a_limit(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("1", after=0.2)
        watch = Stopwatch(visit.call)
        assert visit.call.hold(CALM, 1.0, cut_by="2") == Held(Ended.TIMEOUT)
        assert about(1.0, watch.passed)


@clause(35, "`hold` with a `limit` of 0 returns what waits in the mailbox, or TIMEOUT, at once.")
def test_a_look_into_the_mailbox(line: Line) -> None:
    with line.call() as visit:
        watch = Stopwatch(visit.call)
        assert visit.call.hold(CALM, 0.0) == Held(Ended.TIMEOUT)
        visit.tell(Leave("failed"))
        assert visit.call.hold(CALM, 0.0) == Held(Ended.DIRECTIVE, Leave("failed"))
        assert visit.call.hold(CALM, 0.0) == Held(Ended.TIMEOUT)
        assert watch.passed < AT_ONCE


@clause(
    36,
    "A key of `cut_by`, pressed during `hold` or in the buffer already, ends it with KEY and is consumed; other keys "
    "stay in the buffer.",
)
def test_a_key_ends_hold(line: Line) -> None:
    with line.call() as visit:
        visit.caller.press("5*", after=0.3)
        watch = Stopwatch(visit.call)
        assert visit.call.hold(CALM, 4.0, cut_by="*") == Held(Ended.KEY, key="*")
        assert watch.passed < 0.3 + 2 * AT_ONCE
        visit.caller.press("6*")
        assert visit.call.hold(CALM, 4.0, cut_by="*") == Held(Ended.KEY, key="*")
        assert visit.call.collect(NOTHING, Ask(max_digits=4, first=0.5, between=0.5)).digits == "56"


@clause(
    37,
    "Between two holds of the same class that follow each other the music goes on without a gap and is not begun "
    "again.",
)
def test_music_goes_on(line: Line) -> None:
    with line.call() as visit:
        for _ in range(4):
            visit.tell(Leave("failed"), after=0.4)
            visit.call.hold(CALM, 3.0)
            visit.pause(0.4)  # longer than a gap that the ear forgives
        visit.call.hold(CALM, 0.4)
        visit.call.hold(CALM, 0.0)
        visit.call.hold(CALM, 0.4)
        heard = visit.caller.heard()
        assert names(heard) == ["music default"]
        assert heard[0].end - heard[0].begin > 2.0


@clause(38, "After prompts were played, the next `hold` plays music again.")
def test_music_after_prompts(line: Line) -> None:
    with line.call() as visit:
        visit.call.hold(CALM, 0.5)
        visit.call.play(["one"])
        visit.call.hold(CALM, 0.5)
        visit.call.collect(["two"], Ask(first=0.3))
        visit.call.hold(LIVELY, 0.5)
        assert names(visit.caller.heard()) == ["music default", "one", "music default", "two", "music lively"]


@clause(39, "While a prompt plays there is no music, and while music plays there is no prompt.")
def test_prompt_and_music_are_not_mixed(line: Line) -> None:
    with line.call() as visit:
        visit.call.hold(CALM, 0.5)
        visit.caller.press("1", after=0.5)
        visit.call.play(["long"], cut_by="1")
        visit.tell(Announce(("two",)), after=0.4)
        visit.call.hold(CALM, 2.0)
        visit.call.play(["two"])
        visit.call.hold(CALM, 0.5)
        visit.call.record("no-music", 0.4, beep=False)
        assert names(visit.caller.heard()) == ["music default", "long", "music default", "two", "music default"]
