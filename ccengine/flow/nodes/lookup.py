"""lookup: rows of a data source.  Exits: `found`, `none`, `failed`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from ccengine.flow.fields import Assigned, columns, new_variable
from ccengine.flow.fields.columns import Column
from ccengine.flow.fields.exits import FAILED
from ccengine.flow.fields.given import main, needed, option
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.model.call import Call
from ccengine.model.diagnostics import Position
from ccengine.model.ids import Seconds
from ccengine.model.reader import Report
from ccengine.model.services import LookupRequest, Outcome
from ccengine.model.sources import MOST_ROWS
from ccengine.model.values import duration, whole

FOUND, NONE = "found", "none"


@dataclass(frozen=True, kw_only=True)
class Lookup(Node):
    """Look rows up in a database.

    The settings name the sources, their tables, and the columns that may be read and stand in a condition ([data
    sources](sources.md)). There is no SQL to write: a row is found when every column of `where` has its value, whatever
    a caller entered. `into` takes one row, a mapping of its `fields`: the first by `order`; without `order` two rows
    are a failure. `list` takes all rows, at most so many as the source's `rows`; more are a failure, unless `most` says
    how many of the first are wanted.

    Exits: `found`; `none` when there is no such row; `failed` when the source gave no answer in time, refused it, or
    found too much, with the reason in the trace. After `none` and `failed` what `into` names is null, and `list` is
    empty."""

    verb: ClassVar[str] = "lookup"
    EXITS: ClassVar[tuple[str, ...]] = (FOUND, NONE, FAILED)
    EXAMPLE: ClassVar[str] = """
flow: bill
language: zh
start: bill
nodes:
  bill:
    lookup: property
    table: bills
    fields: [month, total]
    where: {phone: "{{ caller.number }}"}
    order: -month                   # the newest
    into: bill
    exits: {found: tell, none: bye}
    next: sorry                     # failed
  tell: {say: "{{ bill.total }}", as: money, next: bye}
  sorry: {play: sorry-all-busy, next: bye}
  bye: {play: goodbye, next: hangup}
"""

    source: str = main(columns.source, "a source of the settings")
    table: str = needed(columns.table, "a table of the source, as the settings name it")
    reads: tuple[Column, ...] = option(columns.named, (), "the columns that are wanted", key="fields")
    where: Mapping[str, Assigned] = needed(columns.values, "each column and the value that it must have")
    order: tuple[Column, ...] = option(columns.order, (), "columns; `-month`: the largest first")
    into: str = option(new_variable, "", "the variable for one row", shown="none")
    all_into: str = option(new_variable, "", "the variable for all rows", key="list", shown="none")
    most: int = option(whole(1, MOST_ROWS), 0, "so many of the first rows, with `list`", shown="all")
    timeout: Seconds | None = option(duration(0.1, 30), None, "longest", shown="the source's")

    def assigns(self) -> Iterable[tuple[str, Position]]:
        if self.into:
            yield self.into, self.place("into")
        if self.all_into:
            yield self.all_into, self.place("all_into")

    def agree(self, report: Report) -> None:
        if not self.where:
            remedy = "write `where: {COLUMN: VALUE}`"
            report.add(self.place("where"), f"{self}: there is no condition", "no-condition-here", remedy)
        if self.into and self.all_into:
            text, remedy = f"{self}: one row or a list of them", "delete `into` or `list`"
            report.add(self.place("all_into"), text, "two-results", remedy, self.place("into"))
        elif self.reads and not (self.into or self.all_into):
            text = f"{self}: the fields go nowhere"
            report.add(self.place("reads"), text, "no-into", "name a variable: `into: NAME`, or `list: NAME`")
        elif (self.into or self.all_into) and not self.reads:
            report.add(self.at, f"{self}: no fields are asked for", "no-fields", "write `fields: [COLUMN]`")
        if self.most and not self.all_into:
            report.add(self.place("most"), f"{self}: `most` goes with `list`", "no-list", "write `list: NAME`")

    @property
    def wanted(self) -> int:
        """Rows that are asked for; of `into` without an order one more, which would be one too many."""
        return self.most if self.all_into else 2 if self.into and not self.order else 1


def run(node: Lookup, call: Call, here: Here) -> str:
    request = LookupRequest(
        source=node.source,
        table=node.table,
        fields=[column.name for column in node.reads],
        where=columns.single(node.where, here.scope),
        key=here.key,
        order=[column.text for column in node.order],
        most=node.wanted,
        timeout=node.timeout,
    )
    answer = here.services.lookup(request)
    failed = answer.outcome is not Outcome.DONE
    why = f"{answer.outcome}" + (f": {answer.detail}" if answer.detail else "") if failed else ""
    if not failed and node.into and len(answer.rows) > 1:
        failed, why = True, "more than one row has these values: say which by `order`, or take all with `list`"
    rows: Any = [] if failed else answer.rows
    if node.into:
        here.scope.set(node.into, rows[0] if rows else None)
    if node.all_into:
        here.scope.set(node.all_into, cast(Any, list(rows)))
    if failed:
        here.failed(node.id, f"{node.at}: {node}: {why}")
        return FAILED
    return FOUND if rows else NONE


VERB = Verb(Lookup, run)
