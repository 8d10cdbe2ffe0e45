"""survey: ask for marks, one key a question, and for a comment.  Exit: `next`.

Every answer is told at once, so a caller who hangs up in the second question has given the first, and who is taken up
there after a crash is not asked the first again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.expr import Template
from ccengine.flow.fields import Prompt
from ccengine.flow.fields import questions as asking
from ccengine.flow.fields.exits import NEXT
from ccengine.flow.fields.given import main, option
from ccengine.flow.fields.questions import Comment, Label, Question
from ccengine.flow.node import Node, Verb
from ccengine.flow.nodes.menu import NO_INPUT, NOT_A_CHOICE
from ccengine.flow.running.here import Here
from ccengine.flow.running.speaking import Speech, listen
from ccengine.model.call import Ask, Call
from ccengine.model.facts import Commented, Marked, Questioned
from ccengine.model.ids import Seconds
from ccengine.model.reader import Report
from ccengine.model.values import duration, name, whole
from ccengine.model.why import Ended

THANKS = "thanks"
SHORTEST: Seconds = 1.0  # comment that counts
ENDS = "#"  # a comment


@dataclass(frozen=True, kw_only=True)
class Survey(Node):
    """Ask for marks, and for a comment: see [surveys](survey.md).

    Exit: `next`, and `failed` when a `when` cannot be computed. A question is a prompt, or `{ask, name, keys, grades,
    when}`: its prompts, its name on record, the keys that answer it, what each key means (`1: very satisfied`, or a
    text for each language), and a condition without which it is not asked. A question without an answer is passed over;
    every mark is on record as soon as it is given, and expressions see it as `survey.NAME`, a number. Nothing that was
    typed ahead counts, since a mark is given to a question that was heard. `comment: {ask, key, most, when, name}` asks
    for a key (1) after which the caller may speak, until `#` or `most` (60s); any other key, or none, passes it over.
    When anything was answered, the `thanks` prompt follows."""

    verb: ClassVar[str] = "survey"
    WAITS: ClassVar[bool] = True
    EXAMPLE: ClassVar[str] = """
flow: questions
language: zh
start: ask
nodes:
  ask:
    survey: [how-satisfied]  # the questions
    keys: 1-5                # which keys count
    wait: 5s
    tries: 2                 # for each question
    next: hangup
"""

    questions: tuple[Question, ...] = main(asking.questions, "the questions: a prompt each, or `{ask, name, ...}`")
    named: str = option(name, "", "the survey's name on record", key="name", shown="the node's")
    keys: str = option(asking.key_range, "", "which keys count", shown="those of `grades`, or `1-5`")
    grades: Mapping[str, Label] = option(asking.grades, dict, "each key and what it means, by language if you like")
    comment: Comment | None = option(asking.comment, None, "`{ask: ...}`: what the caller may say at the end")
    thanks: Prompt | None = option(fields.prompt, None, "what is played after the answers", shown=f"`{THANKS}`")
    wait: Seconds = option(duration(0.5, 60), 5.0, "silence after the question before a try has failed")
    tries: int = option(whole(1, 9), 2, "for each question")

    @property
    def on_record(self) -> str:
        return self.named or self.id

    def prompts(self) -> Iterable[Prompt]:
        for question in self.questions:
            yield from question.asks
        if self.comment:
            yield from self.comment.asks
        yield self.thanks or Prompt(THANKS, self.at)
        yield from (Prompt(NO_INPUT, self.at), Prompt(NOT_A_CHOICE, self.at))

    def templates(self) -> Iterator[tuple[str, Template]]:
        asked = (*self.questions, *((self.comment,) if self.comment else ()))
        return (("when", each.template) for each in asked if each.template is not None)

    def agree(self, report: Report) -> None:
        asking.agree(str(self), self.questions, self.comment, self.keys, self.grades, report)


def run(survey: Survey, call: Call, here: Here) -> str:
    for question in survey.questions:
        if _is_due(question, here):
            _ask(survey, question, call, here)
    if survey.comment and _is_due(survey.comment, here):
        _listen(survey, survey.comment, call, here)
    if here.marks.answered:
        call.play((survey.thanks.name if survey.thanks else THANKS,))
    return NEXT


def _is_due(asked: Question | Comment, here: Here) -> bool:
    """Not when it was over before a crash; one that the crash cut off began for a reason, which holds still."""
    if asked.name in here.marks.asked:
        return not here.marks.asked[asked.name]
    return asked.template is None or bool(fields.CONVERSIONS["boolean"](here.scope.value(asked.template)))


def _begin(survey: Survey, question: str, call: Call, here: Here) -> None:
    if question not in here.marks.asked:
        here.marks.ask(question)
        here.desk.record(Questioned(call.info.id, survey.on_record, question))


def _ask(survey: Survey, question: Question, call: Call, here: Here) -> None:
    _begin(survey, question.name, call, here)
    answers = question.answers(survey.keys, survey.grades)
    if key := _answer(survey, question, answers, call, here):
        here.marks.answer(question.name, key)
        grade = question.grade(key, survey.grades)
        here.desk.record(Marked(call.info.id, question.name, key, survey.on_record, grade))


def _answer(survey: Survey, question: Question, answers: str, call: Call, here: Here) -> str:
    """A key that answers, or "" when no try gave one."""
    asks = [prompt.name for prompt in question.asks]
    excuse: tuple[str, ...] = ()
    for _ in range(survey.tries):
        got = call.collect((*excuse, *asks), Ask(first=survey.wait, keep_typed_ahead=False)).digits
        here.took(got)
        if got and got in answers:
            return got
        excuse = (NOT_A_CHOICE,) if got else (NO_INPUT,)
    return ""


def _listen(survey: Survey, comment: Comment, call: Call, here: Here) -> None:
    """A comment that cannot be written is no reason to do without the marks."""
    _begin(survey, comment.name, call, here)
    asks = [prompt.name for prompt in comment.asks]
    got = call.collect(asks, Ask(first=survey.wait, keep_typed_ahead=False)).digits
    here.took(got)
    if got != comment.key:
        return

    def tell(path: str, seconds: Seconds) -> None:
        here.marks.answer(comment.name, "")
        here.desk.record(Commented(call.info.id, survey.on_record, comment.name, path, seconds))

    speech = Speech(survey.id, "comments", comment.most, SHORTEST, ENDS, survey=survey.on_record, question=comment.name)
    recorded = listen(speech, call, here, tell)
    if recorded.why is Ended.FAILED:
        here.failed(survey.id, f"{survey.at}: {survey}: {recorded.detail}")


VERB = Verb(Survey, run)
