"""A flow and all the flows that it enters, read and checked together."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ccengine.flow.bundle import Bundle
from ccengine.flow.checks import CHECKS
from ccengine.flow.flow import Flow
from ccengine.flow.load import read_flow
from ccengine.flow.surroundings import Surroundings
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.reader import Report

Source = Callable[[str], tuple[bytes, str] | None]
"""A flow's name -> its bytes and its file's path in messages; None when there is no such flow.  May raise OSError."""


class Readings:
    """Every flow is read once, however many bundles it belongs to."""

    def __init__(self, source: Source) -> None:
        self._source = source
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
            self.flows[name] = read_flow(*got)[0]
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
    return {name for node in flow.nodes.values() if (name := node.enters)}


def bundle(start: str, readings: Readings, around: Surroundings) -> Bundle:
    """Raises BadInput with all that is wrong with the flow and those that it enters.  `around.flows` is filled in."""
    flows = readings.reached(start)
    found: list[Diagnostic] = [told for name in _wrong(start, flows, readings) for told in readings.found[name]]
    known = replace(around, flows=flows)
    for flow in flows.values():
        report = Report()
        for check in CHECKS:
            check(flow, known, report)
        found += report.found
    if found:
        raise BadInput(found)
    return Bundle(start, flows)


def _wrong(start: str, flows: dict[str, Flow], readings: Readings) -> Iterable[str]:
    names = {start, *(name for flow in flows.values() for name in entered(flow))}
    return sorted(name for name in names if name in readings.found)
