"""when: the first case that is true.  Exits: one per case, `otherwise`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from ccengine.flow import fields
from ccengine.flow.expr import Template
from ccengine.flow.fields import moments
from ccengine.flow.fields.exits import Exit, target
from ccengine.flow.fields.given import main, needed
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.model.call import Call
from ccengine.model.compact import compact
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId
from ccengine.model.reader import Reader, Report, list_of
from ccengine.model.shape import Schema, shape_of, shaped
from ccengine.model.yamltree import Tree

OTHERWISE = "otherwise"

NO_NODE = NodeId("-")
"""Where a case leads that could not be read: never met by a call."""


@compact
@dataclass(frozen=True, slots=True)
class Case:
    """All that is given must be true."""

    then: Exit
    condition: Template | None
    weekdays: frozenset[int] | None
    times: tuple[moments.Times, ...]
    dates: tuple[moments.Dates, ...]

    @property
    def template(self) -> Template | None:
        return self.condition


_times, _dates = list_of(moments.times, least=1, most=24), list_of(moments.dates, least=1, most=400)


@shaped(
    "a case",
    type="object",
    properties={
        "then": shape_of(target).schema,
        "if": shape_of(fields.condition).schema,
        "weekday": shape_of(moments.weekdays).schema,
        "time": shape_of(_times).schema,
        "date": shape_of(_dates).schema,
    },
    required=["then"],
    minProperties=2,
    additionalProperties=False,
)
def case(tree: Tree, report: Report) -> Case:
    reader = Reader(tree, "case", report)
    then = reader.need("then", target)
    found = Case(
        then or Exit(NO_NODE, tree.at),
        reader.take("if", fields.condition, None),
        reader.take("weekday", moments.weekdays, None),
        reader.take("time", _times, ()),
        reader.take("date", _dates, ()),
    )
    if reader.readable and not any(reader.has(key) for key in ("if", "weekday", "time", "date")):
        report.add(tree.at, "this case has no condition", "no-condition", "one of: if, weekday, time, date")
    reader.done()
    return found


@dataclass(frozen=True, kw_only=True)
class When(Node):
    """Go on by the first case that is true.

    Exits: one per case, numbered from `1`, `otherwise`, and `failed` when an expression cannot be computed. All that
    stands in a case must be true: `if` an expression; `weekday` days or ranges (`mon-fri`, `[sat, sun]`); `time` ranges
    of the local time, the end not included (`08:30-12:00`); `date` days or ranges (`2026-10-01..2026-10-07`,
    `12-24..12-26` in every year). A range of times over midnight, `22:00-06:00`, belongs to the day on which it begins:
    with `weekday: fri` it holds until Saturday, 06:00."""

    verb: ClassVar[str] = "when"
    EXAMPLE: ClassVar[str] = """
flow: hours
language: zh
start: open
nodes:
  open:
    when:
      - {date: "2026-10-01..2026-10-07", then: closed}
      - {weekday: mon-fri, time: ["08:30-12:00", "13:30-17:30"], then: service}
      - {if: "{{ caller.number == '13800138000' }}", then: service}
    otherwise: closed
  service: {queue: service, next: closed}
  closed: {play: goodbye, next: hangup}
"""

    cases: tuple[Case, ...] = main(list_of(case, least=1, most=50), "the cases, each with `then`, from top to bottom")
    otherwise: Exit = needed(target, "where it leads when no case is true")

    @classmethod
    def lead(cls, reader: Reader, at: Position, values: dict[str, Any]) -> dict[str, Exit]:
        exits = {str(number): case.then for number, case in enumerate(values["cases"] or (), 1)}
        return {**exits, OTHERWISE: values["otherwise"]} if values["otherwise"] else exits

    @classmethod
    def leading_keys(cls) -> dict[str, Schema]:
        return {}

    @property
    def leaves_by(self) -> tuple[str, ...]:
        return (*(str(number) for number in range(1, len(self.cases) + 1)), OTHERWISE)

    def templates(self) -> Iterator[tuple[str, Template]]:
        return (("if", case.condition) for case in self.cases if case.condition is not None)


def run(node: When, call: Call, here: Here) -> str:
    now = here.scope.now()
    for number, case in enumerate(node.cases, 1):
        if _holds_at(case, now) and _is_true(case, here):
            return str(number)
    return OTHERWISE


def _holds_at(case: Case, now: datetime) -> bool:
    days = [day for times in case.times if (day := times.day(now)) is not None] if case.times else [now.date()]
    return any(
        (case.weekdays is None or day.weekday() in case.weekdays)
        and (not case.dates or any(dates.hold(day) for dates in case.dates))
        for day in days
    )


def _is_true(case: Case, here: Here) -> bool:
    return case.condition is None or bool(fields.CONVERSIONS["boolean"](here.scope.value(case.condition)))


VERB = Verb(When, run)
