"""callback: keep the caller's place, and call him back.  Exits: see below.

The node is run twice: in the call that asks, and again, with the same variables, in the call that comes of it.  Whose
turn it is, is the ACD's alone to decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from ccengine.flow import fields
from ccengine.flow.fields import Prompt, requests
from ccengine.flow.fields.given import main, option
from ccengine.flow.node import Node, Verb
from ccengine.flow.nodes.dial import target
from ccengine.flow.nodes.queue import LONGEST, queue_name
from ccengine.flow.running.here import Here
from ccengine.flow.running.talking import talk
from ccengine.model.call import Announce, Ask, Call, Connect, Held, Leave, TalkOver
from ccengine.model.callbacks import Asked
from ccengine.model.ids import QueueName, Seconds
from ccengine.model.values import duration, whole
from ccengine.model.why import Ended

KEPT, REFUSED = "kept", "refused"
ANSWERED, UNSERVED = "answered", "unserved"
CONFIRM = "1"


@dataclass(frozen=True, kw_only=True)
class Callback(Node):
    """Keep the caller's place in a queue, and call him back when it is his turn.

    The caller hangs up; an agent is reserved when he would have been served, then he is dialled. Queues keep callbacks
    when their settings say so ([callbacks](callbacks.md)), and a number is dialled only if `outgoing` allows it. A call
    that has just left this queue, by a key or because it waited too long, gives the callback its place there; another
    one gets a new place.

    Exits of the call that asks: `kept`; `refused` when the queue keeps none or no more, the number may not be dialled,
    or one for this number is kept already (`refusal` holds why); `failed` when the number cannot be computed.

    Who is called back comes into the same node, with the variables of the call that asked: he hears `greeting`, and
    with `confirm` has to press 1 before he is put through, so that no voicemail gets an agent. Exits of this call:
    `answered` after a talk that the agent ended, `unserved` when he did not confirm (he is tried again, as if he had
    not answered) or no agent came."""

    verb: ClassVar[str] = "callback"
    EXITS: ClassVar[tuple[str, ...]] = (KEPT, REFUSED, ANSWERED, UNSERVED)
    EXAMPLE: ClassVar[str] = """
flow: later
language: zh
start: service
nodes:
  service:
    queue: service
    exits: {waited_too_long: back}
    next: bye
  back:
    callback: service
    confirm: press-1-service    # press 1
    exits: {refused: sorry}
    next: bye
  sorry: {play: sorry-all-busy, next: bye}
  bye: {play: goodbye, next: hangup}
"""

    queue: QueueName = main(queue_name, "a queue of `settings.yaml`")
    number: Any = option(target, "", "the number to call", shown="the caller's")
    greeting: tuple[Prompt, ...] = option(fields.prompts, (), "prompts that who is called back hears first")
    confirm: tuple[Prompt, ...] = option(fields.prompts, (), "prompts that ask him to press 1; without, he need not")
    wait: Seconds = option(duration(0.5, 30), 5.0, "silence after them before a try counts as failed")
    tries: int = option(whole(1, 9), 2, "how often they are played")
    refusal: str = option(fields.new_variable, "", "the variable that holds why it was refused", shown="none")
    music: str = option(fields.music, "", "the music class until he is put through", shown="the queue's own")

    def prompts(self) -> Iterable[Prompt]:
        return (*self.greeting, *self.confirm)

    def assigns(self) -> Iterable[tuple[str, Any]]:
        return ((self.refusal, self.place("refusal")),) if self.refusal else ()


def run(node: Callback, call: Call, here: Here) -> str:
    if call.info.called_back and here.visit == 1:
        return _called_back(node, call, here)
    number = requests.written(here.scope.value(node.number)) or call.info.caller
    asked = here.desk.call_back(call.info.id, node.queue, number)
    if node.refusal:
        here.scope.set(node.refusal, "" if asked is Asked.KEPT else asked.value)
    return KEPT if asked is Asked.KEPT else REFUSED


def _called_back(node: Callback, call: Call, here: Here) -> str:
    desk = here.desk
    music = node.music or desk.music(node.queue)
    held = call.hold(music, 0.0) if call.info.resumed else None
    if held is None or held.directive is None:
        waits = call.info.resumed and desk.waiting(call.info.id) is not None  # he has been put to the ACD already
        if not waits and not _is_himself(node, call):
            desk.not_confirmed(call.info.id)
            return UNSERVED
        desk.reached(call.info.id, node.queue)
        held = call.hold(music, LONGEST)
    while (exit := _told(call, here, held)) is None:
        held = call.hold(music, LONGEST)
    return exit


def _is_himself(node: Callback, call: Call) -> bool:
    call.play([prompt.name for prompt in node.greeting])
    asks = [prompt.name for prompt in node.confirm]
    return not asks or any(
        call.collect(asks, Ask(max_digits=1, first=node.wait)).digits == CONFIRM for _ in range(node.tries)
    )


def _told(call: Call, here: Here, held: Held) -> str | None:
    match held.directive:
        case Connect() as connect:
            return ANSWERED if talk(call, here.desk, connect) else None
        case TalkOver():
            return ANSWERED
        case Leave():
            return UNSERVED
        case Announce(prompts):
            call.play(prompts)
        case None if held.why is Ended.TIMEOUT:
            here.desk.leave_queue(call.info.id, "the engine did not answer")
            return UNSERVED
    return None


VERB = Verb(Callback, run)
