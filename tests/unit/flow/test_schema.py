"""The JSON Schema of flows: what is right validates; what it can know to be wrong does not."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ccengine.flow.nodes import VERBS
from ccengine.flow.schema import flow_schema
from ccengine.model.shape import WORD
from ccengine.model.yamltree import Mapping, Scalar, Sequence, Tree, parse_tree
from tests.unit.flow.around import HERE, SHIPPED_FLOWS
from tests.unit.flow.test_files import MARK
from tests.unit.flow.test_manual import FLOWS, title

SCHEMA = jsonschema.Draft202012Validator(flow_schema())
OK = [
    *sorted((HERE / "ok").glob("*.yaml")),
    *(file for file in sorted(SHIPPED_FLOWS.glob("*.yaml")) if file.name not in ("ports.yaml", "schedules.yaml")),
]
ERR = sorted((HERE / "err").glob("*.yaml"))
SEEN = {
    "bad-date", "bad-header", "bad-key", "bad-keys", "bad-language", "bad-name", "bad-parameter", "bad-script",
    "bad-target", "bad-time", "bad-url", "bad-variable", "bad-weekday", "key-not-text", "list-length", "missing-key",
    "no-condition", "no-value", "no-value-here", "no-verb", "not-a-boolean", "not-a-condition", "not-a-duration",
    "not-a-mapping", "not-a-number", "not-a-text", "out-of-range", "two-verbs", "unknown-exit", "unknown-key",
    "unknown-word", "bad-agent", "bad-column", "too-many-skills",
}  # fmt: skip
"""Rules that a schema can know, unless their file breaks them in a way that only the reader sees."""
BEYOND = {"out-of-range", "bad-date"}
"""Lengths of time have no order in JSON Schema, and it knows no calendar."""


def as_editors_read(tree: Tree) -> Any:
    """YAML 1.2's core schema, as yaml-language-server has it; PyYAML's is 1.1."""
    match tree:
        case Mapping(entries=entries):
            return {key.text: as_editors_read(value) for key, value in entries}
        case Sequence(items=items):
            return [as_editors_read(item) for item in items]
        case Scalar(plain=False):
            return tree.text
        case Scalar() if tree.null:
            return None
        case Scalar(text=text):
            if text in ("true", "false"):
                return text == "true"
            if re.fullmatch(r"[-+]?[0-9]+", text):
                return int(text)
            return float(text) if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text) else text


def errors(data: bytes | str) -> list[str]:
    root = parse_tree(data, "flow.yaml").root
    return [error.message for error in SCHEMA.iter_errors(as_editors_read(root))] if root else ["unreadable"]


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(flow_schema())


@pytest.mark.parametrize("file", OK, ids=lambda file: file.stem)
def test_a_right_flow_validates(file: Path) -> None:
    assert errors(file.read_bytes()) == []


@pytest.mark.parametrize("text", [*FLOWS, *(verb.kind.EXAMPLE for verb in VERBS.values())], ids=title)
def test_an_example_validates(text: str) -> None:
    assert errors(text) == []


def rules(file: Path) -> set[str]:
    lines = file.read_bytes().decode("utf-8", "replace").split("\n")
    return {mark[2] for line in lines if (mark := MARK.match(line))}


KNOWABLE = [file for file in ERR if rules(file) & (SEEN - BEYOND)]


@pytest.mark.parametrize("file", KNOWABLE, ids=lambda file: file.stem)
def test_a_wrong_flow_does_not(file: Path) -> None:
    assert errors(file.read_bytes())


def test_a_flow_that_only_the_checks_refuse_validates() -> None:
    """Else the schema would refuse what the reader takes."""
    read = [file for file in ERR if rules(file) and not rules(file) & SEEN]
    wrong = {file.stem: found for file in read if (found := readable_errors(file))}
    assert len(read) > 10
    assert not wrong


def readable_errors(file: Path) -> list[str]:
    parsed = parse_tree(file.read_bytes(), file.name)
    return [] if parsed.root is None or parsed.found else errors(file.read_bytes())


def test_names_in_every_script_validate() -> None:
    word = re.compile(f"[{WORD}]")
    assert not [code for code in range(0x10000) if re.match(r"\w", chr(code)) and not word.match(chr(code))]
    assert not any(map(word.match, "“”：，。（）‘’、-+"))
