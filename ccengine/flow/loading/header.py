"""The head of a flow: name, language, where it begins, and what passes in and out when it is part of another."""

from typing import Any

from ccengine.flow import fields
from ccengine.flow.expr import Value
from ccengine.flow.fields.exits import HANGUP, NEXT
from ccengine.model.diagnostics import Position
from ccengine.model.ids import NodeId
from ccengine.model.reader import Read, Reader, Report, list_of, mapping_of
from ccengine.model.values import file_name, language, name
from ccengine.model.yamltree import Scalar, Tree

MOST = 64  # variables, arguments, results, exits of a flow


def read_header(reader: Reader, file: str, report: Report) -> dict[str, Any]:
    """The fields of a Flow but its nodes."""
    title = reader.need("flow", file_name) or ""
    stem = file.rsplit("/", 1)[-1].removesuffix(".yaml")
    if title and title != stem:
        text = f'the flow is called "{title}", its file "{stem}"'
        report.add(reader.at_value("flow"), text, "flow-name", f"write `flow: {stem}`, or rename the file")
    none: dict[tuple[str, Position], Value] = {}
    variables = reader.take("variables", mapping_of(_placed(fields.new_variable), _begins_with), none)
    return {
        "name": title,
        "language": reader.need("language", language) or "",
        "language_at": reader.at_value("language"),
        "start": NodeId(reader.need("start", name) or ""),
        "start_at": reader.at_value("start"),
        "variables": {name: value for (name, _), value in variables.items()},
        "variables_at": dict(variables.keys()),
        "arguments": _names(reader, "arguments", fields.new_variable),
        "results": _names(reader, "results", fields.variable),
        "exits": _names(reader, "exits", _exit),
    }


def _names(reader: Reader, key: str, read: Read[str]) -> dict[str, Position]:
    none: tuple[tuple[str, Position], ...] = ()
    return dict(reader.take(key, list_of(_placed(read), most=MOST), none))


def _placed(read: Read[str]) -> Read[tuple[str, Position]]:
    def placed(tree: Tree, report: Report) -> tuple[str, Position]:
        return read(tree, report), tree.at

    return placed


def _begins_with(_: Scalar, tree: Tree, report: Report) -> Value:
    return fields.literal(tree, report)


def _exit(tree: Tree, report: Report) -> str:
    found = name(tree, report)
    if found == HANGUP:
        raise report.wrong(tree.at, f'"{HANGUP}" ends the call and is no exit of a flow', "reserved-name", "delete it")
    if found == NEXT:
        text = f'no exit of a flow can be called "{NEXT}": it stands for all that are not named'
        raise report.wrong(tree.at, text, "reserved-name", "give it another name")
    return found
