"""survey: ask for marks, one key a question.  Exit: `next`.

A question without an answer is passed over.  Every answer is told at once, so a caller who hangs up in the second
question has given the first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ccengine.flow import fields
from ccengine.flow.base import NEXT, Head, Node, Prompt, Verb
from ccengine.flow.nodes.menu import NO_INPUT, NOT_A_CHOICE
from ccengine.model.call import Ask, Call
from ccengine.model.desk import Desk
from ccengine.model.ids import Seconds
from ccengine.model.reader import Reader, Report
from ccengine.model.values import duration, text, whole
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Tree

THANKS = "thanks"


@dataclass(frozen=True, kw_only=True)
class Survey(Node):
    questions: tuple[Prompt, ...]
    keys: str = "12345"
    thanks: Prompt
    wait: Seconds = 5.0  # silence after the question before a try counts as failed
    tries: int = 2

    def prompts(self) -> Iterable[Prompt]:
        return (*self.questions, self.thanks, Prompt(NO_INPUT, self.at), Prompt(NOT_A_CHOICE, self.at))


def key_range(tree: Tree, report: Report) -> str:
    """`1-5` -> "12345"."""
    value = text(tree, report)
    match = re.fullmatch("([0-9])-([0-9])", value)
    if not match or match[1] > match[2]:
        raise report.wrong(tree.at, f'"{shown(value)}" is not a range of keys', "bad-keys", "as in 1-5")
    return "".join(str(key) for key in range(int(match[1]), int(match[2]) + 1))


def read(head: Head, reader: Reader, report: Report) -> Survey:
    return Survey(
        verb=head.verb,
        id=head.id,
        at=head.at,
        leaves_by=(NEXT,),
        exits=fields.exits(reader, [NEXT]),
        questions=reader.take(head.verb, fields.prompts, ()),
        keys=reader.take("keys", key_range, Survey.keys),
        thanks=reader.take("thanks", fields.prompt, Prompt(THANKS, head.at)),
        wait=reader.take("wait", duration(0.5, 60), Survey.wait),
        tries=reader.take("tries", whole(1, 9), Survey.tries),
    )


def run(survey: Survey, call: Call, desk: Desk) -> str:
    marked = False
    for question in survey.questions:
        if key := _answer(survey, call, question.name):
            desk.mark(call.info.id, question.name, key)
            marked = True
    if marked:
        call.play((survey.thanks.name,))
    return NEXT


def _answer(survey: Survey, call: Call, question: str) -> str:
    """A key of the range, or "" when no try gave one.  Nothing typed ahead counts: a mark is given to a question that
    was heard."""
    excuse: tuple[str, ...] = ()
    for _ in range(survey.tries):
        got = call.collect((*excuse, question), Ask(first=survey.wait, keep_typed_ahead=False)).digits
        if got and got in survey.keys:
            return got
        excuse = (NOT_A_CHOICE,) if got else (NO_INPUT,)
    return ""


VERB = Verb("survey", read, run)
