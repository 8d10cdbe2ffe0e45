"""The questions of a survey: what is asked, which keys answer it, and what they mean."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ccengine.flow.expr import Template
from ccengine.flow.fields.computed import condition
from ccengine.flow.fields.keys import one_key
from ccengine.flow.fields.plain import Prompt, prompt, prompts, variable
from ccengine.model.diagnostics import Position
from ccengine.model.ids import Seconds
from ccengine.model.reader import Reader, Report, list_of, mapping_of
from ccengine.model.shape import shape_of, shaped
from ccengine.model.values import duration, language, text
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Mapping as YamlMapping
from ccengine.model.yamltree import Scalar, Tree

MOST = 20
LABEL = 40
"""Characters of what a mark is called."""
MARKS = "12345"
"""The keys of a question for which the flow names none."""
COMMENT = "comment"

ANY = ""
"""Stands for all languages."""

Label = Mapping[str, str]  # by language


@shaped("a range, as in `1-5`", type="string", pattern="^[0-9]-[0-9]$")
def key_range(tree: Tree, report: Report) -> str:
    """`1-5` -> "12345"."""
    value = text(tree, report)
    match = re.fullmatch("([0-9])-([0-9])", value)
    if not match or match[1] > match[2]:
        raise report.wrong(tree.at, f'"{shown(value)}" is not a range of keys', "bad-keys", "as in 1-5")
    return "".join(str(key) for key in range(int(match[1]), int(match[2]) + 1))


@shaped("a mark's key", type=["string", "integer"], pattern="^[0-9]$")
def mark(tree: Tree, report: Report) -> str:
    """A digit: marks are counted and averaged."""
    value = text(tree, report)
    if not re.fullmatch("[0-9]", value):
        raise report.wrong(tree.at, f'"{shown(value)}" is no mark', "bad-key", "a mark is a digit, 0 to 9")
    return value


@shaped("a text", type=["string", "number", "boolean"], minLength=1, maxLength=LABEL)
def label(tree: Tree, report: Report) -> str:
    value = " ".join(text(tree, report).split())
    if len(value) > LABEL:
        raise report.wrong(tree.at, f"a mark's name of {len(value)} characters", "too-long", f"{LABEL} at most")
    return value


_by_language = mapping_of(language, lambda _, tree, report: label(tree, report))


@shaped("a text, or one for each language", anyOf=[shape_of(label).schema, shape_of(_by_language).schema])
def labels(_: Scalar, tree: Tree, report: Report) -> Label:
    if isinstance(tree, YamlMapping):
        return _by_language(tree, report)
    return {ANY: label(tree, report)}


grades = mapping_of(mark, labels)
"""`1: very satisfied`, or `1: {zh: 非常满意, en: very satisfied}`."""


class Question(NamedTuple):
    name: str
    asks: tuple[Prompt, ...]
    keys: str  # "" for the survey's
    grades: Mapping[str, Label]
    template: Template | None  # asked when this is true
    at: Position

    def answers(self, keys: str, grades: Mapping[str, Label]) -> str:
        """The keys that answer it; given are those of the survey."""
        return self.keys or "".join(sorted(self.grades)) or keys or "".join(sorted(grades)) or MARKS

    def grade(self, key: str, grades: Mapping[str, Label]) -> str:
        """What the key means, as it goes on record."""
        found = (self.grades or grades).get(key)
        return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found else ""


class Comment(NamedTuple):
    name: str
    asks: tuple[Prompt, ...]
    key: str  # that begins it
    most: Seconds
    template: Template | None
    at: Position


_most = duration(1, 600)


@shaped(
    "`{ask: ..., name: ..., keys: ..., grades: {...}, when: ...}`",
    type="object",
    properties={
        "ask": shape_of(prompts).schema,
        "name": shape_of(variable).schema,
        "keys": shape_of(key_range).schema,
        "grades": shape_of(grades).schema,
        "when": shape_of(condition).schema,
    },
    required=["ask", "name"],
    additionalProperties=False,
)
def _question(tree: Tree, report: Report) -> Question:
    reader = Reader(tree, "question", report)
    found = Question(
        asks=reader.need("ask", prompts) or (),
        name=reader.need("name", variable) or "",
        keys=reader.take("keys", key_range, ""),
        grades=reader.take("grades", grades, {}),
        template=reader.take("when", condition, None),
        at=reader.at_value("name") if reader.has("name") else tree.at,
    )
    reader.done()
    return found


@shaped("a prompt, or a question", anyOf=[shape_of(prompt).schema, shape_of(_question).schema])
def question(tree: Tree, report: Report) -> Question:
    """A prompt alone is a question of its name."""
    if isinstance(tree, YamlMapping):
        return _question(tree, report)
    found = prompt(tree, report)
    return Question(found.name, (found,), "", {}, None, found.at)


questions = list_of(question, least=1, most=MOST)


@shaped(
    "`{ask: ..., key: 1, most: 60s}`",
    type="object",
    properties={
        "ask": shape_of(prompts).schema,
        "name": shape_of(variable).schema,
        "key": shape_of(one_key).schema,
        "most": shape_of(_most).schema,
        "when": shape_of(condition).schema,
    },
    required=["ask"],
    additionalProperties=False,
)
def comment(tree: Tree, report: Report) -> Comment:
    reader = Reader(tree, "comment", report)
    found = Comment(
        asks=reader.need("ask", prompts) or (),
        name=reader.take("name", variable, COMMENT),
        key=reader.take("key", one_key, "1"),
        most=reader.take("most", _most, 60.0),
        template=reader.take("when", condition, None),
        at=tree.at,
    )
    reader.done()
    return found


def agree(what: str, asked: tuple[Question, ...], said: Comment | None, keys: str, named: Any, report: Report) -> None:
    """Tell questions of one name, and marks that no key gives.  `named`: the survey's grades."""
    known: dict[str, Position] = {}
    for each in (*asked, *((said,) if said else ())):
        if each.name and each.name in known:
            text = f'{what} asks two questions of the name "{each.name}"'
            report.add(each.at, text, "question-twice", "give each its own `name`; the other", known[each.name])
        known.setdefault(each.name, each.at)
    for each in asked:
        answers = each.answers(keys, named)
        if lost := "".join(key for key in sorted(each.grades or named) if key not in answers):
            text = f'{what}: key {lost[0]} has a name and does not answer "{each.name}"'
            report.add(each.at, text, "unused-grade", f"it is answered by {answers[0]}-{answers[-1]}: see `keys`")
