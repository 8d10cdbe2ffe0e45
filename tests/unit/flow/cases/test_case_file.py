"""Where a case of a real call is written: no case that is there is lost."""

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.app.shipped import shipped
from ccengine.cli.flow.case_file import APPEND, FORCE, NEW, CaseOut
from ccengine.cli.flow.trials import read_sources
from ccengine.flow.cases.read import read_cases
from ccengine.flow.cases.recorded import case_of
from ccengine.flow.cases.written import NotAdded
from ccengine.flow.trying.notation import read_input
from ccengine.model.diagnostics import BadInput
from tests.unit.flow.cases.books import recorded

HOTLINE = read_sources(shipped("flows") / "hotline.yaml", None).bundle
CASES = (shipped("flows") / "tests" / "hotline.test.yaml").read_text("utf-8")
NOTES, TRANSCRIPT = ["Made of a call."], ["answer", "node welcome"]


def write(file: Path, how: str, name: str = "call 7") -> None:
    with tempfile.TemporaryDirectory() as books:
        made = case_of(recorded(HOTLINE, [read_input("1"), read_input("hang up")], Path(books)), HOTLINE)
    CaseOut(file, how).write("hotline", replace(made.case, name=name), NOTES, TRANSCRIPT)


def test_cases_are_added(tmp_path: Path) -> None:
    file = tmp_path / "hotline.test.yaml"
    file.write_text(CASES, "utf-8")
    write(file, APPEND)
    text = file.read_text("utf-8")
    assert text.startswith(CASES)
    cases = read_cases(text, "x").cases
    assert [case.name for case in cases[:-1]] == [case.name for case in read_cases(CASES, "x").cases]
    assert cases[-1].name == "call 7"
    assert cases[-1].expected is not None
    assert cases[-1].expected.transcript is not None
    assert str(cases[-1].expected.transcript.value).splitlines() == TRANSCRIPT


@pytest.mark.parametrize(
    "text",
    [
        "flow: other\ncases:\n  a:\n    keys: 1\n",
        "flow: hotline\ncases:\n  call 7:\n    keys: 1\n",
        "flow: hotline\ncases: {a: {keys: 1}}\n",
        "cases:\n  a:\n    keys: 1\nflow: hotline\n",
        "flow: hotline\ncases:\n  a: {keys: [\n",
    ],
)
def test_what_cannot_take_it_stays(tmp_path: Path, text: str) -> None:
    file = tmp_path / "hotline.test.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises((NotAdded, BadInput)):
        write(file, APPEND)
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize("text", ["flow: hotline\ncases:\n      a:\n        keys: 1", CASES.replace("\n  ", "\n    ")])
def test_it_stands_as_far_in_as_the_others(tmp_path: Path, text: str) -> None:
    file = tmp_path / "hotline.test.yaml"
    file.write_text(text, "utf-8")
    write(file, APPEND)
    assert read_cases(file.read_text("utf-8"), "x").cases[-1].name == "call 7"


def test_a_new_file_and_one_begun_anew(tmp_path: Path) -> None:
    file = tmp_path / "hotline.test.yaml"
    write(file, NEW)
    assert CaseOut(file).refused()
    with pytest.raises(FileExistsError):
        write(file, NEW)
    write(file, FORCE, "call 8")
    assert [case.name for case in read_cases(file.read_text("utf-8"), "x").cases] == ["call 8"]


@pytest.mark.parametrize(("how", "code"), [([], 1), (["--append"], 3), (["--force"], 3)])
def test_of_a_call_that_nobody_tells_of_nothing_is_written(tmp_path: Path, how: list[str], code: int) -> None:
    """There is no office here; a wrong id ends at the same place."""
    file = tmp_path / "hotline.test.yaml"
    file.write_text(CASES, "utf-8")
    argv = ["--home", str(tmp_path), "flow", "case", "cc-1", "-o", str(file), *how]
    ccctl = [sys.executable, "-c", "from ccengine.cli.ccctl import main; main()", *argv]
    done = subprocess.run(ccctl, capture_output=True, text=True, check=False)
    assert (done.returncode, file.read_text("utf-8") == CASES) == (code, True), done.stderr
