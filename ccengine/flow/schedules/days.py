"""The days of a schedule as its author writes them: a state for the whole day, or states and their hours."""

from dataclasses import dataclass

from ccengine.flow.fields.exits import FAILED, HANGUP, NEXT
from ccengine.flow.fields.moments import Times, times
from ccengine.flow.schedules.schedule import WHOLE, Plan
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Report, list_of, mapping_of
from ccengine.model.values import name
from ccengine.model.yamltree import Mapping, Scalar, Tree

DAY = 1440  # minutes


@dataclass(frozen=True, slots=True)
class Part:
    times: Times
    state: str
    at: Position


@dataclass(frozen=True, slots=True)
class Written:
    """A day with its places."""

    parts: tuple[Part, ...]
    whole: bool  # one state, without hours

    @property
    def plan(self) -> Plan:
        return Plan(tuple((part.times, part.state) for part in self.parts))


def state(tree: Tree, report: Report) -> str:
    """The name of a state: an exit of the node `hours`."""
    found = name(tree, report)
    if found in (NEXT, FAILED, HANGUP):
        text = f'no state can be called "{found}": it is a word of the flow language'
        raise report.wrong(tree.at, text, "reserved-name", "give it another name")
    return found


def day(tree: Tree, report: Report) -> Written:
    if not isinstance(tree, Mapping):
        return Written((Part(WHOLE, state(tree, report), tree.at),), whole=True)
    found = mapping_of(state, _hours)(tree, report)
    parts = tuple(Part(each, name, at) for name, ranges in found.items() for each, at in ranges)
    _apart(parts, report)
    return Written(parts, whole=False)


def _hours(_: Scalar, tree: Tree, report: Report) -> tuple[tuple[Times, Position], ...]:
    return list_of(_placed, least=1, most=24)(tree, report)


def _placed(tree: Tree, report: Report) -> tuple[Times, Position]:
    return times(tree, report), tree.at


def _apart(parts: tuple[Part, ...], report: Report) -> None:
    """No minute has two states."""
    for number, part in enumerate(parts):
        for other in parts[:number]:
            if _meet(_own(part.times), _own(other.times)):
                _tell(part, other, report)
                break


def reaches_in(day: Written, before: Written, report: Report) -> None:
    """What the day before leaves over midnight meets no hours of this one.  A day of one state is meant to end it."""
    for other in before.parts:
        if not day.whole and other.times.end <= other.times.begin:
            for part in day.parts:
                if _meet((0, other.times.end), _own(part.times)):
                    _tell(part, other, report)


def _own(times: Times) -> tuple[int, int]:
    """Of its own day."""
    return times.begin, times.end if times.begin < times.end else DAY


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _tell(part: Part, other: Part, report: Report) -> None:
    text = f'"{part.state}" overlaps with the hours of "{other.state}"'
    report.add(part.at, text, "overlap", "a moment has one state; the other hours", other.at)
