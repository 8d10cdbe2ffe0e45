"""play: say something and go on.  Exit: `next`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.fields import Prompt
from ccengine.flow.fields.exits import NEXT
from ccengine.flow.fields.given import main
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.model.call import Call


@dataclass(frozen=True, kw_only=True)
class Play(Node):
    """Say something and go on.

    Exit: `next`. Keys that the caller presses meanwhile do not cut it; the next menu takes them."""

    verb: ClassVar[str] = "play"
    EXAMPLE: ClassVar[str] = """
flow: two-sentences
language: zh
start: greet
nodes:
  greet:
    play: [welcome, please-wait]     # one prompt, or a list that is played without gaps
    next: bye
  bye:
    play: goodbye
    next: hangup
"""

    says: tuple[Prompt, ...] = main(fields.prompts, "a prompt, or a list of prompts that are played without gaps")

    def prompts(self) -> Iterable[Prompt]:
        return self.says


def run(play: Play, call: Call, here: Here) -> str:
    call.play([prompt.name for prompt in play.says])
    return NEXT


VERB = Verb(Play, run)
