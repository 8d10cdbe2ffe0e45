"""Every fault of the lists is caught: by a random day beside the twin, or by a scenario.

What caught each one when that was last written down (`--rewrite`, caught_by.yaml) is tried first, and all the rest only
when it does not any more."""

from pathlib import Path

import pytest
import yaml

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
HERE = Path(__file__).parent
SCENARIOS = [path.stem for path in sorted((HERE / "scenarios").glob("*.txt"))]
DAYS = [f"day {seed}" for seed in range(20)]
BY = HERE / "caught_by.yaml"
KNOWN: dict[str, str] = yaml.safe_load(BY.read_text("utf-8"))


def sow(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    place, attribute, fault = FAULTS[name]
    assert hasattr(place, attribute)
    monkeypatch.setattr(place, attribute, fault)


def caught_by(first: str = "") -> str | None:
    """Two random days catch most of them; a day costs as much as all the scenarios."""
    ways = ([first] if first in {*SCENARIOS, *DAYS} else []) + [*DAYS[:2], *SCENARIOS, *DAYS[2:]]
    return next(filter(catches, ways), None)


def catches(way: str) -> bool:
    """An exception of another kind may be the fault's own mistake: that counts for nothing."""
    try:
        if way in DAYS:
            walk(DAYS.index(way), 150)
            return False
        played = play((HERE / "scenarios" / f"{way}.txt").read_text(encoding="utf-8"))
        return any(expected != ordered for _, expected, ordered in played)
    except CAUGHT:
        return True
    except LookupError:  # an index lost something: the next way tells what became of it
        return False


@pytest.mark.many
@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_caught(name: str, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> None:
    sow(monkeypatch, name)
    if pytestconfig.getoption("--rewrite", default=False):
        write_down(name)
        return
    assert caught_by(KNOWN.get(name, "")) is not None


def write_down(name: str) -> None:
    """A scenario if any does: it is a hundredth of a day's work."""
    if way := next(filter(catches, [*SCENARIOS, *DAYS]), None):
        KNOWN[name] = way
    known = {fault: KNOWN[fault] for fault in FAULTS if fault in KNOWN}
    BY.write_text(yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=200), "utf-8")


def test_what_is_written_down_is_there() -> None:
    """Of a fault or scenario that has another name now, all would be tried."""
    assert set(KNOWN) == set(FAULTS), "write it anew: --rewrite"
    assert set(KNOWN.values()) <= {*SCENARIOS, *DAYS}, "write it anew: --rewrite"


def test_without_a_fault_nothing_is_caught() -> None:
    for seed in range(3):
        walk(seed, 150)


@pytest.mark.many
def test_what_is_written_down_wrongly_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sow(monkeypatch, "the last caller first")
    assert not catches(wrong := next(way for way in SCENARIOS if not catches(way)))
    assert caught_by(wrong) not in (None, wrong)
