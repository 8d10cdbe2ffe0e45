"""Ends a flow that goes in circles: each node waits for something, but not when what it plays is missing."""

from dataclasses import dataclass

from ccengine.flow.running.scope import ScopeLimits
from ccengine.model.call import CallFault
from ccengine.model.clock import Clock
from ccengine.model.ids import Seconds


@dataclass(frozen=True, slots=True)
class FlowLimits(ScopeLimits):
    nodes: int = 10_000  # in one call
    busy: int = 100  # in a row without `pause` passing: the flow goes in circles
    pause: Seconds = 1.0
    depth: int = 16  # flows that one call is in at once


class Guard:
    def __init__(self, clock: Clock, limits: FlowLimits) -> None:
        self.clock, self.limits = clock, limits
        self.nodes = self.busy = 0
        self.since = self.clock.now()

    def step(self, flow: str) -> None:
        """A node was left.  Raises CallFault when a limit is hit."""
        self.nodes += 1
        self.busy += 1
        now = self.clock.now()
        if now - self.since >= self.limits.pause:
            self.since, self.busy = now, 0
        if self.busy >= self.limits.busy:
            text = f"{self.busy} nodes within {self.limits.pause:g}s (flow.busy): it goes in circles"
            raise CallFault(f"flow {flow}: {text}")
        if self.nodes >= self.limits.nodes:
            raise CallFault(f"flow {flow}: {self.nodes} nodes in one call (flow.nodes)")

    def enter(self, flow: str, depth: int) -> None:
        if depth > self.limits.depth:
            raise CallFault(f"flow {flow}: {self.limits.depth} flows inside each other (flow.depth)")
