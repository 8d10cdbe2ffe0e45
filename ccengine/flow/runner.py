"""The loop that takes a call through a flow."""

from dataclasses import dataclass

from ccengine.flow.base import HANGUP
from ccengine.flow.flow import Flow
from ccengine.flow.nodes import VERBS
from ccengine.model.call import Call, CallFault
from ccengine.model.desk import Desk
from ccengine.model.ids import NodeId, Seconds


@dataclass(frozen=True, slots=True)
class FlowLimits:
    nodes: int = 10_000  # in one call
    busy: int = 100  # in a row without `pause` passing: the flow goes in circles
    pause: Seconds = 1.0


def run(
    flow: Flow,
    call: Call,
    desk: Desk,
    start: NodeId | None = None,
    visit: int = 0,
    limits: FlowLimits = FlowLimits(),
) -> str:
    """Answers the call, runs it from the flow's start to the end, hangs up; returns the exit of the last node.

    A call that is taken up after a crash gives the node where it was as `start` and that node's number as `visit`:
    the visit goes on, so it is not told as a new one.  A start that the flow does not have (any more) is its own start.
    Raises Hangup, Cancelled, CallFault as they come; a limit that is hit is a CallFault, too."""
    call.answer()
    taken_up = start is not None and start in flow.nodes
    at = start if start is not None and taken_up else flow.start
    guard = _Guard(flow, call, limits)
    while True:
        node = flow.nodes[at]
        if not taken_up:
            visit += 1
            desk.node_entered(call.info.id, node.id, visit)
        taken_up = False
        exit: str = VERBS[node.verb].run(node, call, desk)
        desk.node_left(call.info.id, node.id, exit)
        leads_to = node.exits.get(exit)
        if leads_to is None or leads_to.node not in flow.nodes:
            assert leads_to is None or leads_to.node == HANGUP
            call.hangup()
            return exit
        at = leads_to.node
        guard.step()


class _Guard:
    """Ends a flow that goes in circles: each node waits for something, but not when what it plays is missing."""

    def __init__(self, flow: Flow, call: Call, limits: FlowLimits) -> None:
        self.name, self.clock, self.limits = flow.name, call.clock, limits
        self.nodes = self.busy = 0
        self.since = self.clock.now()

    def step(self) -> None:
        self.nodes += 1
        self.busy += 1
        now = self.clock.now()
        if now - self.since >= self.limits.pause:
            self.since, self.busy = now, 0
        if self.busy >= self.limits.busy:
            text = f"{self.busy} nodes within {self.limits.pause:g}s (flow.busy): it goes in circles"
            raise CallFault(f"flow {self.name}: {text}")
        if self.nodes >= self.limits.nodes:
            raise CallFault(f"flow {self.name}: {self.nodes} nodes in one call (flow.nodes)")
