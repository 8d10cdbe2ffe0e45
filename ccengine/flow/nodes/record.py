"""record: the caller speaks after the tone.  Exits: `recorded`, `nothing`, `failed`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow import fields
from ccengine.flow.fields import Prompt
from ccengine.flow.fields.exits import FAILED
from ccengine.flow.fields.given import main, option
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.flow.running.speaking import Speech, listen
from ccengine.model.call import Call
from ccengine.model.diagnostics import Position
from ccengine.model.facts import MessageRecorded
from ccengine.model.ids import Seconds
from ccengine.model.values import boolean, duration
from ccengine.model.why import Ended

RECORDED, NOTHING = "recorded", "nothing"
TERMINATORS = "#*"


@dataclass(frozen=True, kw_only=True)
class Record(Node):
    """Record what the caller says after the tone.

    Exits: `recorded`, `nothing` when it is shorter than `least`, `failed` when it cannot be written. It ends with `#`,
    `*`, or after `most`; a caller who hangs up has left his message, too. The file lies in the folder of the
    recordings, under `messages/`, and is on the call's record. When the engine dies while he speaks, what he has said
    is on record all the same, as `cut off`, with the length of its file; if he is still there he is asked again, and
    speaks into a second one."""

    verb: ClassVar[str] = "record"
    EXITS: ClassVar[tuple[str, ...]] = (RECORDED, NOTHING, FAILED)
    WAITS: ClassVar[bool] = True
    EXAMPLE: ClassVar[str] = """
flow: message
language: zh
start: speak
nodes:
  speak:
    record: sorry-all-busy     # prompts that ask for it
    most: 2m
    into: message
    exits: {recorded: bye}
    next: hangup
  bye: {play: goodbye, next: hangup}
"""

    asks: tuple[Prompt, ...] = main(fields.prompts, "prompts that are played before the tone")
    most: Seconds = option(duration(1, 1800), 120.0, "longest message")
    least: Seconds = option(duration(0, 60), 1.0, "shortest message that counts")
    beep: bool = option(boolean, True, "whether a tone is played")
    into: str = option(fields.new_variable, "", "a variable for the file's path", shown="none")

    def prompts(self) -> Iterable[Prompt]:
        return self.asks

    def assigns(self) -> Iterable[tuple[str, Position]]:
        return ((self.into, self.place("into")),) if self.into else ()


def run(node: Record, call: Call, here: Here) -> str:
    call.play([prompt.name for prompt in node.asks])

    def tell(path: str, seconds: Seconds) -> None:
        here.desk.record(MessageRecorded(call.info.id, path, seconds))

    speech = Speech(node.id, "messages", node.most, node.least, TERMINATORS, node.beep)
    recorded = listen(speech, call, here, tell)
    if recorded.why is Ended.FAILED:
        here.failed(node.id, f"{node.at}: {node}: {recorded.detail}")
        return FAILED
    if recorded.seconds < node.least:
        return NOTHING
    if node.into:
        here.scope.set(node.into, recorded.path)
    return RECORDED


VERB = Verb(Record, run)
