"""docs/contract.md and the suite say the same."""

import importlib
from pathlib import Path

import pytest

from tests.contract.clauses import CLAUSES, clause, written
from tests.contract.exceptions import EXCEPTIONS, table

for path in Path(__file__).parent.glob("test_*.py"):
    if path.stem != Path(__file__).stem:
        importlib.import_module(f"tests.contract.{path.stem}")


def test_every_clause_has_a_test_with_its_sentence() -> None:
    assert {number: clause.sentence for number, clause in sorted(CLAUSES.items())} == written()


def test_there_are_enough_of_them_numbered_without_a_hole() -> None:
    assert sorted(written()) == list(range(1, len(written()) + 1))
    assert len(written()) >= 44


def test_a_clause_has_one_test() -> None:
    with pytest.raises(ValueError, match="two tests"):
        clause(1, "again")(CLAUSES[1].check)


def test_exceptions_name_clauses_and_reasons() -> None:
    for broken in EXCEPTIONS.values():
        assert all(number in written() and why for number, why in broken.items())
    assert table()[0].startswith("scripted: ")
