"""A trial that a person steers: on to the next node, to a break, back, with other variables.

Every move runs the flow anew with the inputs so far: a call of an hour takes some milliseconds, and nothing has to be
undone."""

from collections.abc import Callable

from ccengine.flow.flow import Flow
from ccengine.flow.scripted.script import Wait
from ccengine.flow.trying.desk import Visit
from ccengine.flow.trying.hand import Wanting
from ccengine.flow.trying.inputs import Assign, Input, Inside, Reply, Silence
from ccengine.flow.trying.notation import NotUnderstood
from ccengine.flow.trying.trial import Setup, Trial, play
from ccengine.model.ids import NodeId
from ccengine.model.reader import did_you_mean

STEP, NEXT, CONTINUE = "step", "next", "continue"


def variables_of(flow: Flow) -> list[str]:
    """All that the flow names."""
    assigned = [name for node in flow.nodes.values() for name, _ in node.assigns()]
    return sorted({*flow.variables, *flow.arguments, *assigned})


class Session:
    """`trial` is where it stands; the moves raise NotUnderstood when they are not possible there."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.inputs: list[Input] = []
        self.breaks: set[str] = set()
        self.mode = CONTINUE
        self.depth = 1  # flows that the call was in when `next` was said
        self.trial: Trial

    @property
    def visit(self) -> Visit:
        """The present one; of a call that is over, the last."""
        return self.trial.visits[-1]

    @property
    def at_begin(self) -> bool:
        """Paused as a node is entered."""
        return not self.trial.ended and self.trial.asking is None

    def begin(self, step: bool = False) -> None:
        self.inputs = []
        self.mode, self.depth = STEP if step else CONTINUE, 1
        self._run(0)

    def go(self, mode: str) -> None:
        """On, until the next node, the next one of this flow, or a break; or until the flow waits for something."""
        self._must_live()
        self.mode, self.depth = mode, self.visit.depth
        if self.trial.asking is not None:
            what = "an answer" if isinstance(self.trial.asking, Wanting) else "something to happen"
            raise NotUnderstood(f"the flow waits for {what}: type it, or `wait`; then it goes on by `{mode}`")
        self._run(self.visit.number)

    def give(self, given: Input) -> None:
        """This happens now."""
        self._must_live()
        asking = self.trial.asking
        if isinstance(given, Inside):
            raise NotUnderstood("`in NODE` is for cases: step to the node")
        if isinstance(given, Reply) is not isinstance(asking, Wanting):
            asked = f"{asking.asked} is to answer: write `answer ...`" if isinstance(asking, Wanting) else ""
            raise NotUnderstood(asked or "nothing was asked that could be answered")
        if self.at_begin:
            if isinstance(given, Wait | Silence | Reply):
                raise NotUnderstood("the node has not begun: `step`, `next` or `continue`")
            self._put(Inside(self.visit.node, given, self.visit.number))
        else:
            self.inputs.append(given)
            self._run(self.visit.number)

    def assign(self, assigned: Assign) -> None:
        if not self.at_begin:
            raise NotUnderstood("variables can be set at the begin of a node: `step` or `back` to one")
        if assigned.name not in (known := self.variables()):
            hint = did_you_mean(assigned.name, known) or f"there are: {', '.join(known) or 'none'}"
            raise NotUnderstood(f'the flow has no variable "{assigned.name}": {hint}')
        self._put(Inside(self.visit.node, assigned, self.visit.number))

    def back(self) -> None:
        """To the begin of the node before; of a call that is over, to the begin of its last."""
        number = self.visit.number if self.trial.ended else self.visit.number - 1
        if number < 1:
            raise NotUnderstood("this is the first node")
        del self.inputs[self.trial.visits[number - 1].taken :]
        self.trial = play(self.setup, self.inputs, lambda visit: visit.number >= number, patient=True)

    def add_break(self, name: str) -> str:
        """Its full name.  A node of the main flow, or `flow/node`."""
        flow, slash, node = name.rpartition("/")
        flows = self.setup.bundle.flows
        known = [id for each in flows.values() for id in each.nodes]
        there = flows[flow].nodes if flow in flows else known if not slash else ()
        if NodeId(node) not in there:
            raise NotUnderstood(f'there is no node "{name}": {did_you_mean(name, known) or "see the flow"}')
        self.breaks.add(name)
        return name

    def variables(self) -> list[str]:
        """That the flow where the call is knows."""
        return variables_of(self.setup.bundle.flows[self.visit.flow])

    def _must_live(self) -> None:
        if self.trial.ended:
            raise NotUnderstood("the call is over: `back`, `restart` or `quit`")

    def _put(self, inside: Inside) -> None:
        """Stays where it is."""
        number = self.visit.number
        self.inputs.append(inside)
        self.trial = play(self.setup, self.inputs, lambda visit: visit.number >= number, patient=True)

    def _run(self, since: int) -> None:
        """On from visit `since`."""
        self.trial = play(self.setup, self.inputs, self._stop(since), patient=True)

    def _stop(self, since: int) -> Callable[[Visit], bool]:
        def stop(visit: Visit) -> bool:
            if visit.number <= since:
                return False
            if {visit.node, f"{visit.flow}/{visit.node}"} & self.breaks:
                return True
            return self.mode == STEP or (self.mode == NEXT and visit.depth <= self.depth)

        return stop
