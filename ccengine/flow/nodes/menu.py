"""menu: play a choice and follow the key.  Exits: one per key, `otherwise`.

Keys may have several digits as long as none begins another.  What was typed ahead counts; after a wrong key what
follows it is dropped, so that a slipping finger costs one try."""

from collections.abc import Iterable
from dataclasses import dataclass

from ccengine.flow import fields
from ccengine.flow.base import HANGUP, Exit, Head, Node, Prompt, Verb
from ccengine.model.call import NOTHING, Ask, Call
from ccengine.model.desk import Desk
from ccengine.model.diagnostics import Position
from ccengine.model.ids import Seconds
from ccengine.model.reader import Reader, Report, mapping_of
from ccengine.model.values import duration, matching, whole
from ccengine.model.yamltree import Scalar, Tree

OTHERWISE = "otherwise"
NO_INPUT = "no-input"
NOT_A_CHOICE = "not-a-choice"
BETWEEN: Seconds = 3.0  # silence between two digits of one key

key = matching("[0-9*#A-D]{1,8}", "a key", "bad-key", 'the keys are 0-9, A-D, "*" and "#" (these two in quotes)')


@dataclass(frozen=True, kw_only=True)
class Menu(Node):
    says: tuple[Prompt, ...]
    keys: tuple[tuple[str, Position], ...]
    wait: Seconds = 5.0  # silence after the last prompt before a try counts as failed
    tries: int = 3

    def prompts(self) -> Iterable[Prompt]:
        return (*self.says, Prompt(NO_INPUT, self.at), Prompt(NOT_A_CHOICE, self.at))


def read(head: Head, reader: Reader, report: Report) -> Menu:
    said: tuple[Prompt, ...] = reader.take(head.verb, fields.prompts, ())
    choices = reader.need("keys", mapping_of(_keyed, _choice)) or {}
    exits = {key: exit for (key, _), exit in choices.items()}
    exits[OTHERWISE] = reader.take(OTHERWISE, fields.target, Exit(HANGUP, head.at))
    return Menu(
        verb=head.verb,
        id=head.id,
        at=head.at,
        leaves_by=tuple(exits),
        exits=exits,
        says=said,
        keys=tuple(choices),
        wait=reader.take("wait", duration(0.5, 60), Menu.wait),
        tries=reader.take("tries", whole(1, 9), Menu.tries),
    )


def _keyed(tree: Tree, report: Report) -> tuple[str, Position]:
    return key(tree, report), tree.at


def _choice(_: Scalar, tree: Tree, report: Report) -> Exit:
    return fields.target(tree, report)


def run(menu: Menu, call: Call, desk: Desk) -> str:
    excuse: tuple[str, ...] = ()
    for attempt in range(menu.tries):
        prompts = (*excuse, *(prompt.name for prompt in menu.says))
        got = _press(menu, call, Ask(first=menu.wait, keep_typed_ahead=attempt == 0), prompts)
        if got in menu.exits:
            return got
        excuse = (NOT_A_CHOICE,) if got else (NO_INPUT,)
    call.play(excuse)
    return OTHERWISE


def _press(menu: Menu, call: Call, ask: Ask, prompts: tuple[str, ...]) -> str:
    """One entry, digit by digit, so that a short key need not wait for a longer one; "" for silence."""
    entry = call.collect(prompts, ask).digits
    while entry and any(key.startswith(entry) and key != entry for key, _ in menu.keys):
        more = call.collect(NOTHING, Ask(first=BETWEEN)).digits
        if not more:
            return entry
        entry += more
    return entry


VERB = Verb("menu", read, run)
