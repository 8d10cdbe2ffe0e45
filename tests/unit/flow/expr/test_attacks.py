"""attacks.yaml: each entry is refused where it says, or ends within the steps and bytes that were counted; and what was
counted is what was used: no evaluation takes more memory than it accounts for."""

import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
import yaml

from ccengine.flow.expr import Spent
from tests.unit.flow.expr.reading import AT, LIMITS, SCOPE, read, refused

ENTRIES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text("utf-8"))
SPARE = 48_000  # bytes: closures, frames and numbers, of which an expression of 1000 characters has few
assert len(ENTRIES) > 150


def text_of(entry: dict[str, Any]) -> str:
    return str(entry.get("text") or entry["begin"] + entry["repeat"] * entry["times"] + entry["end"])


def name(entry: dict[str, Any]) -> str:
    return text_of(entry)[:40]


def evaluated(text: str) -> tuple[Spent, int]:
    """What an evaluation took, and the most memory that it held."""
    template = read(text)
    template.evaluate(SCOPE) if template.constant else template.spent(SCOPE)  # closures are built the first time
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        spent = template.spent(SCOPE)
        return spent, tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("entry", [one for one in ENTRIES if "refused" in one], ids=name)
def test_refused(entry: dict[str, Any]) -> None:
    column, rule = entry["refused"]
    found = refused(text_of(entry))
    assert found is not None
    assert (found.at.line, found.at.column - AT.column + 1, found.rule) == (AT.line, column, rule)
    assert found.remedy
    assert found.text.isprintable()
    assert len(found.text) < 200


@pytest.mark.parametrize("entry", [one for one in ENTRIES if "refused" not in one], ids=name)
def test_bounded(entry: dict[str, Any]) -> None:
    spent, memory = evaluated(text_of(entry))
    assert 0 < spent.steps <= LIMITS.steps
    assert spent.bytes <= LIMITS.bytes
    assert memory <= spent.bytes + SPARE
    if entry.get("harmless"):
        assert spent.fault is None
    else:
        assert re.search(entry["fault"].replace("(", r"\(").replace("+", r"\+"), str(spent.fault))
        assert "2468" not in str(spent.fault)


def test_every_entry_says_how_it_ends() -> None:
    for entry in ENTRIES:
        assert len({"refused", "fault", "harmless"} & entry.keys()) == 1
