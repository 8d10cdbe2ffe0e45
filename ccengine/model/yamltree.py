"""YAML with a position for every value.

The tree holds text only: no value is resolved, so 008001 stays 008001, `no` stays `no`, 12:30 stays 12:30, and the
schema that reads the tree decides what each is.  Tags, anchors and aliases are refused, so nothing is ever built but
these three classes, and no file grows while it is read.  Built from the parser's events with a stack of our own: depth
costs no recursion and every limit strikes before the memory is taken."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from ccengine.model.diagnostics import BadInput, Diagnostic, Position
from ccengine.model.yamlerrors import explain
from ccengine.model.yamltext import shown, to_text

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's when PyYAML was built with it: 10 x faster


@dataclass(frozen=True, slots=True)
class YamlLimits:
    size: int = 1_000_000  # bytes of a file
    depth: int = 32  # mappings and lists inside each other
    items: int = 50_000  # values in a file


@dataclass(frozen=True, slots=True)
class Scalar:
    at: Position
    text: str
    plain: bool = True  # without quotes

    @property
    def null(self) -> bool:
        """Nothing was written: `key:`, `key: ~` or `key: null`."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Sequence:
    at: Position
    items: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    at: Position
    entries: tuple[tuple[Scalar, "Tree"], ...]  # in the file's order; no key twice

    def get(self, key: str) -> "Tree | None":
        return next((value for name, value in self.entries if name.text == key), None)


Tree = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Parsed:
    root: Tree | None  # None: unreadable, and `found` says why
    found: list[Diagnostic]


def parse_tree(data: bytes | str, file: str, limits: YamlLimits = YamlLimits()) -> Parsed:
    """The tree of one YAML document and all that is wrong with it as such.  Raises nothing.  An empty file is an
    empty mapping."""
    found: list[Diagnostic] = []
    text = to_text(data, file, limits.size, found)
    if text is None:
        return Parsed(None, found)
    try:
        return Parsed(_Builder(file, limits, found).build(text), found)
    except BadInput as stop:
        return Parsed(None, found + stop.found)
    except yaml.YAMLError as error:
        return Parsed(None, found + explain(error, text, file))


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    at: Position
    is_mapping: bool
    items: list[Tree]
    keys: dict[str, Scalar]
    entries: list[tuple[Scalar, Tree]]
    key: Scalar | None = None
    skip_value: bool = False  # of a key that was refused


class _Builder:
    def __init__(self, file: str, limits: YamlLimits, found: list[Diagnostic]) -> None:
        self.file, self.limits, self.found = file, limits, found
        self.stack: list[_Open] = []
        self.root: Tree | None = None
        self.count = 0

    def build(self, text: str) -> Tree:
        documents = 0
        for event in self._events(text):
            if type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None:
                self._add(self._scalar(event))  # nine of ten
            elif isinstance(event, yaml.NodeEvent):
                self._node(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._close()
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "a second document begins here", "second-document", "one file, one document")
        return self.root or Mapping(Position(self.file, 1, 1), ())

    @staticmethod
    def _events(text: str) -> Iterator[Any]:
        loader = _Loader(text)
        try:
            yield from iter(loader.get_event, None)
        finally:
            loader.dispose()

    def _scalar(self, event: Any) -> Scalar:
        mark = event.start_mark
        return Scalar(
            self._counted(event, Position(self.file, mark.line + 1, mark.column + 1)), event.value, not event.style
        )

    def _counted(self, event: Any, at: Position) -> Position:
        self.count += 1
        if self.count > self.limits.items:
            text = f"more than {self.limits.items} values in one file (yaml.items)"
            self._stop(event, text, "too-many-values", "split it into several files")
        return at

    def _node(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent):
            remedy = 'write the values out; a key or text that begins with "*" needs quotes'
            self._stop(event, f"the alias *{shown(str(event.anchor))} is not allowed", "alias", remedy)
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        mark = event.start_mark
        at = self._counted(event, Position(self.file, mark.line + 1, mark.column + 1))
        if len(self.stack) >= self.limits.depth:
            text = f"nested deeper than {self.limits.depth} levels (yaml.depth)"
            self._stop(event, text, "nested-too-deep", "a flow needs five; is a bracket missing above?")
        self.stack.append(_Open(at, isinstance(event, yaml.MappingStartEvent), [], {}, []))

    def _close(self) -> None:
        done = self.stack.pop()
        self._add(Mapping(done.at, tuple(done.entries)) if done.is_mapping else Sequence(done.at, tuple(done.items)))

    def _add(self, tree: Tree) -> None:
        if not self.stack:
            self.root = tree
            return
        top = self.stack[-1]
        if not top.is_mapping:
            top.items.append(tree)
        elif top.key is None:
            self._add_key(top, tree)
        else:
            if not top.skip_value:
                top.entries.append((top.key, tree))
            top.key, top.skip_value = None, False

    def _add_key(self, top: _Open, tree: Tree) -> None:
        if not isinstance(tree, Scalar):
            top.key, top.skip_value = Scalar(tree.at, ""), True
            remedy = 'text with braces or brackets needs quotes: "{{ ... }}"'
            self.found.append(Diagnostic(tree.at, "a mapping or list cannot be a key", "key-not-text", remedy))
            return
        top.key = tree
        if first := top.keys.setdefault(tree.text, tree):
            top.skip_value = first is not tree
        if top.skip_value:
            text = f'the key "{shown(tree.text)}" stands here a second time'
            self.found.append(Diagnostic(tree.at, text, "duplicate-key", "the first is here", first.at))

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            remedy = 'write the values out; text that begins with "&" needs quotes'
            self._stop(event, f"the anchor &{shown(str(event.anchor))} is not allowed", "anchor", remedy)
        if event.tag is not None:
            remedy = 'leave it out; text that begins with "!" needs quotes'
            self._stop(event, f"the tag {shown(event.tag)} is not allowed", "tag", remedy)

    def _stop(self, event: Any, text: str, rule: str, remedy: str) -> None:
        mark = event.start_mark
        at = Position(self.file, mark.line + 1, mark.column + 1)
        raise BadInput([Diagnostic(at, text, rule, remedy)])
