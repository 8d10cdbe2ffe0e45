"""The numbered clauses: docs/contract.md on one side, the tests that carry them on the other."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.contract.line import Line

CONTRACT = Path(__file__).parents[2] / "docs" / "contract.md"

Check = Callable[[Line], None]


@dataclass(frozen=True)
class Clause:
    number: int
    sentence: str
    check: Check
    alone: bool  # stops the switch or the engine: no other clause may run on the same line at the time


CLAUSES: dict[int, Clause] = {}
"""Those that have a test, filled as the test modules are imported."""


def clause(number: int, sentence: str, *, alone: bool = False) -> Callable[[Check], Check]:
    """Says which clause a test is for.  The sentence is the contract's, word for word."""

    def mark(check: Check) -> Check:
        if number in CLAUSES:
            raise ValueError(f"clause {number} has two tests")
        CLAUSES[number] = Clause(number, sentence, check, alone)
        return check

    return mark


def written() -> dict[int, str]:
    """Number -> sentence, as docs/contract.md has them."""
    found: dict[int, str] = {}
    for line in CONTRACT.read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"(\d+)\. (.+)", line):
            if int(match[1]) in found:
                raise ValueError(f"docs/contract.md has clause {match[1]} twice")
            found[int(match[1])] = match[2]
    return found
