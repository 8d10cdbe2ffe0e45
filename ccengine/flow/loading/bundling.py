"""A flow and all the flows that it enters, read and checked together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ccengine.flow.bundle import Bundle
from ccengine.flow.duty.roster import is_on_duty
from ccengine.flow.flow import Flow
from ccengine.flow.loading.load import examine, read_flow
from ccengine.flow.nodes.dial import Dial
from ccengine.flow.nodes.hours import Hours
from ccengine.flow.nodes.script import Script
from ccengine.flow.schedules.schedule import Schedule
from ccengine.flow.surroundings import Surroundings
from ccengine.model.diagnostics import BadInput, Diagnostic, Position

Source = Callable[[str], tuple[bytes, str] | None]
"""A flow's name -> its bytes and its file's path in messages; None when there is no such flow.  May raise OSError."""


class Readings:
    """Every flow is read once, however many bundles it belongs to."""

    def __init__(self, source: Source, parse: Callable[[bytes, str], Flow] | None = None) -> None:
        """`parse` may know what it has read before."""
        self._source = source
        self._parse = parse or (lambda data, file: read_flow(data, file)[0])
        self.flows: dict[str, Flow] = {}
        self.found: dict[str, list[Diagnostic]] = {}  # what is wrong with those that could not be read

    def read(self, name: str) -> Flow | None:
        if name in self.flows:
            return self.flows[name]
        if name in self.found:
            return None
        try:
            if (got := self._source(name)) is None:
                return None
            self.flows[name] = self._parse(*got)
        except BadInput as bad:
            self.found[name] = bad.found
        except OSError as error:
            text = f"the flow cannot be read: {error.strerror}"
            at = Position(error.filename or name, 1, 1)
            self.found[name] = [Diagnostic(at, text, "unreadable", "is it a file, and readable?")]
        return self.flows.get(name)

    def reached(self, start: str) -> dict[str, Flow]:
        """The flow and all that it may enter, as far as they can be read."""
        reached: dict[str, Flow] = {}
        ahead = [start]
        while ahead:
            name = ahead.pop()
            if name in reached or (flow := self.read(name)) is None:
                continue
            reached[name] = flow
            ahead += sorted(entered(flow))
        return reached


def entered(flow: Flow) -> set[str]:
    """The names of the flows that it enters itself."""
    return {*flow.calls, *flow.goes_to}


def bundle(start: str, readings: Readings, around: Surroundings) -> Bundle:
    """Raises BadInput with all that is wrong with the flow and those that it enters.  `around.flows` is filled in."""
    found, flows = look_through(start, readings, around)
    if wrong := [each for each in found if not each.warning]:
        raise BadInput(wrong)
    return Bundle(start, flows, schedules=gone_by(flows.values(), around.schedules or {}))


def gone_by(flows: Iterable[Flow], schedules: Mapping[str, Schedule]) -> dict[str, Schedule]:
    """Those that nodes of these flows name; of rosters all, when a flow computes whom it dials."""
    nodes = [node for flow in flows for node in flow.nodes.values()]
    named = {node.schedule for node in nodes if isinstance(node, Hours)}
    named |= {name for node in nodes if isinstance(node, Script) for name in node.schedules}
    for target in (target for node in nodes if isinstance(node, Dial) for target in node.targets):
        named |= {target} if isinstance(target, str) else set(filter(is_on_duty, schedules))
    return {name: schedules[name] for name in sorted(named & schedules.keys())}


def look_through(start: str, readings: Readings, around: Surroundings) -> tuple[list[Diagnostic], dict[str, Flow]]:
    """All that is wrong with the flow and those that it enters, warnings among it, and those that could be read."""
    flows = readings.reached(start)
    wrong = _wrong(start, flows, readings)
    found: list[Diagnostic] = [told for name in wrong for told in readings.found[name]]
    known = replace(around, flows=flows, names=around.names.union(wrong))
    for flow in flows.values():
        found += examine(flow, known).all_told()
    return found, flows


def _wrong(start: str, flows: dict[str, Flow], readings: Readings) -> list[str]:
    names = {start, *(name for flow in flows.values() for name in entered(flow))}
    return sorted(name for name in names if name in readings.found)
