"""flows/ports.yaml: where calls come in, and the flow that each of these ports enters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ccengine.flow import fields
from ccengine.flow.expr import Value
from ccengine.model.addresses import called_number, numbers
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Read, Reader, Report, did_you_mean, list_of, mapping_of
from ccengine.model.values import file_name, language, matching, text, whole
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Scalar, Tree, parse_tree

FILE = "ports.yaml"
"""Beside the flows."""
TRUNKS = ("sip",)
"""Names of the trunks that there are: `trunk` of settings.yaml is the one."""
MOST = 100_000  # numbers and lines of all ports


@dataclass(frozen=True, slots=True)
class Port:
    """`key` names it to people: the called number or the range as it is written, `trunk NAME`, `line 1-8`."""

    key: str
    flow: str  # flows/<flow>.yaml
    language: str = "zh"
    takes: tuple[str, ...] = ()  # called numbers, its aliases among them; `trunk NAME`; `line N`
    aliases: tuple[str, ...] = ()
    variables: Mapping[str, Value] = field(default_factory=dict)  # scalars
    limit: int = 0  # calls at once; 0 for no limit
    at: Position = field(default=Position(FILE, 1, 1), compare=False)  # where the flow is named

    def number(self, called: str) -> str:
        """What its flow sees as `port.number`: an alias is another name of the number that people know."""
        return self.key if called in self.aliases else called

    def as_data(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "key": self.key,
            "flow": self.flow,
            "language": self.language,
            "takes": list(self.takes),
            "aliases": list(self.aliases),
            "variables": dict(self.variables),
            "limit": self.limit,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Port":
        known = {**data, "takes": tuple(data["takes"]), "aliases": tuple(data["aliases"])}
        return cls(**known)


def parse_ports(data: bytes | str, file: str = FILE, tongue: str = "zh") -> dict[str, Port]:
    """By key, in the file's order.  `tongue`: the language of ports that name none.  Raises BadInput with all that is
    wrong."""
    parsed = parse_tree(data, file)
    report = Report(parsed.found)
    if parsed.root is None:
        report.stop_if_any()
    assert parsed.root is not None
    reader = Reader(parsed.root, "ports", report)
    taken: dict[str, Position] = {}
    found: list[Port] = []
    for section, kind, takes in (("numbers", "", numbers), ("trunks", "trunk ", _trunk), ("lines", "line ", _lines)):
        none: dict[str, Port] = {}
        read = _port(kind, takes, tongue, taken)
        found += reader.take(section, mapping_of(text, read), none).values()
    reader.done(also=("numbers", "trunks", "lines"))
    report.stop_if_any()
    return {port.key: port for port in found}


def _port(
    kind: str, takes: Read[tuple[str, ...]], tongue: str, taken: dict[str, Position]
) -> Callable[[Scalar, Tree, Report], Port]:
    """`taken` collects what all ports take, and where they say so."""

    def read(key: Scalar, tree: Tree, report: Report) -> Port:
        own = [(name, key.at) for name in takes(key, report)]
        reader = Reader(tree, f'port "{kind}{shown(key.text)}"', report)
        flow = reader.need("flow", file_name)
        none: tuple[tuple[str, Position], ...] = ()
        aliases = none if kind else reader.take("aliases", list_of(_alias), none)
        port = Port(
            key=kind + key.text,
            flow=flow or "",
            language=reader.take("language", language, tongue),
            takes=tuple(name for name, _ in (*own, *aliases)),
            aliases=tuple(name for name, _ in aliases),
            variables=reader.take("variables", mapping_of(_variable, _literal), {}),
            limit=reader.take("limit", whole(1, 100_000), 0),
            at=reader.at_value("flow"),
        )
        reader.done()
        _take(port, (*own, *aliases), taken, report)
        return port

    return read


def _take(port: Port, places: tuple[tuple[str, Position], ...], taken: dict[str, Position], report: Report) -> None:
    """One line for the first that is taken already: a range would tell thousands."""
    if len(taken) + len(places) > MOST:
        text = f"more than {MOST} numbers and lines in all (ports.most)"
        raise report.wrong(places[0][1], text, "too-many-numbers", "bind a whole trunk under `trunks`")
    for name, at in places:
        if name in taken:
            remedy = "one call can enter one flow; the other place"
            report.add(at, f'port "{shown(port.key)}": {name} is bound twice', "port-twice", remedy, taken[name])
            break
        taken[name] = at


def _literal(_: Scalar, tree: Tree, report: Report) -> Value:
    return fields.literal(tree, report)


def _variable(tree: Tree, report: Report) -> str:
    found = fields.new_variable(tree, report)
    if found == "number":
        text, remedy = 'no variable of a port can be called "number"', "`port.number` is the number of the call"
        raise report.wrong(tree.at, text, "reserved-name", remedy)
    return found


def _alias(tree: Tree, report: Report) -> tuple[str, Position]:
    return called_number(tree, report), tree.at


def _trunk(tree: Tree, report: Report) -> tuple[str, ...]:
    name = text(tree, report)
    if name not in TRUNKS:
        remedy = did_you_mean(name, TRUNKS) or "there is: " + ", ".join(TRUNKS)
        raise report.wrong(tree.at, f'there is no trunk "{shown(name)}"', "unknown-trunk", remedy)
    return (f"trunk {name}",)


_one_line = matching(r"[1-9][0-9]{0,3}", "a line", "bad-line", "a number from 1 to 9999, or a range: 1-8")


def _lines(tree: Tree, report: Report) -> tuple[str, ...]:
    """`5` or `1-8`."""
    first, dash, last = text(tree, report).partition("-")
    for part in (first, last) if dash else (first,):
        _one_line(replace(tree, text=part) if isinstance(tree, Scalar) else tree, report)
    low, high = int(first), int(last or first)
    if low > high:
        raise report.wrong(tree.at, f'"{first}-{last}" is not a range of lines', "bad-range", "the smaller first: 1-8")
    return tuple(f"line {line}" for line in range(low, high + 1))
