"""A clause broken on purpose: its test must fail."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.contract.clauses import CLAUSES
from tests.contract.line import Line


@dataclass(frozen=True)
class Mutant:
    clause: int
    apply: Callable[[pytest.MonkeyPatch], None]

    @property
    def name(self) -> str:
        return f"{self.clause}-{self.apply.__name__}"


def assert_caught(mutant: Mutant, line: Line) -> None:
    """The clause holds before, and its test fails (by an assertion, or an exception of the contract that did not come
    or came where none may) under the mutant."""
    check = CLAUSES[mutant.clause].check
    check(line)
    with pytest.MonkeyPatch.context() as patch:
        mutant.apply(patch)
        try:
            check(line)
        except (Exception, pytest.fail.Exception):
            return
    raise AssertionError(f"the test of clause {mutant.clause} does not notice: {mutant.name}")
