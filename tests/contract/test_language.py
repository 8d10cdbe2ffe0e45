"""Language."""

from ccengine.model.why import Ended
from tests.contract.clauses import clause
from tests.contract.line import PROMPTS, Line, names


@clause(
    61,
    "`language` is `info.language` until `set_language`, and from then on the one that was set; `info` does not "
    "change.",
)
def test_language(line: Line) -> None:
    with line.call() as visit:
        assert visit.call.language == visit.call.info.language == "zh"
        visit.call.set_language("en")
        assert (visit.call.language, visit.call.info.language) == ("en", "zh")
        visit.call.set_language("zh")
        assert visit.call.language == "zh"


@clause(62, "Prompts are played in the language in force.")
def test_prompts_follow_the_language(line: Line) -> None:
    with line.call() as visit:
        visit.call.play(["one", "two"])
        visit.call.set_language("en")
        visit.call.play(["one"])
        chinese, _, english = heard = visit.caller.heard()
        assert names(heard) == ["one", "two", "one"]
        expected = PROMPTS["en"]["one"] / PROMPTS["zh"]["one"]
        assert expected / 2 < (english.end - english.begin) / (chinese.end - chinese.begin) < expected * 2


@clause(63, "A prompt that the language in force does not have is missing.")
def test_a_prompt_of_another_language(line: Line) -> None:
    with line.call() as visit:
        played = visit.call.play(["one", "english"])
        assert (played.why, "english" in played.detail) == (Ended.FAILED, True)
        visit.call.set_language("en")
        assert visit.call.play(["english"]).why is Ended.DONE
        assert visit.call.play(["three"]).why is Ended.FAILED
        assert names(visit.caller.heard()) == ["english"]
