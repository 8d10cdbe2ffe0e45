"""survey: ask for marks, one key a question.  Exit: `next`.

A question without an answer is passed over.  Every answer is told at once, so a caller who hangs up in the second
question has given the first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.fields import Prompt
from ccengine.flow.fields.exits import NEXT
from ccengine.flow.fields.given import main, option
from ccengine.flow.node import Node, Verb
from ccengine.flow.nodes.menu import NO_INPUT, NOT_A_CHOICE
from ccengine.flow.running.here import Here
from ccengine.model.call import Ask, Call
from ccengine.model.facts import Marked
from ccengine.model.ids import Seconds
from ccengine.model.reader import Report
from ccengine.model.shape import shaped
from ccengine.model.values import duration, text, whole
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Tree

THANKS = "thanks"


@shaped("a range, as in `1-5`", type="string", pattern="^[0-9]-[0-9]$")
def key_range(tree: Tree, report: Report) -> str:
    """`1-5` -> "12345"."""
    value = text(tree, report)
    match = re.fullmatch("([0-9])-([0-9])", value)
    if not match or match[1] > match[2]:
        raise report.wrong(tree.at, f'"{shown(value)}" is not a range of keys', "bad-keys", "as in 1-5")
    return "".join(str(key) for key in range(int(match[1]), int(match[2]) + 1))


@dataclass(frozen=True, kw_only=True)
class Survey(Node):
    """Ask for marks.

    Exit: `next`. A question without an answer is passed over; every mark is on record as soon as it is given. Nothing
    that was typed ahead counts, since a mark is given to a question that was heard. When any mark was given, the
    `thanks` prompt follows."""

    verb: ClassVar[str] = "survey"
    WAITS: ClassVar[bool] = True
    EXAMPLE: ClassVar[str] = """
flow: questions
language: zh
start: ask
nodes:
  ask:
    survey: [how-satisfied]  # the questions, one prompt each
    keys: 1-5                # which keys count
    wait: 5s
    tries: 2                 # for each question
    next: hangup
"""

    questions: tuple[Prompt, ...] = main(fields.prompts, "the questions, one prompt each")
    keys: str = option(key_range, "12345", "which keys count", shown="`1-5`")
    thanks: Prompt | None = option(fields.prompt, None, "what is played after the marks", shown=f"`{THANKS}`")
    wait: Seconds = option(duration(0.5, 60), 5.0, "silence after the question before a try has failed")
    tries: int = option(whole(1, 9), 2, "for each question")

    def prompts(self) -> Iterable[Prompt]:
        thanks = self.thanks or Prompt(THANKS, self.at)
        return (*self.questions, thanks, Prompt(NO_INPUT, self.at), Prompt(NOT_A_CHOICE, self.at))


def run(survey: Survey, call: Call, here: Here) -> str:
    marked = False
    for question in survey.questions:
        if key := _answer(survey, call, here, question.name):
            here.desk.record(Marked(call.info.id, question.name, key))
            marked = True
    if marked:
        call.play((survey.thanks.name if survey.thanks else THANKS,))
    return NEXT


def _answer(survey: Survey, call: Call, here: Here, question: str) -> str:
    """A key of the range, or "" when no try gave one.  Nothing typed ahead counts: a mark is given to a question that
    was heard."""
    excuse: tuple[str, ...] = ()
    for _ in range(survey.tries):
        got = call.collect((*excuse, question), Ask(first=survey.wait, keep_typed_ahead=False)).digits
        here.took(got)
        if got and got in survey.keys:
            return got
        excuse = (NOT_A_CHOICE,) if got else (NO_INPUT,)
    return ""


VERB = Verb(Survey, run)
