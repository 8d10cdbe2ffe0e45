"""unknown-source, unknown-table, unknown-column: a flow asks for what the settings do not name.

no-key-column, no-returns: it wants of a table what the settings do not give it."""

from collections.abc import Iterable

from ccengine.flow.flow import Flow
from ccengine.flow.nodes.lookup import Lookup
from ccengine.flow.nodes.store import Store
from ccengine.flow.surroundings import Surroundings
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Report, did_you_mean
from ccengine.model.services import Effect
from ccengine.model.sources import Rights, TableRights


def check(flow: Flow, around: Surroundings, report: Report) -> None:
    if around.sources is None:
        return
    for node in flow.nodes.values():
        if isinstance(node, Lookup | Store) and (rights := _table(node, around.sources, report)) is not None:
            if isinstance(node, Lookup):
                _lookup(node, rights, report)
            else:
                _store(node, rights, report)


def _table(node: Lookup | Store, sources: Rights, report: Report) -> TableRights | None:
    if (tables := sources.get(node.source)) is None:
        text = f'{node}: there is no source "{node.source}"'
        remedy = did_you_mean(node.source, sources) or "add it under `sources:` in settings.yaml"
        report.add(node.place("source"), text, "unknown-source", remedy)
        return None
    if node.table not in tables:
        text = f'{node}: the settings name no table "{node.table}" of source "{node.source}"'
        remedy = did_you_mean(node.table, tables) or f"add it under `tables:` of {node.source} in settings.yaml"
        report.add(node.place("table"), text, "unknown-table", remedy)
        return None
    return tables[node.table]


def _lookup(node: Lookup, rights: TableRights, report: Report) -> None:
    wanted = [(column.name, column.at) for column in (*node.reads, *node.order)]
    _columns(node, wanted, rights.read, "read", report)
    _columns(node, ((name, value.at) for name, value in node.where.items()), rights.where, "where", report)


def _store(node: Store, rights: TableRights, report: Report) -> None:
    _columns(node, ((name, value.at) for name, value in node.values.items()), rights.write, "write", report)
    if node.into and not rights.returns:
        text = f'{node}: table "{node.table}" gives nothing back'
        report.add(node.place("into"), text, "no-returns", "name its column under `returns` in settings.yaml")
    if node.effect is Effect.IDEMPOTENT and not rights.key:
        text = f'{node}: table "{node.table}" keeps no key by which a repeat is known'
        report.add(node.place("repeated"), text, "no-key-column", "name its column under `key` in settings.yaml")


def _columns(
    node: Lookup | Store, wanted: Iterable[tuple[str, Position]], known: tuple[str, ...], right: str, report: Report
) -> None:
    for name, at in wanted:
        if name not in known:
            text = f'{node}: "{name}" is no column of "{node.table}" under `{right}`'
            remedy = did_you_mean(name, known) or f"there is: {', '.join(known) or 'none'} (settings.yaml)"
            report.add(at, text, "unknown-column", remedy)
