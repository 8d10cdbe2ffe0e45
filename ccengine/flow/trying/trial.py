"""One run of a flow from the begin, as far as the inputs reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from ccengine.flow.bundle import Bundle
from ccengine.flow.expr import Value
from ccengine.flow.nodes.http import Http
from ccengine.flow.running.loop import run
from ccengine.flow.running.standing import Frame, Standing
from ccengine.flow.scripted import DEFAULT_INFO, Answer, Lengths, ScriptedCall, ScriptedServices, every_prompt, nobody
from ccengine.flow.scripted.transcript import Transcript
from ccengine.flow.trying.desk import Stop, TriedDesk, Visit
from ccengine.flow.trying.hand import Asking, Hand, Paused
from ccengine.flow.trying.inputs import Input
from ccengine.flow.trying.line import TriedCall
from ccengine.model.call import CallFault, CallInfo, Cancelled, Hangup
from ccengine.model.customer import NOBODY_KNOWN, Customer
from ccengine.model.ids import NodeId, Seconds

LONGEST: Seconds = 6 * 3600.0
"""Of a call that is tried: then its caller hangs up."""

HUNG_UP, CANCELLED, FAULT = "hang up", "cancel", "fault"
"""How a trial ends when no node's exit ended it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Given beforehand, by node, or by URL (also the begin of it that the node itself has), callable or program: in
    order, and the last one again and again."""

    given: Mapping[str, Sequence[Answer]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setup:
    """The call that is tried."""

    bundle: Bundle
    info: CallInfo = DEFAULT_INFO
    start: Seconds = 0.0  # since the epoch
    variables: Mapping[str, Value] = field(default_factory=dict)  # other than those the flow begins with
    port: Mapping[str, Value] = field(default_factory=dict)
    lengths: Lengths = field(default_factory=every_prompt)
    zone: tzinfo | None = None
    answers: Answers = Answers()
    customer: Customer = NOBODY_KNOWN
    longest: Seconds = LONGEST


@dataclass(frozen=True, slots=True)
class Trial:
    """How far it came."""

    transcript: Transcript
    visits: list[Visit]
    left: set[tuple[str, NodeId, str]]
    marks: list[tuple[str, str]]
    standing: Standing
    now: Seconds  # since the begin of the call
    taken: int  # inputs
    used: Mapping[str, int] = field(default_factory=dict)  # of the answers given beforehand, how often each was taken
    asked: Sequence[str] = ()  # URLs, callables and programs, in order
    asking: Asking | None = None  # what it waits for
    ended: str = ""  # the exit of the last node, HUNG_UP, CANCELLED or FAULT; "" while the call goes on
    why: str = ""  # of a FAULT

    @property
    def path(self) -> list[str]:
        """The nodes, in order; those of another flow with its name."""
        main = self.standing_flow
        return [visit.node if visit.flow == main else f"{visit.flow}/{visit.node}" for visit in self.visits]

    @property
    def standing_flow(self) -> str:
        return self.visits[0].flow if self.visits else ""

    @property
    def variables(self) -> Mapping[str, Value]:
        return self.standing.frames[-1].variables


def never(visit: Visit) -> bool:
    return False


def play(setup: Setup, inputs: Sequence[Input], stop: Stop = never, patient: bool = False) -> Trial:
    """Raises nothing.  `patient`: it pauses when an input is wanted and none is left."""
    hand = Hand(inputs, patient)
    return attempt(setup, TriedCall(hand, setup.info, setup.lengths, setup.start, setup.longest), hand, stop)


def attempt(setup: Setup, call: ScriptedCall, hand: Hand, stop: Stop = never) -> Trial:
    standing = Standing([Frame(setup.bundle.start, NodeId(""), dict(setup.variables))])

    def watch(frames: list[Frame], tags: dict[str, str]) -> None:
        standing.frames, standing.tags = frames, tags

    desk = TriedDesk(call, hand, standing, stop)
    answering = _Answering(setup, hand, standing)
    services = ScriptedServices(answering, call.stage.note)
    asking: Asking | None = None
    ended = why = ""
    try:
        ended = run(
            setup.bundle,
            call,
            desk,
            services,
            standing=replace(standing),
            port=setup.port,
            zone=setup.zone,
            customer=setup.customer,
            watch=watch,
        )
    except Paused as paused:
        asking = paused.asking
    except Hangup:
        ended = HUNG_UP
    except Cancelled:
        ended = CANCELLED
    except CallFault as fault:
        ended, why = FAULT, str(fault)
    return Trial(
        transcript=call.transcript,
        visits=desk.visits,
        left=desk.left,
        marks=desk.marks,
        standing=standing,
        now=call.stage.now,
        taken=hand.taken,
        used=answering.used,
        asked=answering.asked,
        asking=asking,
        ended=ended,
        why=why,
    )


class _Answering:
    """What is said at the time goes before what was given beforehand."""

    def __init__(self, setup: Setup, hand: Hand, standing: Standing) -> None:
        self._given, self._flows = setup.answers.given, setup.bundle.flows
        self._hand, self._standing = hand, standing
        self.used: dict[str, int] = {}
        self.asked: list[str] = []

    def __call__(self, asked: str) -> Answer:
        frame = self._standing.frames[-1]
        node = self._flows[frame.flow].nodes[frame.node]
        self.asked.append(asked)
        for key in (f"{frame.flow}/{frame.node}", frame.node, asked, *((node.base,) if isinstance(node, Http) else ())):
            if given := self._given.get(key):
                number = self.used.get(key, 0)
                self.used[key] = number + 1
                return given[min(number, len(given) - 1)]
        return self._hand.reply(asked) or nobody(asked)
