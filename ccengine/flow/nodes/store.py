"""store: a new row in a data source.  Exits: `done`, `failed`, `unknown`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow.fields import Assigned, columns, new_variable
from ccengine.flow.fields.exits import FAILED
from ccengine.flow.fields.given import main, needed, option
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.flow.running.outcomes import DONE, UNKNOWN
from ccengine.model.call import Call
from ccengine.model.diagnostics import Position
from ccengine.model.ids import Seconds
from ccengine.model.reader import Report
from ccengine.model.services import Effect, Outcome, StoreRequest
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import duration, one_of
from ccengine.model.yamltree import Tree

_effect = one_of(Effect.IDEMPOTENT.value, Effect.ONCE.value)


@shaped(shape_of(_effect).words, **shape_of(_effect).schema)
def repeat(tree: Tree, report: Report) -> Effect:
    return Effect(_effect(tree, report))


@dataclass(frozen=True, kw_only=True)
class Store(Node):
    """Put a row into a table of a database: what a caller entered.

    The settings name the sources, their tables and the columns that may be written ([data sources](sources.md)). `into`
    takes what the new row has in the column that the settings name under `returns`: the number of a ticket.

    Exits: `done`; `failed` when there is no new row, with the reason in the trace; `unknown` when it is not known
    whether there is one: the source gave no answer in time, or the engine died in the midst of it. With `effect:
    idempotent`, which needs a column for the request's key in the settings (`key`), it is asked again after a crash,
    and a row that is there already gives what it gave then: see [effects](effects.md)."""

    verb: ClassVar[str] = "store"
    EXITS: ClassVar[tuple[str, ...]] = (DONE, FAILED, UNKNOWN)
    EXAMPLE: ClassVar[str] = """
flow: repair
language: zh
start: which
nodes:
  which: {menu: press-1-service, keys: {1: water, 2: power}, otherwise: bye}
  water: {set: {what: water}, next: keep}
  power: {set: {what: power}, next: keep}
  keep:
    store: property
    table: repairs
    values: {phone: "{{ caller.number }}", what: "{{ what }}"}
    into: ticket
    effect: idempotent
    exits: {done: tell}
    next: sorry                     # failed, unknown
  tell: {say: "{{ ticket }}", as: digits, next: bye}
  sorry: {play: sorry-all-busy, next: bye}
  bye: {play: goodbye, next: hangup}
"""

    source: str = main(columns.source, "a source of the settings")
    table: str = needed(columns.table, "a table of the source, as the settings name it")
    values: Mapping[str, Assigned] = needed(columns.values, "each column and its value, or an expression")
    into: str = option(new_variable, "", "the variable for what the new row gives back", shown="none")
    timeout: Seconds | None = option(duration(0.1, 30), None, "longest", shown="the source's")
    repeated: Effect = option(repeat, Effect.ONCE, "what a second request would do: `idempotent`, `once`", key="effect")

    @property
    def effect(self) -> Effect:
        return self.repeated

    def assigns(self) -> Iterable[tuple[str, Position]]:
        if self.into:
            yield self.into, self.place("into")

    def agree(self, report: Report) -> None:
        if not self.values:
            report.add(
                self.place("values"), f"{self}: there are no values", "no-values", "write `values: {COLUMN: VALUE}`"
            )


def run(node: Store, call: Call, here: Here) -> str:
    if here.begun and node.effect is Effect.ONCE:
        return UNKNOWN
    request = StoreRequest(
        source=node.source,
        table=node.table,
        values=columns.single(node.values, here.scope),
        key=here.key,
        effect=node.effect,
        timeout=node.timeout,
    )
    answer = here.services.store(request)
    if node.into:
        here.scope.set(node.into, answer.value)
    if answer.outcome is Outcome.DONE:
        return DONE
    here.failed(node.id, f"{node.at}: {node}: {answer.outcome}" + (f": {answer.detail}" if answer.detail else ""))
    return UNKNOWN if answer.outcome in (Outcome.UNKNOWN, Outcome.TIMEOUT) else FAILED


VERB = Verb(Store, run)
