"""The real machine does what the theory says; one that serves in another order does not.

The order of service changes nobody's mean wait (whoever is served, somebody is), so only the distribution tells."""

from collections.abc import Sequence

import pytest

from ccengine_sim.theory.judge import FAMILY, Comparison
from ccengine_sim.theory.student import limit
from ccengine_sim.theory.systems import System, erlang_a, erlang_b, erlang_c, every, priority
from ccengine_sim.theory.trial import trial
from tests.unit.acd.test_faults import sow

LIFO, SECOND = "the last caller first", "the second caller, when there are two"
SEEDS = range(1, 9)


def compared(systems: Sequence[System], seeds: Sequence[int] = SEEDS) -> list[Comparison]:
    return [each for comparisons in trial(systems, seeds) for each in comparisons]


def one_agent(calls: int) -> System:
    """The fewer agents, the more calls wait: here the order shows soonest."""
    return erlang_c(0.7, calls, agents=1)


def means(found: Sequence[Comparison]) -> list[Comparison]:
    return [each for each in found if each.what in ("mean W, s", "P(W > 0)")]


@pytest.mark.many
def test_the_machine_agrees_with_the_theory() -> None:
    found = compared([one_agent(800), erlang_b(0.8, 150), erlang_a(1.0, 150), priority(0.8, 150, agents=1)])
    assert [each for each in found if not each.agrees] == []
    assert {each.model for each in found} == {"Erlang A", "Erlang B", "Erlang C", "Cobham"}


@pytest.mark.many
@pytest.mark.parametrize(("fault", "calls"), [(LIFO, 250), (SECOND, 1400)])
def test_another_order_of_service_does_not(fault: str, calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sow(monkeypatch, fault)
    found = compared([one_agent(calls)])
    assert not all(each.agrees for each in found)
    assert all(each.agrees for each in means(found))


@pytest.mark.many
def test_the_same_seeds_give_the_same_figures_whoever_runs_them() -> None:
    systems = [erlang_b(0.8, 20), erlang_a(1.0, 20)]
    here = list(trial(systems, [1, 2]))
    assert here == list(trial(systems, [1, 2], jobs=2))
    assert here != list(trial(systems, [1, 3]))


@pytest.mark.long
def test_the_whole_trial() -> None:
    found = compared(every(), range(1, 21))
    assert [each for each in found if not each.agrees] == []


@pytest.mark.long
@pytest.mark.parametrize(
    ("fault", "model", "load"),
    [
        (LIFO, "Erlang C", 0.7),
        (LIFO, "Erlang C", 0.8),
        (SECOND, "Erlang C", 0.7),
        (SECOND, "Erlang C", 0.8),
        ("head start ignored", "Cobham", 0.8),
    ],
)
def test_the_whole_trial_notices(fault: str, model: str, load: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the limit that all its comparisons share, and room to spare; none of them by the mean of all."""
    [system] = [system for system in every() if (system.model, system.load) == (model, load)]
    most = limit(FAMILY / sum(len(each.measures) for each in every()), 19)
    sow(monkeypatch, fault)
    found = compared([system], range(1, 21))
    assert max(abs(each.t) for each in found) > 1.5 * most
    assert all(each.agrees for each in means(found))
