"""member: who calls, by a member's number and PIN.  Exits: `known`, `refused`, `locked`, `failed`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.fields import Prompt
from ccengine.flow.fields.exits import FAILED
from ccengine.flow.fields.given import main, option
from ccengine.flow.node import Node, Verb
from ccengine.flow.nodes.menu import NO_INPUT
from ccengine.flow.running.here import Here
from ccengine.flow.running.proving import LOCKED_OUT, NOT_VALID, WRONG, Entries, Patience, proven
from ccengine.model.call import Call
from ccengine.model.ids import Seconds
from ccengine.model.members import LONGEST_NUMBER, MemberSearch, Verdict
from ccengine.model.values import boolean, duration, whole

KNOWN, REFUSED, LOCKED = "known", "refused", "locked"
PIN = "member-pin"


@dataclass(frozen=True, kw_only=True)
class Member(Node):
    """Ask for a member's number and his PIN, by keys.

    Exits: `known`: from now on `member.number`, `member.name` and `member.class` say who calls, in all flows of this
    call, and his class, if he has one, is `caller.class`; `refused` after `tries` in vain, also when nothing was
    entered; `locked` when too many wrong PINs were entered before, and this one was not looked at
    ([members](members.md)); `failed` when nobody could look. Before a further try the caller hears `member-wrong`,
    `not-valid` or `no-input`; before `locked`, `member-locked`.

    With `by_phone` a caller whose number is on file as a phone of one member is asked for the PIN alone; a second try
    asks for both. The PIN is in no journal, trace or log, a crash of the engine lets everything be asked again, and
    nothing is recorded meanwhile: a recording is a node of its own, and that of a talk ends with the talk."""

    verb: ClassVar[str] = "member"
    EXITS: ClassVar[tuple[str, ...]] = (KNOWN, REFUSED, LOCKED, FAILED)
    WAITS: ClassVar[bool] = True
    EXAMPLE: ClassVar[str] = """
flow: members
language: zh
start: who
nodes:
  who:
    member: member-number     # the prompts that ask for the number
    by_phone: true
    exits: {known: service}
    next: bye                 # refused, locked, failed
  service: {queue: service, next: bye}    # with the head start of his class
  bye: {play: goodbye, next: hangup}
"""

    asks: tuple[Prompt, ...] = main(fields.prompts, "the prompts that ask for the number")
    pin: tuple[Prompt, ...] = option(fields.prompts, (), "the prompts that ask for the PIN", shown=f"`{PIN}`")
    by_phone: bool = option(boolean, False, "whether a caller with a member's phone is asked for the PIN alone")
    most: int = option(whole(1, LONGEST_NUMBER), LONGEST_NUMBER, "most digits of a number: complete with them")
    first: Seconds = option(duration(0.5, 120), 8.0, "silence before the first digit")
    between: Seconds = option(duration(0.5, 60), 4.0, "silence between two digits")
    tries: int = option(whole(1, 5), 3, "how often the caller may try in this node")

    @property
    def asks_pin(self) -> tuple[Prompt, ...]:
        return self.pin or (Prompt(PIN, self.at),)

    def prompts(self) -> Iterable[Prompt]:
        return (
            *self.asks,
            *self.asks_pin,
            *(Prompt(name, self.at) for name in (NO_INPUT, NOT_VALID, WRONG, LOCKED_OUT)),
        )


def run(node: Member, call: Call, here: Here) -> str:
    entries = Entries(call, here, Patience(node.first, node.between))
    known = _by_phone(call, here) if node.by_phone else ""
    for _ in range(node.tries):
        number, known = known or entries.number(node.asks, node.most), ""
        if not number or not (pin := entries.pin(node.asks_pin)):
            continue
        verdict = proven(node, here, entries, number, pin)
        if verdict is Verdict.KNOWN:
            return KNOWN
        if verdict is not Verdict.REFUSED:
            entries.end()
            return LOCKED if verdict is Verdict.LOCKED else FAILED
    entries.end()
    return REFUSED


def _by_phone(call: Call, here: Here) -> str:
    """The member's number; "" when nobody, or more than one, has this phone, or nobody could look."""
    caller = call.info.caller_form
    return here.services.find_member(MemberSearch(caller)).number if caller else ""


VERB = Verb(Member, run)
