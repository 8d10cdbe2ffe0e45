"""play: say something and go on.  Exit: `next`.

Keys pressed meanwhile do not cut it; they wait for the next menu."""

from collections.abc import Iterable
from dataclasses import dataclass

from ccengine.flow import fields
from ccengine.flow.base import NEXT, Head, Node, Prompt, Verb
from ccengine.model.call import Call
from ccengine.model.desk import Desk
from ccengine.model.reader import Reader, Report


@dataclass(frozen=True, kw_only=True)
class Play(Node):
    says: tuple[Prompt, ...]

    def prompts(self) -> Iterable[Prompt]:
        return self.says


def read(head: Head, reader: Reader, report: Report) -> Play:
    return Play(
        verb=head.verb,
        id=head.id,
        at=head.at,
        leaves_by=(NEXT,),
        exits=fields.exits(reader, [NEXT]),
        says=reader.take(head.verb, fields.prompts, ()),
    )


def run(play: Play, call: Call, desk: Desk) -> str:
    call.play([prompt.name for prompt in play.says])
    return NEXT


VERB = Verb("play", read, run)
