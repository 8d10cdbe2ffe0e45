"""The suite sees what it is there to see: clauses broken on purpose are each caught."""

from typing import TYPE_CHECKING

import pytest

from tests.contract.mutants import Mutant, assert_caught
from tests.contract.mutants_asterisk import ASTERISK
from tests.contract.mutants_scripted import SCRIPTED
from tests.contract.scripted_line import ScriptedLine

if TYPE_CHECKING:
    from tests.contract.asterisk_world import World


@pytest.mark.parametrize("mutant", SCRIPTED, ids=lambda mutant: mutant.name)
def test_a_mutant_of_the_scripted_call_is_caught(mutant: Mutant) -> None:
    assert_caught(mutant, ScriptedLine())


@pytest.mark.long
@pytest.mark.parametrize("mutant", ASTERISK, ids=lambda mutant: mutant.name)
def test_a_mutant_of_the_call_on_asterisk_is_caught(mutant: Mutant, world: "World") -> None:
    from tests.contract.asterisk_line import AsteriskLine

    assert_caught(mutant, AsteriskLine(world))


def test_there_are_enough_of_them() -> None:
    assert len(SCRIPTED) >= 10
    assert len(ASTERISK) >= 10
