"""Typed fields out of a YAML mapping, all errors at once.

    reader = Reader(tree, 'queue "service"', report)
    ring = reader.take("ring", duration, 20.0)
    agents = reader.need("agents", list_of(name))
    reader.done()                                   # tells the keys that nobody asked for

A *read* is a function of (tree, report) that returns the value, or adds to the report and raises `Wrong`; those for
single values are in model/values.py, and larger ones are made of them with `list_of` and `mapping_of`."""

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import partial
from typing import Any, TypeVar

from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.shape import Schema, Shape, shaped
from ccengine.model.yamltext import full_width_remedy, shown
from ccengine.model.yamltree import Mapping, Scalar, Sequence, Tree, parse_tree

UNTOLD = Shape("a value", {})
T = TypeVar("T")
K = TypeVar("K")


class Wrong(Exception):
    """This value cannot be read; the report says why."""


class Report:
    """Collects diagnostics; after `most` (yaml.errors) only counts them."""

    def __init__(self, found: Iterable[Diagnostic] = (), most: int = 100) -> None:
        self.most = most
        self.found = list(found)
        self.warnings: list[Diagnostic] = []
        self.more = max(0, len(self.found) - most)
        del self.found[most:]

    def add(self, at: Position, text: str, rule: str, remedy: str = "", other: Position | None = None) -> None:
        self.take(Diagnostic(at, text, rule, remedy, other))

    def take(self, found: Diagnostic) -> None:
        if len(self.found) < self.most:
            self.found.append(found)
        else:
            self.more += 1

    def withdraw(self, found: Diagnostic) -> None:
        """What turned out to be told better elsewhere; of what was only counted, nothing is known."""
        if found in self.found:
            self.found.remove(found)

    def warn(self, at: Position, text: str, rule: str, remedy: str = "", other: Position | None = None) -> None:
        """Something that refuses nothing."""
        if len(self.warnings) < self.most:
            self.warnings.append(Diagnostic(at, text, rule, remedy, other, warning=True))

    def wrong(self, at: Position, text: str, rule: str, remedy: str = "", other: Position | None = None) -> Wrong:
        """For `raise report.wrong(...)`."""
        self.add(at, text, rule, remedy, other)
        return Wrong()

    def __bool__(self) -> bool:
        return bool(self.found)

    def stop_if_any(self) -> None:
        """Raises BadInput with all that was found; warnings are no reason."""
        if self.found:
            raise BadInput(self.errors())

    def errors(self) -> list[Diagnostic]:
        if not self.more:
            return self.found
        last = max(d.at for d in self.found)
        text = f"{self.more} more errors are not shown (yaml.errors: {self.most})"
        after = Position(last.file, last.line, last.column + 1)  # so that it sorts last
        return [*self.found, Diagnostic(after, text, "more-errors")]

    def all_told(self) -> list[Diagnostic]:
        """Errors and warnings."""
        return [*self.errors(), *self.warnings]


Read = Callable[[Tree, Report], T]


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """`did you mean "x"?`, or ""."""
    close = get_close_matches(text[:80], list(known)[:1000], n=1)
    return f'did you mean "{close[0]}"?' if close else ""


def kind(tree: Tree) -> str:
    """What stands there, in words."""
    match tree:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar() if tree.null:
            return "nothing"
        case _:
            return f'"{shown(tree.text)}"'


class Reader:
    """One mapping.  `what` names it in messages; anything else than a mapping is told and read as an empty one."""

    def __init__(self, tree: Tree, what: str, report: Report) -> None:
        self.at, self.what, self.report = tree.at, what, report
        self.asked: dict[str, None] = {}
        self.values: dict[str, tuple[Scalar, Tree]] = {}
        self.missing: dict[str, Diagnostic] = {}  # keys that were needed, as it was told
        self.readable = True
        if isinstance(tree, Mapping):
            self.values = {key.text: (key, value) for key, value in tree.entries}
        elif not (isinstance(tree, Scalar) and tree.null):
            remedy = full_width_remedy(tree.text) if isinstance(tree, Scalar) else ""
            self.readable = False
            report.add(tree.at, f"{what} must be `key: value` lines, not {kind(tree)}", "not-a-mapping", remedy)

    def take(self, key: str, read: Read[T], default: T) -> T:
        """The value, or the default when the key is absent, has no value or a wrong one (which is told)."""
        self.asked[key] = None
        if key not in self.values:
            return default
        _, value = self.values[key]
        if isinstance(value, Scalar) and value.null:
            self.report.add(value.at, f'{self.what}: "{key}" has no value', "no-value", "give one, or delete the line")
            return default
        try:
            return read(value, self.report)
        except Wrong:
            return default

    def need(self, key: str, read: Read[T]) -> T | None:
        """As `take`, and an absent key is told."""
        if key not in self.values:
            self.asked[key] = None
            if self.readable:
                text = f'{self.what}: "{key}" is missing'
                self.missing[key] = Diagnostic(self.at, text, "missing-key", f"write `{key}: ...`")
                self.report.take(self.missing[key])
        return self.take(key, read, None)

    def bare(self, key: str) -> None:
        """The key stands alone, as in `hangup:`."""
        self.asked[key] = None
        value = self.values[key][1] if key in self.values else None
        if value and not (isinstance(value, Scalar) and value.null):
            self.report.add(value.at, f'{self.what}: "{key}" takes no value', "no-value-here", "delete it")

    def at_key(self, key: str) -> Position:
        """Where the key stands; of an absent one, where the mapping begins."""
        return self.values[key][0].at if key in self.values else self.at

    def at_value(self, key: str) -> Position:
        return self.values[key][1].at if key in self.values else self.at

    def has(self, key: str) -> bool:
        return key in self.values

    def _misspelt(self, text: str) -> str:
        """Of a key that was needed: that is told here, and no longer as missing."""
        absent = [key for key in self.missing if did_you_mean(text, [key])]
        if len(absent) != 1:
            return ""
        self.report.withdraw(self.missing.pop(absent[0]))
        return did_you_mean(text, absent)

    def done(self, also: Iterable[str] = ()) -> None:
        """Tell the keys that were not asked for; `also` are keys that exist elsewhere and may be meant."""
        for text, (key, _) in self.values.items():
            if text in self.asked:
                continue
            remedy = full_width_remedy(text) or self._misspelt(text) or did_you_mean(text, [*self.asked, *also])
            known = ", ".join(self.asked)
            self.report.add(
                key.at, f'{self.what}: unknown key "{shown(text)}"', "unknown-key", remedy or f"known are: {known}"
            )


def open_reader(data: bytes | str, file: str, what: str) -> Reader:
    """A YAML file whose top is a mapping; `file` is its name in messages.  What is wrong with it as YAML is in the
    reader's report already.  Raises BadInput when it cannot be read at all."""
    parsed = parse_tree(data, file)
    report = Report(parsed.found)
    if parsed.root is None:
        report.stop_if_any()
    assert parsed.root is not None
    return Reader(parsed.root, what, report)


def list_of(read: Read[T], least: int = 0, most: int = 1000) -> Read[tuple[T, ...]]:
    """A list of `least` to `most` values; a single value counts as a list of one."""

    one = getattr(read, "shape", UNTOLD)
    schema: dict[str, Any] = {
        "anyOf": [one.schema, {"type": "array", "items": one.schema, "minItems": least, "maxItems": most}]
    }

    @shaped(f"{one.words}, or a list of them", **schema)
    def read_list(tree: Tree, report: Report) -> tuple[T, ...]:
        items = tree.items if isinstance(tree, Sequence) else (tree,)
        if not least <= len(items) <= most:
            raise report.wrong(
                tree.at,
                f"a list of {least} to {most} values is needed, not {len(items)}",
                "list-length",
                "write [a, b]",
            )
        return tuple(read_all(partial(read, item, report) for item in items))

    return read_list


def read_all(reads: Iterable[Callable[[], T]]) -> list[T]:
    """All of them before it fails: each tells what is wrong with it.  Raises Wrong when one did."""
    values, failed = [], False
    for read in reads:
        try:
            values.append(read())
        except Wrong:
            failed = True
    if failed:
        raise Wrong
    return values


def mapping_of(read_key: Read[K], read: Callable[[Scalar, Tree, Report], T]) -> Read[dict[K, T]]:
    """A mapping whose keys are the author's own.  Wrong entries are told and left out."""

    key_schema = getattr(read_key, "shape", UNTOLD).schema
    names: Schema = {rule: key_schema[rule] for rule in ("pattern", "enum") if rule in key_schema}
    values_of: Schema = getattr(read, "shape", UNTOLD).schema

    @shaped("`key: value` lines", type="object", propertyNames=names, additionalProperties=values_of)
    def read_mapping(tree: Tree, report: Report) -> dict[K, T]:
        if not isinstance(tree, Mapping):
            remedy = full_width_remedy(tree.text) if isinstance(tree, Scalar) else ""
            raise report.wrong(tree.at, f"`key: value` lines are needed, not {kind(tree)}", "not-a-mapping", remedy)
        values: dict[K, T] = {}
        for key, value in tree.entries:
            try:
                name = read_key(key, report)  # first: of a key that nobody knows, the value says nothing
                values[name] = read(key, value, report)
            except Wrong:
                continue
        return values

    return read_mapping
