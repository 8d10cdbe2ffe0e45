"""change_pin: a member gives himself another PIN.  Exits: `changed`, `refused`, `locked`, `failed`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.fields import Prompt
from ccengine.flow.fields.exits import FAILED
from ccengine.flow.fields.given import main, option
from ccengine.flow.node import Node, Verb
from ccengine.flow.nodes.member import LOCKED, REFUSED
from ccengine.flow.nodes.menu import NO_INPUT
from ccengine.flow.running.here import Here
from ccengine.flow.running.proving import LOCKED_OUT, NOT_VALID, WRONG, Entries, Patience, proven
from ccengine.model.call import Call
from ccengine.model.ids import Seconds
from ccengine.model.members import Verdict, weakness
from ccengine.model.secret import Secret
from ccengine.model.values import duration, whole

CHANGED = "changed"
NEW, AGAIN, WEAK, DIFFER = "pin-new", "pin-again", "pin-weak", "pin-differ"


@dataclass(frozen=True, kw_only=True)
class ChangePin(Node):
    """Let a member who is known (node `member`) give himself another PIN: the old one, and the new one twice.

    Exits: `changed`; `refused` after `tries` in vain, and at once when nobody is known; `locked` and `failed` as of
    `member`: a wrong old PIN counts as one entered there. A new PIN has 6 to 12 digits, does not repeat itself or count
    up or down, and is not the member's number: otherwise the caller hears `pin-weak`, and `pin-differ` when the two
    are not the same. After `changed` the old one is worth nothing."""

    verb: ClassVar[str] = "change_pin"
    EXITS: ClassVar[tuple[str, ...]] = (CHANGED, REFUSED, LOCKED, FAILED)
    EXAMPLE: ClassVar[str] = """
flow: another-pin
language: zh
start: who
nodes:
  who: {member: member-number, exits: {known: change}, next: bye}
  change:
    change_pin: pin-old       # the prompts that ask for the old one
    exits: {changed: done}
    next: bye
  done: {play: thanks, next: bye}
  bye: {play: goodbye, next: hangup}
"""

    asks: tuple[Prompt, ...] = main(fields.prompts, "the prompts that ask for the old PIN")
    new: tuple[Prompt, ...] = option(fields.prompts, (), "those that ask for the new one", shown=f"`{NEW}`")
    again: tuple[Prompt, ...] = option(fields.prompts, (), "those that ask for it again", shown=f"`{AGAIN}`")
    first: Seconds = option(duration(0.5, 120), 8.0, "silence before the first digit")
    between: Seconds = option(duration(0.5, 60), 4.0, "silence between two digits")
    tries: int = option(whole(1, 5), 3, "how often the caller may try in this node")

    @property
    def asks_new(self) -> tuple[Prompt, ...]:
        return self.new or (Prompt(NEW, self.at),)

    @property
    def asks_again(self) -> tuple[Prompt, ...]:
        return self.again or (Prompt(AGAIN, self.at),)

    def prompts(self) -> Iterable[Prompt]:
        fixed = (NO_INPUT, NOT_VALID, WRONG, LOCKED_OUT, WEAK, DIFFER)
        return (*self.asks, *self.asks_new, *self.asks_again, *(Prompt(name, self.at) for name in fixed))


def run(node: ChangePin, call: Call, here: Here) -> str:
    if not (number := here.scope.member.number):
        return REFUSED
    entries = Entries(call, here, Patience(node.first, node.between))
    for _ in range(node.tries):
        if not (old := entries.pin(node.asks)) or not (new := _new(node, entries, number)):
            continue
        verdict = proven(node, here, entries, number, old, new)
        if verdict is Verdict.KNOWN:
            return CHANGED
        if verdict is not Verdict.REFUSED:
            entries.end()
            return LOCKED if verdict is Verdict.LOCKED else FAILED
    entries.end()
    return REFUSED


def _new(node: ChangePin, entries: Entries, number: str) -> Secret | None:
    new = entries.pin(node.asks_new)
    if new is None:
        return None
    if weakness(new.reveal(), number):
        entries.again(WEAK)
        return None
    again = entries.pin(node.asks_again)
    if again is not None and again != new:
        entries.again(DIFFER)
        return None
    return again


VERB = Verb(ChangePin, run)
