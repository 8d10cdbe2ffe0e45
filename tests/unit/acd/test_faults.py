"""Every fault of the list is caught: by a random day beside the twin, or by a scenario."""

from pathlib import Path

import pytest

from ccengine.acd import machine, match
from tests.unit.acd.faults import FAULTS
from tests.unit.acd.pair import walk
from tests.unit.acd.scenario import play

SCENARIOS = sorted((Path(__file__).parent / "scenarios").glob("*.txt"))


def sow(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    place, attribute, fault = FAULTS[name]
    if (place, attribute) == (match, "_next"):
        monkeypatch.setattr(machine, "next_order", fault)
    else:
        assert hasattr(place, attribute)
        monkeypatch.setattr(place, attribute, fault)


def caught_by() -> str | None:
    for seed in range(20):
        try:
            walk(seed, 150)
        except Exception:
            return f"day {seed}"
    for path in SCENARIOS:
        try:
            if any(expected != ordered for _, expected, ordered in play(path.read_text(encoding="utf-8"))):
                return path.stem
        except Exception:
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
