"""menu: play a choice and follow the key.  Exits: one per key, `otherwise`.

Keys may have several digits as long as none begins another.  What was typed ahead counts; after a wrong key what
follows it is dropped, so that a slipping finger costs one try."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ccengine.flow import fields
from ccengine.flow.fields import Prompt
from ccengine.flow.fields.exits import HANGUP, Exit, target
from ccengine.flow.fields.given import main, needed, option
from ccengine.flow.fields.keys import Choice, choice, key
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.model.call import NOTHING, Ask, Call
from ccengine.model.diagnostics import Position
from ccengine.model.ids import Seconds
from ccengine.model.reader import Reader, mapping_of
from ccengine.model.shape import Schema
from ccengine.model.values import duration, whole

OTHERWISE = "otherwise"
NO_INPUT = "no-input"
NOT_A_CHOICE = "not-a-choice"
BETWEEN: Seconds = 3.0  # silence between two digits of one key


@dataclass(frozen=True, kw_only=True)
class Menu(Node):
    """Offer a choice and follow the key.

    Exits: one per key, and `otherwise` (`hangup` when it is not written). A key cuts the prompts. What was typed ahead
    counts. After silence the caller hears `no-input`, after a wrong key `not-a-choice`, and the prompts again; what
    follows a wrong key is dropped, so that a slipping finger costs one try. A key may have up to eight digits (`0`-`9`,
    `*`, `#`, `A`-`D`), as long as no key begins another."""

    verb: ClassVar[str] = "menu"
    WAITS: ClassVar[bool] = True
    EXAMPLE: ClassVar[str] = """
flow: choice
language: zh
start: main
nodes:
  main:
    menu: [press-1-service, press-2-repairs]
    keys:
      1: service
      2: repairs
      "*": main            # * and # need quotes
    wait: 5s               # silence after the last prompt; then the try has failed
    tries: 3
    otherwise: service     # when all tries have failed
  service: {play: please-wait, next: hangup}
  repairs: {play: repairs-by-service, next: hangup}
"""

    says: tuple[Prompt, ...] = main(fields.prompts, "the prompts that tell the choice")
    keys: Mapping[str, Choice] = needed(mapping_of(key, choice), "each key and the node it leads to")
    otherwise: Exit | None = option(target, None, "where it leads when all tries have failed", shown="`hangup`")
    wait: Seconds = option(duration(0.5, 60), 5.0, "silence after the last prompt before a try has failed")
    tries: int = option(whole(1, 9), 3, "how often the prompts are played")
    exits: Mapping[str, Exit] = field(default_factory=dict)

    @classmethod
    def lead(cls, reader: Reader, at: Position, values: dict[str, Any]) -> dict[str, Exit]:
        chosen = {key: choice.exit for key, choice in (values["keys"] or {}).items()}
        return {**chosen, OTHERWISE: values["otherwise"] or Exit(HANGUP, at)}

    @classmethod
    def leading_keys(cls) -> dict[str, Schema]:
        return {}

    @property
    def leaves_by(self) -> tuple[str, ...]:
        return (*self.keys, OTHERWISE)

    def prompts(self) -> Iterable[Prompt]:
        return (*self.says, Prompt(NO_INPUT, self.at), Prompt(NOT_A_CHOICE, self.at))


def run(menu: Menu, call: Call, here: Here) -> str:
    excuse: tuple[str, ...] = ()
    for attempt in range(menu.tries):
        prompts = (*excuse, *(prompt.name for prompt in menu.says))
        got = _press(menu, call, Ask(first=menu.wait, keep_typed_ahead=attempt == 0), prompts)
        here.took(got)
        if got in menu.keys:
            return got
        excuse = (NOT_A_CHOICE,) if got else (NO_INPUT,)
    call.play(excuse)
    return OTHERWISE


def _press(menu: Menu, call: Call, ask: Ask, prompts: tuple[str, ...]) -> str:
    """One entry, digit by digit, so that a short key need not wait for a longer one; "" for silence."""
    entry = call.collect(prompts, ask).digits
    while entry and any(key.startswith(entry) and key != entry for key in menu.keys):
        more = call.collect(NOTHING, Ask(first=BETWEEN)).digits
        if not more:
            return entry
        entry += more
    return entry


VERB = Verb(Menu, run)
