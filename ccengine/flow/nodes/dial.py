"""dial: reach somebody by telephone, and talk.  Exits: those of model/why.py `DialExit`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ccengine.flow import fields
from ccengine.flow.duty.roster import is_on_duty
from ccengine.flow.expr import ExpressionFault, Template
from ccengine.flow.fields import Prompt, requests
from ccengine.flow.fields.given import main, option
from ccengine.flow.fields.keys import one_key
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.dialling import EXITS, RINGBACK, run_dial
from ccengine.flow.running.duty import planned
from ccengine.flow.running.here import Here
from ccengine.model.call import Call
from ccengine.model.dialling import TARGETS, Confirm, Dialling
from ccengine.model.ids import Seconds
from ccengine.model.reader import Report, list_of
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import boolean, duration, matching
from ccengine.model.why import DialExit
from ccengine.model.yamltree import Scalar, Tree

ASKS = "confirm-call"

number = matching(r"\+?[A-Za-z0-9*#_.-]{1,64}", "a number", "bad-target", "digits, or an agent's extension")
callee = matching(
    r"(\+?[A-Za-z0-9*#_.-]{1,64}|(duty|person):[\w][\w-]{0,63})",
    "a number",
    "bad-target",
    "digits, an agent's extension, duty:ROSTER or person:NAME",
)


def _computed(tree: Tree) -> bool:
    return isinstance(tree, Scalar) and "{{" in tree.text


@shaped("a number, or an expression", anyOf=[shape_of(number).schema, fields.EXPRESSION])
def target(tree: Tree, report: Report) -> str | Template:
    """As it is written: leading zeros stay."""
    return fields.template(tree, report) if _computed(tree) else number(tree, report)


@shaped("a number, who is on duty, or an expression", anyOf=[shape_of(callee).schema, fields.EXPRESSION])
def whom(tree: Tree, report: Report) -> str | Template:
    return fields.template(tree, report) if _computed(tree) else callee(tree, report)


@dataclass(frozen=True, kw_only=True)
class Dial(Node):
    """Reach somebody by telephone, and talk.

    A target is the extension of an agent, or a number outside that the settings allow: `outgoing` names the trunk and
    the prefixes that may be dialled, and without it no call leaves. Several targets are rung in turn, or all together
    with `at_once: true`; the first that answers is put through. `duty:night` is who is on duty by this roster of
    `duty.yaml`, then its substitute; `person:wang` are the telephones of that person. An expression may give one target
    or a list of them; an empty one is left out.

    Exits: `answered` after a talk that the other side ended (a caller who hangs up leaves the flow there). When nobody
    answered, the target that came nearest to a talk counts: `rejected`, `busy`, `no_answer`, `unreachable`; `failed`
    when the engine could not dial, or a target cannot be computed; `not_allowed` when none of them may be dialled.

    With `confirm: 1` who answers outside hears `question` in the language of the port, and only this key connects him:
    a voicemail, silence or another key is `no_answer`, and the next one is rung ([reaching people](reach.md)). The
    caller hears the ringing all the time.
    A call that is dialling or talking when the engine dies goes on with it."""

    verb: ClassVar[str] = "dial"
    EXITS: ClassVar[tuple[str, ...]] = EXITS
    WAITS: ClassVar[bool] = True
    EXAMPLE: ClassVar[str] = """
flow: night
language: zh
start: porter
nodes:
  porter:
    dial: [8001, 02088886666]   # in turn
    ring: 15s                   # each
    confirm: 1                  # a voicemail presses no key
    limit: 40s                  # all together
    exits: {answered: bye}
    next: sorry                 # busy, no_answer, ...
  sorry: {play: sorry-all-busy, next: bye}
  bye: {play: goodbye, next: hangup}
"""

    targets: tuple[str | Template, ...] = main(
        list_of(whom, least=1, most=TARGETS),
        "a number, an agent's extension, `duty:ROSTER` or `person:NAME`, or a list of them; or expressions",
    )
    at_once: bool = option(boolean, False, "whether all are rung together")
    ring: Seconds = option(duration(1, 120), 25.0, "how long each is rung")
    limit: Seconds = option(duration(1, 600), 120.0, "how long all together")
    shown: Any = option(target, "", "the number that is shown to them", key="caller", shown="that of the settings")
    music: str = option(fields.music, RINGBACK, "the music class that the caller hears meanwhile")
    recorded: bool = option(boolean, True, "whether the talk is recorded")
    confirm: str = option(one_key, "", "the key that who answers outside has to press", shown="he need not")
    question: tuple[Prompt, ...] = option(fields.prompts, (), "prompts that ask him to", shown="`confirm-call`")
    patience: Seconds = option(duration(5, 60), 20.0, "how long he is asked before he is let go")
    agents_too: bool = option(boolean, False, "whether agents have to press it as well")

    def prompts(self) -> Iterable[Prompt]:
        asks = self.question or (Prompt(ASKS, self.place("confirm")),)
        return asks if self.confirm else ()


def run(node: Dial, call: Call, here: Here) -> str:
    targets = tuple(filter(None, _targets(node, here)))
    if not 1 <= len(targets) <= TARGETS:
        raise ExpressionFault(f"1 to {TARGETS} targets are needed, not {len(targets)}")
    wish = _wish(node, here, targets)
    if any(map(is_on_duty, targets)):
        wish = replace(wish, plan=planned(wish, here))
        if not wish.plan:
            here.failed(node.id, f"{node.at}: {node}: nobody is on duty")
            return DialExit.UNREACHABLE
    return run_dial(call, here.desk, wish, node.music)


def _wish(node: Dial, here: Here, targets: tuple[str, ...]) -> Dialling:
    shown = requests.written(here.scope.value(node.shown))
    names = tuple(prompt.name for prompt in node.prompts())
    confirm = Confirm(node.confirm, names, here.language, node.patience) if node.confirm else None
    return Dialling(targets, node.at_once, node.ring, node.limit, shown, node.recorded, confirm, node.agents_too)


def _targets(node: Dial, here: Here) -> Iterator[str]:
    for each in node.targets:
        value = here.scope.value(each)
        yield from map(requests.written, value if isinstance(value, list | tuple) else (value,))


VERB = Verb(Dial, run)
