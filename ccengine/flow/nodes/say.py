"""say: speak a value: digits, a number, a date, a time, a duration, money.  Exits: `next`, `failed`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from ccengine.flow import fields
from ccengine.flow.expr import ExpressionFault, Template, Value
from ccengine.flow.fields import Prompt
from ccengine.flow.fields.exits import FAILED, NEXT
from ccengine.flow.fields.given import main, option
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.flow.spoken import KINDS, LANGUAGES, NotSpeakable, prompts_of, spoken
from ccengine.model.call import Call
from ccengine.model.reader import Report, list_of
from ccengine.model.values import one_of


@dataclass(frozen=True, kw_only=True)
class Say(Node):
    """Speak a value by the rules of the language in force.

    Exits: `next`, and `failed` when the value cannot be computed or cannot be spoken. `before` and `after` are prompts
    that are played with it without gaps. What each kind takes and how it is spoken: [spoken
    values](spoken-values.md)."""

    verb: ClassVar[str] = "say"
    EXAMPLE: ClassVar[str] = """
flow: balance
language: zh
start: tell
variables: {due: "123.45"}
nodes:
  tell:
    say: "{{ due }}"
    as: money
    before: welcome
    next: bye
  bye: {play: goodbye, next: hangup}
"""

    what: Any = main(fields.either, "the value, or an expression for it")
    kind: str = option(
        one_of(*KINDS), "number", "how it is spoken: " + ", ".join(f"`{kind}`" for kind in KINDS), key="as"
    )
    before: tuple[Prompt, ...] = option(list_of(fields.prompt, most=20), (), "prompts that are played before it")
    after: tuple[Prompt, ...] = option(list_of(fields.prompt, most=20), (), "prompts that are played after it")

    @property
    def may_leave_by(self) -> tuple[str, ...]:
        return (FAILED,)

    def prompts(self) -> Iterable[Prompt]:
        return (*self.before, *self.after)

    def agree(self, report: Report) -> None:
        """A value that is written out, and that no language can say, would fail in every call."""
        if isinstance(self.what, Template):
            return
        faults = []
        for language in LANGUAGES:
            try:
                spoken(self.kind, _sayable(self.what), language)
            except (NotSpeakable, ExpressionFault) as fault:
                faults.append(fault)
        if len(faults) == len(LANGUAGES):
            text = f"{self}: {faults[0]}"
            report.add(self.place("what"), text, "not-speakable", "write another value, or another kind behind `as:`")

    def prompts_in(self, language: str) -> Iterable[Prompt]:
        at = self.place("what")
        return (*self.prompts(), *(Prompt(name, at) for name in sorted(prompts_of(self.kind, language))))


def run(node: Say, call: Call, here: Here) -> str:
    try:
        words = spoken(node.kind, _sayable(here.scope.value(node.what)), call.language)
    except NotSpeakable as fault:
        raise ExpressionFault(str(fault)) from None
    call.play([*(prompt.name for prompt in node.before), *words, *(prompt.name for prompt in node.after)])
    return NEXT


def _sayable(value: Value) -> int | float | str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ExpressionFault("a number or a text is spoken, and nothing else")
    return value


VERB = Verb(Say, run)
