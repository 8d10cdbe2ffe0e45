"""The loop that takes a call through its flows."""

from collections.abc import Callable, Mapping
from datetime import tzinfo

from ccengine.flow.bundle import Bundle
from ccengine.flow.expr import ExpressionFault, Value
from ccengine.flow.fields.exits import FAILED, HANGUP
from ccengine.flow.flow import Flow
from ccengine.flow.node import Enter, Node
from ccengine.flow.nodes import VERBS
from ccengine.flow.running.guard import FlowLimits, Guard
from ccengine.flow.running.here import Here
from ccengine.flow.running.resuming import asks_again, begun_in, taken_up
from ccengine.flow.running.scope import Scope, as_json
from ccengine.flow.running.standing import Frame, Standing
from ccengine.model import facts
from ccengine.model.call import Call, CallFault
from ccengine.model.customer import NOBODY_KNOWN, Customer
from ccengine.model.desk import Desk
from ccengine.model.members import Member
from ccengine.model.services import Services


def run(
    bundle: Bundle,
    call: Call,
    desk: Desk,
    services: Services,
    *,
    standing: Standing | None = None,
    port: Mapping[str, Value] | None = None,
    zone: tzinfo | None = None,
    limits: FlowLimits = FlowLimits(),
    customer: Customer = NOBODY_KNOWN,
    watch: Callable[[list[Frame], dict[str, str]], None] | None = None,
) -> str:
    """Answers the call, runs it from the flow's start to the end, hangs up; returns the exit of the last node.

    A call that is taken up after a crash gives where it stood: the visit of its node goes on, so it is not told as a
    new one.  A node that the flow does not have (any more) is the flow's own start.  `port`: facts of the port, as
    expressions see them.  Raises Hangup, Cancelled, CallFault as they come; a limit that is hit and a value that cannot
    be computed where no exit leads are CallFaults, too.  `watch` is given the frames and the tags that the call will
    have, to look at and to change."""
    call.answer()
    walk = _Walk(bundle, call, desk, services, standing, port or {}, zone, limits, customer)
    if watch:
        watch(walk.frames, walk.here.scope.tags)
    return walk.run()


class _Walk:
    def __init__(
        self,
        bundle: Bundle,
        call: Call,
        desk: Desk,
        services: Services,
        standing: Standing | None,
        port: Mapping[str, Value],
        zone: tzinfo | None,
        limits: FlowLimits,
        customer: Customer = NOBODY_KNOWN,
    ) -> None:
        self.bundle, self.call, self.desk = bundle, call, desk
        self.id = call.info.id
        self.taken_up = standing is not None and standing.visit > 0  # one that is called back begins within a flow
        known = taken_up(standing, bundle) if standing else begun_in(bundle)
        self.frames = known.frames
        scope = Scope(
            call.info,
            call.clock,
            port,
            self.frames[-1].variables,
            known.tags,
            zone,
            limits,
            known.marks,
            customer,
            Member.of(known.member),
        )
        kept = (bundle.scripts, call.language, bundle.schedules, known.marks)
        self.here = Here(call, desk, services, scope, known.visit, known.resumed, known.begun, *kept)
        self.guard = Guard(call.clock, limits)

    @property
    def flow(self) -> Flow:
        return self.bundle.flows[self.frames[-1].flow]

    def run(self) -> str:
        while True:
            frame = self.frames[-1]
            node = self._node(frame)
            if not self.taken_up:
                self.here.visit += 1
                self.here.resumed = 0
                self.here.marks.enter()
                self.desk.record(facts.NodeEntered(self.id, node.id, self.here.visit, frame.flow, node.at.line))
            self.taken_up = False
            left = self._visit(node)
            self.here.begun = False
            if isinstance(left, Enter):
                self._enter(left)
            elif self._leave(node, left):
                self.call.hangup()
                return left
            self.guard.step(frame.flow)

    def _node(self, frame: Frame) -> Node:
        flow = self.flow
        if frame.node not in flow.nodes:
            frame.node, self.taken_up = flow.start, False
        if not self.here.begun and (first := asks_again(flow.nodes[frame.node], flow, frame)):
            frame.node, self.taken_up = first.id, False
        return flow.nodes[frame.node]

    def _visit(self, node: Node) -> str | Enter:
        try:
            return VERBS[node.verb].run(node, self.call, self.here)
        except ExpressionFault as fault:
            return self._fault(node, fault)

    def _fault(self, node: Node, fault: ExpressionFault) -> str:
        self.here.failed(node.id, f"{node.at}: {node}: {fault}")
        if FAILED not in node.exits:
            raise CallFault(f"{node.at}: {node}: {fault}") from None
        return FAILED

    def _enter(self, enter: Enter) -> None:
        """Another flow runs; the node that entered it is left when that is left."""
        self.guard.enter(enter.flow, len(self.frames) + (not enter.forever))
        flow = self.bundle.flows[enter.flow]
        variables = {**flow.variables, **enter.arguments}
        self.desk.record(facts.FlowEntered(self.id, flow.name, enter.node, as_json(variables), enter.forever))
        if enter.forever:
            self.frames.pop()
        self.frames.append(Frame(flow.name, enter.node, variables))
        self.here.scope.enter(variables)

    def _leave(self, node: Node, exit: str) -> bool:
        """The node was left by this exit: go to where that leads.  True when it leads to the end of the call."""
        while True:
            changed = self.here.scope.take_changes()
            self.desk.record(facts.NodeLeft(self.id, node.id, exit, changed, self.frames[-1].flow))
            leads_to = node.leads(exit)
            if leads_to is None or leads_to.node == HANGUP:
                return True
            if leads_to.node in self.flow.nodes:
                self.frames[-1].node = leads_to.node
                return False
            if len(self.frames) == 1:
                return True  # an exit of the flow where the call came in
            node, exit = self._return(leads_to.node)

    def _return(self, exit: str) -> tuple[Node, str]:
        """The flow is left by one of its exits: the node that entered it takes its results, and leaves by the same."""
        results = self.frames.pop().variables
        frame = self.frames[-1]
        self.desk.record(facts.FlowLeft(self.id, exit))
        self.here.scope.enter(frame.variables)
        node = self.flow.nodes[frame.node]
        try:
            for name, result in getattr(node, "results", {}).items():
                self.here.scope.set(name, results.get(result))
        except ExpressionFault as fault:
            exit = self._fault(node, fault)
        return node, exit
