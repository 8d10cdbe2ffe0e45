"""A flow with all the flows that it enters: what a call is pinned to for its life."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ccengine.flow.flow import Flow
from ccengine.flow.schedules.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Bundle:
    start: str
    flows: Mapping[str, Flow]
    version: str = ""  # the name of its content; "" for one that was never loaded as a version
    scripts: str = ""  # the folder of its scripts
    schedules: Mapping[str, Schedule] = field(default_factory=dict)  # that its flows go by

    @property
    def main(self) -> Flow:
        return self.flows[self.start]

    @classmethod
    def of(cls, *flows: Flow) -> "Bundle":
        """The first is where calls come in."""
        return cls(flows[0].name, {flow.name: flow for flow in flows})
