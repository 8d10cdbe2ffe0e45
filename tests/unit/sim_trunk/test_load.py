"""What `bin/test --load` makes of a trunk's report."""

from pathlib import Path
from typing import Any

import pytest

from ccengine_sim.trunk.plan import plan
from ccengine_sim.trunk.read import parse_trunk
from tests.load import BOUNDS, beyond, slower
from tests.processes import TOP

CLEAN = {
    "calls": 1000, "ends": {"served": 1000}, "followed": 50, "lost": [], "differences": [], "sound": [],
    "untimely": 0, "strangers": 0,
    "cpu_per_call": {"asterisk": 0.04, "engine": 0.015, "office": 0.015},
}  # fmt: skip


def said(**other: Any) -> list[str]:
    return [*beyond({**CLEAN, **other}, BOUNDS["smoke"])]


def test_a_clean_report_is_within_its_bounds() -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("key", "some", "many"),
    [("lost", 5, 6), ("sound", 5, 6)],
)
def test_a_few_are_a_noisy_machines_and_more_are_not(key: str, some: int, many: int) -> None:
    def told(count: int) -> list[str]:
        return [f"1380000{n:04}: something" for n in range(count)]

    assert said(**{key: told(some)}) == []
    (wrong,) = said(**{key: told(many)})
    assert f"{many} of" in wrong


def test_a_noisy_machine_moves_times_and_nothing_else() -> None:
    told = [f"1380000{n:04}: answered at 1 by the caller's telephone, at 2 on record" for n in range(31)]
    assert said(differences=told[:30], untimely=30) == []
    assert said(differences=told, untimely=31) == ["differences of times: 31 of 1000, at most 3.0% is right"]
    assert said(differences=told[:1], untimely=0) == ["other differences: 1 of 1000, none is right"]
    assert said(sound=["13800000001: a"], strangers=1) == ["heard others: 1 of 50, none is right"]


def test_a_hotline_at_which_nobody_is_rung_is_beyond_its_bounds() -> None:
    assert said(ends={"served": 995, "gave up": 5}) == []
    assert said(ends={"gave up": 1000}) == ["not served: 1000 of 1000, at most 0.5% is right"]


def test_two_faults_of_one_caller_are_one_who_heard_wrong() -> None:
    assert said(sound=["13800000001: a", "13800000001: b"] * 10) == []


def test_cpu_time_is_compared_with_asterisks() -> None:
    assert said(cpu_per_call={"asterisk": 0.1, "engine": 0.06, "office": 0.06}) == []
    (wrong,) = said(cpu_per_call={"asterisk": 0.04, "engine": 0.03, "office": 0.01})
    assert wrong.startswith("engine took 0.75 times")


@pytest.mark.parametrize("name", BOUNDS)
def test_half_as_many_callers_come_to_a_machine_that_cannot_carry_all(name: str, tmp_path: Path) -> None:
    half = slower(name, tmp_path) / "trunk.yaml"
    counts = [
        len(plan(parse_trunk(file.read_bytes(), str(file)), 1))
        for file in (TOP / "sim" / "trunk" / name / "trunk.yaml", half)
    ]
    assert counts[1] == pytest.approx(counts[0] / 2, rel=0.1)
