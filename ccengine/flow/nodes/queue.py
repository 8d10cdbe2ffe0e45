"""queue: wait with music for an agent, and talk.  Exits: `answered` (the agent left first), `waited_too_long`,
`failed` (the engine could not place the call in the queue).

Who gets whom, and when a wait is too long, is the ACD's alone to decide: its word comes as a directive."""

from dataclasses import dataclass
from typing import Any, ClassVar

from ccengine.flow import fields
from ccengine.flow.fields.given import main, option
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.flow.running.talking import talk
from ccengine.model.call import Announce, Call, Connect, Leave, TalkOver
from ccengine.model.ids import QueueName, Seconds
from ccengine.model.reader import Report
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import duration, name
from ccengine.model.why import Ended, QueueExit
from ccengine.model.yamltree import Tree

LONGEST: Seconds = 4 * 3600 + 60.0
"""Above any `longest_wait` of a queue: it strikes only when the engine's word never came."""


@shaped("a queue", **shape_of(name).schema)
def queue_name(tree: Tree, report: Report) -> QueueName:
    return QueueName(name(tree, report))


@dataclass(frozen=True, kw_only=True)
class Queue(Node):
    """Wait with music for an agent, and talk.

    Exits: `answered` after a talk that the agent ended (a caller who hangs up leaves the flow there), `waited_too_long`
    after the queue's `longest_wait`, `failed` when the queue cannot take the call. Who gets whom is decided by the
    queue's settings: [queues and agents](acd.md). A call that is waiting or talking when the engine dies keeps its
    place, its music and its talk."""

    verb: ClassVar[str] = "queue"
    EXITS: ClassVar[tuple[str, ...]] = tuple(exit.value for exit in QueueExit)
    WAITS: ClassVar[bool] = True
    EXAMPLE: ClassVar[str] = """
flow: line-up
language: zh
start: service
nodes:
  service:
    queue: service          # of settings.yaml
    head_start: 60s         # as if the caller had come a minute earlier
    exits:
      waited_too_long: sorry
    next: bye               # all other exits
  sorry: {play: sorry-all-busy, next: bye}
  bye: {play: goodbye, next: hangup}
"""

    queue: QueueName = main(queue_name, "a queue of `settings.yaml`")
    head_start: Any = option(
        fields.computed(duration(0, 3600), "seconds", 0, 3600), 0.0, "as if the caller had come so much earlier"
    )
    music: str = option(fields.music, "", "the music class", shown="the queue's own")


def run(node: Queue, call: Call, here: Here) -> str:
    desk = here.desk
    music = node.music or desk.music(node.queue)
    held = call.hold(music, 0.0) if call.info.resumed else None
    if held is None or held.directive is None:  # else it is on its way out of the queue already
        desk.enter_queue(call.info.id, node.queue, here.scope.value(node.head_start))
        held = call.hold(music, LONGEST)
    while True:
        match held.directive:
            case Connect() as connect:
                if talk(call, desk, connect):
                    return QueueExit.ANSWERED.value
            case TalkOver():
                return QueueExit.ANSWERED.value
            case Leave(exit):
                return exit if exit in node.EXITS else QueueExit.FAILED.value
            case Announce(prompts):
                call.play(prompts)
            case None if held.why is Ended.TIMEOUT:
                desk.leave_queue(call.info.id, QueueExit.WAITED_TOO_LONG)
                return QueueExit.WAITED_TOO_LONG.value
        held = call.hold(music, LONGEST)


VERB = Verb(Queue, run)
