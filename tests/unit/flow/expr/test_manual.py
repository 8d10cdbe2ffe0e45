"""docs/manual/expressions.md: every example has the value that stands beside it, and nothing is left out."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

import ccengine
from ccengine.flow.expr import ExprLimits
from ccengine.flow.expr.functions import FUNCTIONS, LAZY
from tests.unit.flow.expr.reading import value

PAGE = (Path(ccengine.__file__).parents[1] / "docs/manual/expressions.md").read_text("utf-8")
ROWS = [
    [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in PAGE.splitlines()
    if line.startswith("|")
]
EXAMPLES = [(row[-2].strip("`"), row[-1].strip("`")) for row in ROWS if row[-2].startswith("`") and "{{" in row[-2]]


@pytest.mark.parametrize(("text", "expected"), EXAMPLES)
def test_example(text: str, expected: str) -> None:
    got = value(text)
    assert json.dumps(got, ensure_ascii=False) == expected


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == sum("{{" in cell for row in ROWS for cell in row)
    assert len(EXAMPLES) > 30


def test_every_function_is_told() -> None:
    (section,) = re.findall(r"## Functions\n(.*?)\n## ", PAGE, re.DOTALL)
    told = {
        name
        for row in section.splitlines()
        if row.startswith("| `")
        for name in re.findall(r"`(\w+)\(", row.split("|")[1])
    }
    assert told == {*FUNCTIONS, LAZY}


def test_every_limit_is_told() -> None:
    limits = ExprLimits()
    for field in fields(limits):
        (row,) = [row for row in ROWS if row[0] == f"`expr.{field.name}`"]
        assert int(row[2].replace(" ", "")) == getattr(limits, field.name)
