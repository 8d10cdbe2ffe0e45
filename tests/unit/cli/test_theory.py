"""`ccsim theory`: what it prints, and by which code it exits."""

import json
import re

import pytest
from click.testing import CliRunner

from ccengine.cli import theory
from ccengine.cli.ccsim import main
from ccengine.cli.words.theory import CHINESE
from ccengine_sim.theory.judge import compare
from ccengine_sim.theory.systems import every

BRIEF = ["theory", "--model", "Erlang B", "--seeds", "1-3", "--length", "0.02"]


def test_a_table_for_people() -> None:
    done = CliRunner().invoke(main, BRIEF)
    assert done.exit_code == 0, done.output
    assert re.search(r"^Erlang B  0.8   P\(blocked\)  0\.1991 ", done.output, re.MULTILINE)
    assert "each load 3 times; 3 comparisons" in done.output
    assert done.output.endswith("The machine agrees with the theory.\n")


def test_json_says_the_same_again() -> None:
    first, again = (CliRunner().invoke(main, [*BRIEF, "--json"]).stdout for _ in range(2))
    assert first == again
    told = json.loads(first)
    assert told["agrees"] is True
    assert told["seeds"] == [1, 2, 3]
    assert [each["calls"] for each in told["runs"]] == [30, 30, 30]
    assert told["comparisons"][0]["theory"] == pytest.approx(0.0697, abs=0.0001)


def test_where_theory_and_machine_differ_it_exits_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ccengine_sim.theory.systems.erlang.blocked", lambda agents, load: 0.9)
    done = CliRunner().invoke(main, BRIEF)
    assert done.exit_code == 1
    assert "The machine differs from the theory" in done.output
    assert "An error of 0" not in done.output


def test_runs_that_are_too_short_for_a_rare_wait_say_so() -> None:
    never = compare("Erlang C", 0.9, "P(W > 720 s)", 0.1, [0.0, 0.0], 1)
    *_, differs, hint = theory._verdict([never], [1, 2], 100)
    assert "differs from the theory in 1" in differs
    assert hint.startswith("An error of 0: all runs say the same")


@pytest.mark.parametrize("seeds", ["", "x", "3-1", "1", "1,1", "1-99999", "1;2"])
def test_seeds_that_are_none(seeds: str) -> None:
    done = CliRunner().invoke(main, ["theory", "--seeds", seeds])
    assert done.exit_code == 2
    assert "--seeds" in done.output


def test_seeds() -> None:
    assert theory.seeds_option(None, None, "3,5,8-9,5") == [3, 5, 8, 9]  # type: ignore[arg-type]


def test_a_chinese_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    done = CliRunner().invoke(main, BRIEF)
    assert "P(呼损)" in done.output
    assert "状态机与理论一致。" in done.output


def test_every_measure_and_word_is_in_both_languages() -> None:
    for english, chinese in CHINESE.items():
        assert sorted(re.findall(r"{[^}]*}", english)) == sorted(re.findall(r"{[^}]*}", chinese)), english
    named = {measure.what for system in every() for measure in system.measures if "> " not in measure.what}
    assert named <= {*CHINESE}
