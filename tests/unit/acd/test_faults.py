"""Every fault of the lists is caught: by a random day beside the twin, or by a scenario."""

from contextlib import suppress
from pathlib import Path

import pytest

from ccengine.acd.deciding import Undecided
from ccengine.acd.state import ImpossibleMove
from tests.unit.acd.faults import PLAIN
from tests.unit.acd.faults_callbacks import CALLBACKS
from tests.unit.acd.faults_routing import ROUTING
from tests.unit.acd.faults_served import SERVED
from tests.unit.acd.faults_strategies import STRATEGIES
from tests.unit.acd.faults_waits import WAITS
from tests.unit.acd.pair import walk
from tests.unit.acd.scenario import play

FAULTS = {**PLAIN, **STRATEGIES, **ROUTING, **WAITS, **CALLBACKS, **SERVED}
CAUGHT = (AssertionError, Undecided, ImpossibleMove)
SCENARIOS = sorted((Path(__file__).parent / "scenarios").glob("*.txt"))


def sow(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    place, attribute, fault = FAULTS[name]
    assert hasattr(place, attribute)
    monkeypatch.setattr(place, attribute, fault)


def caught_by() -> str | None:
    """Two random days catch most of them; a day costs as much as all the scenarios."""
    return by_days(range(2)) or by_scenarios() or by_days(range(2, 20))


def by_days(seeds: range) -> str | None:
    """An exception of another kind may be the fault's own mistake: that counts for nothing."""
    for seed in seeds:
        with suppress(LookupError):  # an index lost something: the next day says what became of it
            try:
                walk(seed, 150)
            except CAUGHT:
                return f"day {seed}"
    return None


def by_scenarios() -> str | None:
    for path in SCENARIOS:
        try:
            if any(expected != ordered for _, expected, ordered in play(path.read_text(encoding="utf-8"))):
                return path.stem
        except CAUGHT:
            return path.stem
    return None


@pytest.mark.many
@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sow(monkeypatch, name)
    assert caught_by() is not None


def test_without_a_fault_nothing_is_caught() -> None:
    for seed in range(3):
        walk(seed, 150)
