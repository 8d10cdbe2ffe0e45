"""collect: ask for digits and keep them.  Exits: `entered`, `nothing`, `invalid`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.expr import Template
from ccengine.flow.fields import Prompt
from ccengine.flow.fields.given import main, needed, option
from ccengine.flow.node import Node, Verb
from ccengine.flow.nodes.menu import NO_INPUT
from ccengine.flow.running.here import Here
from ccengine.model.call import Ask, Call
from ccengine.model.diagnostics import Position
from ccengine.model.ids import Seconds
from ccengine.model.reader import Report
from ccengine.model.secret import Secret
from ccengine.model.values import boolean, duration, one_of, whole

ENTERED, NOTHING, INVALID = "entered", "nothing", "invalid"
NOT_VALID = "not-valid"
MOST = 32  # digits of one entry


@dataclass(frozen=True, kw_only=True)
class Collect(Node):
    """Ask for digits and keep them in a variable.

    Exits: `entered`, `nothing` when the caller entered nothing in the last try, `invalid` when that entry was too
    short, had another key than `0`-`9`, or was not `valid`, and `failed` when `valid` cannot be computed. The first key
    cuts the prompts. Between the tries the caller hears `no-input` or `not-valid`. With `max` digits the entry is
    complete at once: a terminator that follows is a key for the next node. The variable holds the last entry,
    whichever exit is taken; `""` for none.

    With `secret: true` the digits are in no journal, trace or log and are asked for again after a crash; an expression
    can compare them and pass them on, and nothing else."""

    verb: ClassVar[str] = "collect"
    EXITS: ClassVar[tuple[str, ...]] = (ENTERED, NOTHING, INVALID)
    WAITS: ClassVar[bool] = True
    EXAMPLE: ClassVar[str] = """
flow: room
language: zh
start: ask
nodes:
  ask:
    collect: please-wait
    into: room
    min: 3
    max: 4
    valid: "{{ room[0] != '0' }}"
    exits:
      entered: confirm
    next: bye
  confirm: {say: "{{ room }}", as: digits, next: bye}
  bye: {play: goodbye, next: hangup}
"""

    asks: tuple[Prompt, ...] = main(fields.prompts, "the prompts that ask")
    into: str = needed(fields.new_variable, "the variable that holds the digits, as text")
    min: int = option(whole(1, MOST), 1, "fewest digits")
    max: int = option(whole(1, MOST), MOST, "most digits: the entry is complete with them")
    terminator: str = option(one_of("#", "*", "none"), "#", "the key that ends the entry: `#`, `*` or `none`")
    first: Seconds = option(duration(0.5, 120), 5.0, "silence before the first digit")
    between: Seconds = option(duration(0.5, 60), 3.0, "silence between two digits")
    total: Seconds = option(duration(1, 600), 60.0, "for the whole entry, from the end of the prompts")
    valid: Template | None = option(
        fields.condition, None, "an expression that must be true of the entry", shown="every entry"
    )
    tries: int = option(whole(1, 9), 3, "how often the prompts are played")
    type_ahead: bool = option(boolean, True, "whether keys pressed before the prompts count")
    secret: bool = option(boolean, False, "whether the digits are a PIN or the like")

    def prompts(self) -> Iterable[Prompt]:
        return (*self.asks, Prompt(NO_INPUT, self.at), Prompt(NOT_VALID, self.at))

    def assigns(self) -> Iterable[tuple[str, Position]]:
        return ((self.into, self.place("into")),)

    def agree(self, report: Report) -> None:
        if self.min > self.max:
            text = f"{self}: at least {self.min} digits, but at most {self.max}"
            report.add(self.place("min"), text, "min-over-max", "make min the smaller", self.place("max"))


def run(node: Collect, call: Call, here: Here) -> str:
    excuse: tuple[str, ...] = ()
    exit = NOTHING
    for attempt in range(node.tries):
        got = call.collect((*excuse, *(prompt.name for prompt in node.asks)), _ask(node, attempt))
        entry = "" if got.digits == node.terminator else got.digits
        here.took(entry, node.secret)
        here.scope.set(node.into, Secret(entry) if node.secret else entry)
        if _valid(node, here, entry):
            return ENTERED
        excuse, exit = ((NOT_VALID,), INVALID) if entry else ((NO_INPUT,), NOTHING)
    call.play(excuse)
    return exit


def _ask(node: Collect, attempt: int) -> Ask:
    return Ask(
        max_digits=node.max,
        min_digits=node.min,
        first=node.first,
        between=node.between,
        total=node.total,
        terminator="" if node.terminator == "none" else node.terminator,
        keep_typed_ahead=node.type_ahead and attempt == 0,
    )


def _valid(node: Collect, here: Here, entry: str) -> bool:
    if len(entry) < node.min or not entry.isdigit():
        return False
    return node.valid is None or bool(fields.CONVERSIONS["boolean"](here.scope.value(node.valid)))


VERB = Verb(Collect, run)
