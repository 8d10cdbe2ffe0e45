"""hangup: end the call.  No exits.

Where nothing is to be done before, `next: hangup` does without a node."""

from dataclasses import dataclass

from ccengine.flow.base import Head, Node, Verb
from ccengine.model.call import Call
from ccengine.model.desk import Desk
from ccengine.model.reader import Reader, Report


@dataclass(frozen=True, kw_only=True)
class Hangup(Node):
    pass


def read(head: Head, reader: Reader, report: Report) -> Hangup:
    reader.bare(head.verb)
    return Hangup(verb=head.verb, id=head.id, at=head.at, leaves_by=())


def run(node: Hangup, call: Call, desk: Desk) -> str:
    """The runner hangs up after a node that leads nowhere."""
    return "hangup"


VERB = Verb("hangup", read, run)
