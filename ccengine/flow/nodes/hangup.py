"""hangup: end the call.  No exits."""

from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow.fields.given import bare
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.model.call import Call


@dataclass(frozen=True, kw_only=True)
class Hangup(Node):
    """End the call.

    Where nothing is to be done before, `next: hangup` does without a node."""

    verb: ClassVar[str] = "hangup"
    EXITS: ClassVar[tuple[str, ...]] = ()
    EXAMPLE: ClassVar[str] = """
flow: two-ways-to-end
language: zh
start: welcome
nodes:
  welcome:
    play: welcome
    next: end
  end:
    hangup:
"""

    alone: None = bare("nothing stands behind it")


def run(node: Hangup, call: Call, here: Here) -> str:
    """The runner hangs up after a node that leads nowhere."""
    return "hangup"


VERB = Verb(Hangup, run)
