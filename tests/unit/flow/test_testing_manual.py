"""The sessions and cases that the manual shows go as it shows them.

`python -m tests.unit.flow.test_testing_manual` writes the sessions anew."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from ccengine.app.shipped import shipped
from ccengine.cli.flow.test import command
from ccengine.flow.nodes import VERBS
from tests.unit.flow.transcripts import replay

TOP = Path(__file__).parents[3]
MANUAL = TOP / "docs" / "manual"
PAGES = [MANUAL / "trying.md", MANUAL / "testing.md"]
SESSION = re.compile(r"(?<=```console\n)(\$ ccctl .*?)(?=```)", re.DOTALL)
CASES = re.findall(r"```yaml\n(flow: .*?)```", PAGES[1].read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_sessions(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TOP)
    sessions = SESSION.findall(page.read_text("utf-8"))
    assert sessions
    for session in sessions:
        assert replay(session) == session


@pytest.mark.parametrize("number", range(len(CASES)))
def test_cases(number: int, tmp_path: Path) -> None:
    flows = tmp_path / "flows"
    shutil.copytree(shipped("flows"), flows, ignore=shutil.ignore_patterns("tests"))
    (flows / "who-calls.yaml").write_text(VERBS["http"].kind.EXAMPLE.lstrip("\n"), "utf-8")
    (flows / "tests").mkdir()
    (flows / "tests" / "shown.test.yaml").write_text(CASES[number], "utf-8")
    done = CliRunner().invoke(command, [str(flows / "tests")])
    assert (done.exit_code, done.stderr) == (0, ""), done.output


def test_there_are_cases() -> None:
    assert len(CASES) == 2


if __name__ == "__main__":
    for each in PAGES:
        text = each.read_text("utf-8")
        each.write_text(SESSION.sub(lambda session: replay(session[0]), text), "utf-8")
