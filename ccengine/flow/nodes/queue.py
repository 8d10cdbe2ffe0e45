"""queue: wait with music for an agent, and talk.  Exits: `answered` (the agent left first), `waited_too_long`, `full`,
`nobody`, `failed` (the engine could not place the call in the queue).

Who gets whom, and when a wait is too long, is the ACD's alone to decide: its word comes as a directive."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ccengine.flow import fields
from ccengine.flow.fields import Prompt, searching
from ccengine.flow.fields.announcing import Announcing, announcing
from ccengine.flow.fields.exits import Exit
from ccengine.flow.fields.given import main, option
from ccengine.flow.fields.keys import Choice, choice, one_key
from ccengine.flow.fields.lastagent import LastAgent, agree, last_agent
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.familiar import familiar
from ccengine.flow.running.here import Here
from ccengine.flow.running.talking import talk
from ccengine.flow.running.waiting import Wait
from ccengine.model.call import Announce, Call, Connect, Leave, TalkOver
from ccengine.model.diagnostics import Position
from ccengine.model.ids import QueueName, Seconds
from ccengine.model.reader import Reader, Report, mapping_of
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import duration, name
from ccengine.model.why import Ended, QueueExit
from ccengine.model.yamltree import Tree

LONGEST: Seconds = 4 * 3600 + 60.0
"""Above any `longest_wait` of a queue: it strikes only when the engine's word never came."""

LEFT_TO_FAILED = (QueueExit.FULL.value, QueueExit.NOBODY.value, QueueExit.EXPECTED_TOO_LONG.value)
"""Exits that lead where `failed` does when a flow does not say: flows of before there were these go on as they did."""


@shaped("a queue", **shape_of(name).schema)
def queue_name(tree: Tree, report: Report) -> QueueName:
    return QueueName(name(tree, report))


@dataclass(frozen=True, kw_only=True)
class Queue(Node):
    """Wait with music for an agent, and talk.

    Who gets whom is decided by the queue's settings ([queues and agents](acd.md)) and by what is asked for here.
    `skills` are what an agent must have, with least levels; `relax` asks for less as the call waits, counted from its
    entry: the skills of a step take the place of those before, and one without skills asks for anybody who serves the
    queue. `agent` is one whom the call waits for at first, for `agent_for` (the last one, or the caller's own); it goes
    on at once when the agent is logged out or unknown. An empty expression asks for nobody. Without `head_start` a call
    has that of its [caller's class](lists.md).

    `last_agent` makes the call wait first, for `wait` at most, for the agent with whom this caller last talked in this
    queue, if that talk began `within` so long, and he is there ([the agent he knows](last-agent.md)). With `ask` the
    caller decides: these prompts are played, and he waits for this agent only if he presses `yes` (1) then.

    Exits: `answered` after a talk that the agent ended (a caller who hangs up leaves the flow there), `waited_too_long`
    after the queue's `longest_wait`, `full` when as many wait as its `longest_queue` says, `nobody` when it has
    `leave_when_empty` and no agent who could get the call is logged in, `expected_too_long` when a longer wait is to be
    expected as the call comes than `longest_expected` says (of the node, else of the queue), `failed` when the queue
    cannot take the call. `full`, `nobody` and `expected_too_long` lead where `failed` does when they are not written
    and there is no `next`. Each of the `keys` is an exit, too: pressed while the call waits, it leads out of the queue,
    unless an agent was quicker. What was typed ahead counts.

    `announce` says how it stands, between the music: `first` after so long, then `every` so often; the caller's
    `position`, the expected `wait`, and the `comfort` prompts in turn. An answer cuts it at once, and while a phone
    rings for the call nothing is announced. How waits are said: [queues and agents](acd.md#announcements).

    A call that is waiting or talking when the engine dies keeps its place, its music and its talk."""

    verb: ClassVar[str] = "queue"
    EXITS: ClassVar[tuple[str, ...]] = tuple(exit.value for exit in QueueExit if exit is not QueueExit.KEY)
    WAITS: ClassVar[bool] = True
    EXAMPLE: ClassVar[str] = """
flow: line-up
language: zh
start: service
nodes:
  service:
    queue: service          # of settings.yaml
    head_start: 60s         # as if the caller had come a minute earlier
    skills: {english: 2}    # level 2 at least
    relax:
      - {after: 30s, skills: {english: 1}}
      - {after: 2m}         # anybody
    longest_expected: 10m   # who would wait longer goes on at once
    last_agent: {within: 72h, wait: 40s}
    announce: {every: 45s, position: true, wait: true, comfort: please-wait}
    keys:
      1: message            # pressed while the call waits
    exits:
      waited_too_long: sorry
      expected_too_long: message
    next: bye               # all other exits
  sorry: {play: sorry-all-busy, next: bye}
  message: {record: please-wait, next: bye}
  bye: {play: goodbye, next: hangup}
"""

    queue: QueueName = main(queue_name, "a queue of `settings.yaml`")
    head_start: Any = option(
        fields.computed(duration(0, 3600), "seconds", 0, 3600),
        None,
        "as if the caller had come so much earlier",
        shown="that of the caller's class",
    )
    skills: Mapping[str, Any] = option(searching.skills, dict, "each skill that is asked for and its least level")
    relax: tuple[searching.Relaxed, ...] = option(searching.relax, (), "what is asked for instead, from when on")
    agent: Any = option(searching.agent, "", "the agent whom the call waits for at first", shown="none")
    agent_for: Seconds = option(searching.agent_for, 30.0, "how long it waits for this agent")
    last_agent: LastAgent | None = option(
        last_agent, None, "the agent who served this caller last is waited for at first", shown="nobody"
    )
    longest_expected: Seconds | None = option(
        duration(0, 14400), None, "the longest wait to be expected as the call comes", shown="the queue's own"
    )
    keys: Mapping[str, Choice] = option(
        mapping_of(one_key, choice), dict, "keys that lead out of the queue, and the node each leads to"
    )
    announce: Announcing | None = option(announcing, None, "what waiting callers are told, and when", shown="nothing")
    music: str = option(fields.music, "", "the music class", shown="the queue's own")

    @classmethod
    def lead(cls, reader: Reader, at: Position, values: dict[str, Any]) -> dict[str, Exit]:
        return super().lead(reader, at, values) | {key: choice.exit for key, choice in (values["keys"] or {}).items()}

    @property
    def leaves_by(self) -> tuple[str, ...]:
        return (*(exit for exit in self.EXITS if exit not in LEFT_TO_FAILED), *self.keys)

    @property
    def may_leave_by(self) -> tuple[str, ...]:
        return (*LEFT_TO_FAILED, *super().may_leave_by)

    def prompts(self) -> Iterable[Prompt]:
        return (*self._question, *(self.announce.prompts() if self.announce else ()))

    def prompts_in(self, language: str) -> Iterable[Prompt]:
        return (*self._question, *(self.announce.prompts_in(language) if self.announce else ()))

    @property
    def _question(self) -> tuple[Prompt, ...]:
        return self.last_agent.ask if self.last_agent else ()

    def agree(self, report: Report) -> None:
        searching.agree(self.relax, self.skills, self.place("relax"), report)
        agree(self.last_agent, self.keys, report)


def run(node: Queue, call: Call, here: Here) -> str:
    desk = here.desk
    music = node.music or desk.music(node.queue)
    held = call.hold(music, 0.0) if call.info.resumed else None
    if held is None or held.directive is None:  # else it is on its way out of the queue already
        if out := _enter(node, call, here):
            return out
        held = None
    wait = Wait(node.id, here, music, node.announce)
    keys = "".join(node.keys)
    while True:
        held = held or wait.hold(LONGEST, keys)
        match held.directive:
            case Connect() as connect:
                if talk(call, desk, connect):
                    return QueueExit.ANSWERED.value
                keys = "".join(node.keys)
            case TalkOver():
                return QueueExit.ANSWERED.value
            case Leave(exit):
                led = exit in node.leaves_by or (exit in LEFT_TO_FAILED and node.leads(exit))
                return exit if led else QueueExit.FAILED.value
            case Announce(prompts):
                call.play(prompts)
            case None if held.why is Ended.KEY:
                here.took(held.key)
                desk.take_way_out(call.info.id, held.key)
                keys = ""  # Leave comes, or Connect if an agent was quicker
            case None if held.why is Ended.TIMEOUT:
                desk.leave_queue(call.info.id, QueueExit.WAITED_TOO_LONG)
                return QueueExit.WAITED_TOO_LONG.value
        held = None


def _enter(node: Queue, call: Call, here: Here) -> str:
    """The key by which the caller leaves before he is in the queue; "" for none."""
    scope, found = here.scope, familiar(node.last_agent, node.queue, "".join(node.keys), call, here)
    if found.key:
        return found.key
    ahead = here.desk.head_start(scope.caller_class) if node.head_start is None else scope.value(node.head_start)
    head_start = ahead + found.asked  # his place is that of before the question
    steps = searching.steps(scope, node.agent, node.agent_for, node.skills, node.relax)
    if node.last_agent and found.agent and not any(step.agent for step in steps):
        steps = searching.steps(scope, found.agent, node.last_agent.wait, node.skills, node.relax)
    here.desk.enter_queue(call.info.id, node.queue, head_start, steps, node.longest_expected, found.customer)
    return ""


VERB = Verb(Queue, run)
