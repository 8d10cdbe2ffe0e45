"""Calls on record -> cases: each goes as its call went, and fails when the flow goes another way."""

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.app.shipped import shipped
from ccengine.cli.flow.trials import read_sources
from ccengine.flow.bundle import Bundle
from ccengine.flow.cases.judge import Around, judge, run_case
from ccengine.flow.cases.read import read_cases
from ccengine.flow.cases.recorded import NoCase, case_of
from ccengine.flow.cases.written import write_case
from ccengine.flow.scripted import every_prompt
from ccengine.flow.trying.notation import read_input
from tests.unit.flow.cases.books import recorded
from tests.unit.flow.playing import bundled

FLOWS = Path(__file__).parents[1] / "trying" / "flows"
HOTLINE = read_sources(shipped("flows") / "hotline.yaml", None).bundle
BILL = read_sources(FLOWS / "bill.yaml", None).bundle
MARKED = ["1", "wait 20s", "connect 8001", "wait 61s", "agent hangs up", "5"]


def case_file(bundle: Bundle, lines: list[str]) -> str:
    """The case that is made of this call, as it is written."""
    with tempfile.TemporaryDirectory() as folder:
        record = recorded(bundle, [read_input(line) for line in lines], Path(folder))
    made = case_of(record, bundle)
    trial = run_case(made.case, Around(bundle, every_prompt()))
    return write_case(bundle.start, made.case, made.notes, trial.transcript.texts)


def problems(text: str, bundle: Bundle) -> list[str]:
    (case,) = read_cases(text, "made.test.yaml").cases
    return [found.text for found in judge(case, Around(bundle, every_prompt())).found]


def test_a_whole_call() -> None:
    text = case_file(HOTLINE, MARKED)
    assert text.startswith(
        """\
flow: hotline

cases:
  call cc-1790000000.7:
    call: cc-1790000000.7
    from: "13800138000"
    name: "王小明"
    to: "4008001234"
"""
    )
    inputs = [line.strip() for line in text.partition("keys:\n")[2].partition("    expect:")[0].splitlines()]
    keys = ["press 1", "wait 20s", "connect 8001", "wait 61s", "agent hangs up", "press 5"]
    assert inputs == [f"- {key}" for key in keys]
    assert "path: [hours, welcome, main, service, survey, goodbye]" in text
    assert 'marks: {how-satisfied: "5"}' in text
    assert problems(text, HOTLINE) == []


@pytest.mark.parametrize(
    ("lines", "keys"),
    [
        (["2", "1", "1", "wait 3s", "#"], ["press 2", "press 1", "press 1", "wait 3s", '"press #"']),
        (["3", "1", "wait"], ["press 3", "press 1", "wait"]),  # until its longest
        (["1", "hang up"], ["press 1", "hang up"]),
    ],
)
def test_a_survey_and_what_was_said(lines: list[str], keys: list[str]) -> None:
    graded = bundled("survey-graded")
    text = case_file(graded, lines)
    inputs = [line.strip() for line in text.partition("keys:\n")[2].partition("    expect:")[0].splitlines()]
    assert inputs == [f"- {key}" for key in keys]
    assert problems(text, graded) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1: service", "1: repairs"),
        ("play: welcome", "play: goodbye"),
        ("keys: 1-5", "keys: 1-4"),
        ("survey: [how-satisfied]", "survey: [how-satisfied, closed-now]"),
    ],
)
def test_it_fails_when_the_flow_is_changed(old: str, new: str, tmp_path: Path) -> None:
    text = case_file(HOTLINE, MARKED)
    source = (shipped("flows") / "hotline.yaml").read_text("utf-8")
    changed = tmp_path / "hotline.yaml"
    shutil.copy(shipped("flows") / "schedules.yaml", tmp_path)
    changed.write_text(source.replace(old, new), "utf-8")
    assert changed.read_text("utf-8") != source
    assert problems(text, read_sources(changed, None).bundle) != []


def test_secret_keys_stay_secret() -> None:
    text = case_file(BILL, ["1234#", "8642", 'answer {"due": 120}', "send on busy", "wait 3s", "#"])
    assert "8642" not in text
    assert "# 4 secret keys of pin are not on record: zeros stand for them" in text
    assert 'answer {\\"due\\": 120}' in text
    assert problems(text, BILL) == []


def test_a_call_that_is_here_is_no_case(tmp_path: Path) -> None:
    record = recorded(HOTLINE, [read_input("hang up")], tmp_path)
    with pytest.raises(NoCase, match="still here"):
        case_of({**record, "ended": None}, HOTLINE)
    other = replace(HOTLINE, flows={"hotline": replace(HOTLINE.main, nodes={})})
    with pytest.raises(NoCase, match="has no node"):
        case_of(record, other)


LINES = """\
1|2|9|5|3|wait|wait 7s|connect 8001|agent hangs up|send on waited_too_long|send on failed|hang up|\
cancel|in goodbye hang up|in welcome cancel"""
BILLS = """\
1234#|123456|12#|8642|86|wait|answer {}|answer {"due": 3}|answer status 404|answer timeout|send on busy|\
send on no_answer|connect 8001|agent hangs up|hang up|#|wait 3s|in bye hang up|in mark cancel|say hello for 5s"""


def some(lines: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(lines.split("|")), max_size=12)


@pytest.mark.parametrize(
    ("flow", "lines"),
    [
        ("queue-out", ["wait 5s", "*"]),
        ("queue-told", ["wait 100s", "1"]),
        ("queue-told", ["wait 100s", "connect 8001", "wait 5s", "hang up"]),
        ("queue-told", ["wait 100s", "hang up"]),
    ],
)
def test_a_wait_with_keys_and_announcements(flow: str, lines: list[str]) -> None:
    there = bundled(flow)
    text = case_file(there, lines)
    assert problems(text, there) == []


@pytest.mark.parametrize("after", [[], ["wait 5s"], ["agent hangs up", "wait 1s"]])
def test_a_call_that_ends_in_a_talk_or_right_behind_it(after: list[str]) -> None:
    assert problems(case_file(HOTLINE, ["1", "connect 8001", *after, "cancel"]), HOTLINE) == []


@pytest.mark.many
@given(some(LINES))
@settings(max_examples=60)
def test_any_call_of_the_hotline(lines: list[str]) -> None:
    assert problems(case_file(HOTLINE, lines), HOTLINE) == []


@pytest.mark.many
@given(some(BILLS))
@settings(max_examples=60)
def test_any_call_with_services_and_secrets(lines: list[str]) -> None:
    assert problems(case_file(BILL, lines), BILL) == []
