"""queue: wait with music for an agent, and talk.  Exits: `answered` (the agent left first), `waited_too_long`,
`failed` (the engine could not place the call in the queue).

Who gets whom, and when a wait is too long, is the ACD's alone to decide: its word comes as a directive."""

from dataclasses import dataclass

from ccengine.flow import fields
from ccengine.flow.base import Head, Node, Verb
from ccengine.model.call import Announce, Call, Connect, Leave, TalkOver
from ccengine.model.desk import Desk
from ccengine.model.diagnostics import Position
from ccengine.model.ids import QueueName, Seconds
from ccengine.model.reader import Reader, Report
from ccengine.model.values import duration, file_name, name
from ccengine.model.why import Ended, QueueExit

LONGEST: Seconds = 4 * 3600 + 60.0
"""Above any `longest_wait` of a queue: it strikes only when the engine's word never came."""

EXITS = tuple(exit.value for exit in QueueExit)


@dataclass(frozen=True, kw_only=True)
class Queue(Node):
    queue: QueueName
    queue_at: Position
    head_start: Seconds = 0.0  # as if the caller had come so much earlier
    music: str = ""  # the queue's own


def read(head: Head, reader: Reader, report: Report) -> Queue:
    return Queue(
        verb=head.verb,
        id=head.id,
        at=head.at,
        leaves_by=EXITS,
        exits=fields.exits(reader, EXITS),
        queue=QueueName(reader.take(head.verb, name, "")),
        queue_at=head.value.at,
        head_start=reader.take("head_start", duration(0, 3600), Queue.head_start),
        music=reader.take("music", file_name, Queue.music),
    )


def run(node: Queue, call: Call, desk: Desk) -> str:
    music = node.music or desk.music(node.queue)
    held = call.hold(music, 0.0) if call.info.resumed else None
    if held is None or held.directive is None:  # else it is on its way out of the queue already
        desk.enter_queue(call.info.id, node.queue, node.head_start)
        held = call.hold(music, LONGEST)
    while True:
        match held.directive:
            case Connect() as connect:
                if _talk(call, desk, connect):
                    return QueueExit.ANSWERED.value
            case TalkOver():
                return QueueExit.ANSWERED.value
            case Leave(exit):
                return exit if exit in EXITS else QueueExit.FAILED.value
            case Announce(prompts):
                call.play(prompts)
            case None if held.why is Ended.TIMEOUT:
                desk.leave_queue(call.info.id, QueueExit.WAITED_TOO_LONG)
                return QueueExit.WAITED_TOO_LONG.value
        held = call.hold(music, LONGEST)


def _talk(call: Call, desk: Desk, connect: Connect) -> bool:
    """False when it never came about: the caller has kept his place and goes on waiting."""
    desk.joined(call.info.id)
    talked = call.join(connect)
    came_about = talked.why is not Ended.FAILED
    desk.talk_over(call.info.id, came_about, talked.detail)
    return came_about


VERB = Verb("queue", read, run)
