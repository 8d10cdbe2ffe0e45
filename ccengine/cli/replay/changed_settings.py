"""settings.yaml with some of its values set from the command line: `queue.service.rings=all`, `agent.8001.tries=2`.

The values go into the file's tree before it is read, so that the settings' own reader judges them, with its words; the
place that it names is the option."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ccengine.model.addresses import agents as ids_of
from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.files import read_file
from ccengine.model.reader import Report, Wrong, did_you_mean
from ccengine.model.settings import Settings, read_settings
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Mapping, Scalar, Tree, parse_tree

SECTIONS = {"queue": "queues", "agent": "agents"}
FORM = "write queue.NAME.KEY=VALUE or agent.ID.KEY=VALUE, as in queue.service.strategy=fewest_calls"


def changed_settings(file: Path, assigned: Iterable[str]) -> Settings:
    """Raises BadInput with all that is wrong with the file, or with what is set; OSError."""
    parsed = parse_tree(read_file(file), str(file))
    if parsed.root is None or parsed.found:
        raise BadInput(parsed.found)
    root, found = parsed.root, list[Diagnostic]()
    for text in assigned:
        try:
            root = _assigned(root, text)
        except BadInput as bad:
            found += bad.found
    if found:
        raise BadInput(found)
    return read_settings(root)


def _assigned(root: Tree, text: str) -> Tree:
    place = f"--set {text}"
    where, equals, value = text.partition("=")
    section, dot, rest = where.partition(".")
    name, second, key = rest.rpartition(".")
    if not (equals and dot and second and key and name) or section not in SECTIONS or not isinstance(root, Mapping):
        raise _bad(place, 1, f'"{shown(text)}" sets nothing', "bad-set", FORM)
    parsed = parse_tree(value, place)
    if parsed.root is None or parsed.found:
        raise BadInput(replace(each, at=Position(place, 1, len(where) + 2)) for each in parsed.found)
    named = Scalar(Position(place, 1, len(where) - len(key) + 1), key)
    new = _moved(parsed.root, place, len(where) + 1)
    everything = root.get(SECTIONS[section])
    if not isinstance(everything, Mapping):
        everything = Mapping(root.at, ())
    entries = tuple(_each(everything) if section == "agent" else everything.entries)
    known = [entry.text for entry, _ in entries]
    if name not in known:
        remedy = did_you_mean(name, known) or f"there is: {', '.join(known[:20]) or 'none'}"
        raise _bad(place, len(section) + 2, f'there is no {section} "{shown(name)}"', f"unknown-{section}", remedy)
    changed = tuple((entry, _with(tree, named, new) if entry.text == name else tree) for entry, tree in entries)
    return _with(root, Scalar(everything.at, SECTIONS[section]), Mapping(everything.at, changed))


def _bad(place: str, column: int, text: str, rule: str, remedy: str) -> BadInput:
    return BadInput([Diagnostic(Position(place, 1, column), text, rule, remedy)])


def _with(tree: Tree, key: Scalar, value: Tree) -> Tree:
    """In the place of the entry of that name, or after the others."""
    entries = tree.entries if isinstance(tree, Mapping) else ()
    if any(name.text == key.text for name, _ in entries):
        return Mapping(tree.at, tuple((n, value if n.text == key.text else old) for n, old in entries))
    return Mapping(tree.at, (*entries, (key, value)))


def _each(agents: Mapping) -> Iterator[tuple[Scalar, Tree]]:
    """A range as its agents, so that one of them can be set."""
    for key, tree in agents.entries:
        try:
            ids = ids_of(key, Report())
        except Wrong:
            ids = (key.text,)  # the settings' reader will tell
        for agent in ids:
            yield replace(key, text=agent), tree


def _moved(tree: Tree, place: str, columns: int) -> Tree:
    """To where the value stands in the option."""
    at = Position(place, 1, tree.at.column + columns)
    match tree:
        case Scalar():
            return replace(tree, at=at)
        case Mapping(entries=entries):
            moved = ((_moved(key, place, columns), _moved(value, place, columns)) for key, value in entries)
            return Mapping(at, tuple((key, value) for key, value in moved if isinstance(key, Scalar)))
        case _:
            return replace(tree, at=at, items=tuple(_moved(item, place, columns) for item in tree.items))
