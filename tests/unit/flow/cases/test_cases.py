"""Files of cases: what is wrong in them, what fails in them, what is written into them."""

import json
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ccengine.app.shipped import shipped
from ccengine.cli.flow.test import command
from ccengine.cli.flow.trials import read_sources
from ccengine.flow.picture.chart import chart

HERE = Path(__file__).parent
MARK = re.compile(r"#( *)\^ ([a-z0-9-]+)\s*$")


def marks(file: Path) -> list[tuple[int, int, str]]:
    """`#  ^ rule`, also further in, stands under the column that it speaks of."""
    found, line = [], 0
    for number, text in enumerate(file.read_text("utf-8").split("\n"), 1):
        inside = len(text) - len(text.lstrip(" "))
        if mark := MARK.match(text.lstrip(" ")):
            found.append((line, inside + len(mark[1]) + 2, mark[2]))
        else:
            line = number
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """flows/ and prompts/ as they ship, without cases."""
    shutil.copytree(shipped("flows"), tmp_path / "flows", ignore=shutil.ignore_patterns("tests"))
    (tmp_path / "flows" / "tests").mkdir()
    return tmp_path / "flows"


def run_cases(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


def put(folder: Path, file: Path) -> Path:
    """Without the marks, which would be part of a transcript: blank lines keep the places."""
    there = folder / "tests" / file.name
    lines = ["" if MARK.match(line.lstrip(" ")) else line for line in file.read_text("utf-8").split("\n")]
    there.write_text("\n".join(lines), "utf-8")
    return there


def test_all_that_is_wrong_is_told_at_once(folder: Path) -> None:
    file = HERE / "err" / "unreadable.test.yaml"
    there = put(folder, file)
    done = run_cases(there)
    found = re.findall(r"^.*?:(\d+):(\d+): .*?\[([a-z0-9-]+)\]$", done.stderr, re.MULTILINE | re.DOTALL)
    assert sorted((int(line), int(column), rule) for line, column, rule in found) == sorted(marks(file))
    assert done.exit_code == 2


def test_what_fails_has_its_place(folder: Path) -> None:
    file = HERE / "err" / "failing.test.yaml"
    done = run_cases(put(folder, file), "--format", "json")
    found = [
        (problem["line"], problem["column"], problem["rule"])
        for case in json.loads(done.stdout)["cases"]
        for problem in case["problems"]
    ]
    assert found == marks(file)
    assert done.exit_code == 1


def test_what_ships_passes_and_covers_all_nodes() -> None:
    done = run_cases(shipped("flows"), "--min-coverage", "100")
    assert done.exit_code == 0, done.output
    assert "coverage of hotline: 9 of 9 nodes" in done.stdout


def test_a_changed_flow_fails(folder: Path) -> None:
    cases = folder / "tests" / "hotline.test.yaml"
    shutil.copy(shipped("flows") / "tests" / "hotline.test.yaml", cases)
    assert run_cases(folder).exit_code == 0
    flow = folder / "hotline.yaml"
    flow.write_text(flow.read_text("utf-8").replace("2: repairs", "2: service"), "utf-8")
    done = run_cases(folder / "hotline.yaml")
    assert done.exit_code != 0


def test_rewriting_keeps_what_is_written(folder: Path) -> None:
    there = put(folder, HERE / "rewrite" / "before.test.yaml")
    assert run_cases(there).exit_code == 1
    assert run_cases(there, "--rewrite").exit_code == 0
    assert there.read_text("utf-8") == (HERE / "rewrite" / "after.test.yaml").read_text("utf-8")
    assert run_cases(there).exit_code == 0


def test_too_little_covered(folder: Path) -> None:
    there = folder / "tests" / "hotline.test.yaml"
    there.write_text("flow: hotline\ncases: {one: {keys: hang up, expect: {exit: hang up}}}\n")
    done = run_cases(there, "--coverage", "--min-coverage", "90")
    assert done.exit_code == 1
    assert "coverage of hotline: 3 of 9 nodes, 2 of 14 exits" in done.stdout
    assert "node service not covered" in done.stdout
    assert "exit answered of service not covered" in done.stdout
    assert run_cases(there, "--min-coverage", "9").exit_code == 0


@pytest.mark.parametrize(("effect", "exits"), [("idempotent", 3), ("once", 4)])
def test_exits_that_never_are_left_are_none(folder: Path, effect: str, exits: int) -> None:
    """`next` leads `unknown`, too, which only a request that must not be repeated has."""
    asks = f"{{http: 'https://far.example/', effect: {effect}, exits: {{done: hangup}}, next: hangup}}"
    (folder / "asks.yaml").write_text(f"flow: asks\nlanguage: zh\nstart: ask\nnodes:\n  ask: {asks}\n")
    cases = folder / "tests" / "asks.test.yaml"
    cases.write_text("flow: asks\ncases: {one: {answers: {ask: {}}, expect: {exit: done}}}\n")
    done = run_cases(cases, "--coverage")
    assert f"coverage of asks: 1 of 1 nodes, 1 of {exits} exits" in done.stdout
    assert ("exit unknown of ask not covered" in done.stdout) is (effect == "once")
    arrows = chart(read_sources(folder / "asks.yaml", None).bundle.main).arrows
    assert ("unknown" in arrows[1].label) is (effect == "once")


def test_for_others_programs(folder: Path) -> None:
    there = folder / "tests" / "evil.test.yaml"
    name = 'a "name", with <signs>: 100 %'
    there.write_text(f"flow: hotline\ncases:\n  '{name}':\n    keys: hang up\n    expect: {{exit: next}}\n")
    root = ET.fromstring(run_cases(there, "--format", "junit").stdout)
    (case,) = root.iter("testcase")
    assert case.get("name") == name
    assert [failure.get("type") for failure in case] == ["failed-case"]
    line = run_cases(there, "--format", "github").stdout
    assert line.startswith("::error file=")
    assert ",line=5,col=20,title=failed-case::" in line
    assert "100 %25" in line


def test_a_flow_without_cases_says_so(folder: Path) -> None:
    done = run_cases(folder / "hotline.yaml")
    assert (done.exit_code, "[no-cases]" in done.stderr) == (2, True)


ASKS = """\
flow: asks
language: zh
start: ask
nodes:
  ask: {http: "https://far.example/", exits: {done: hangup}, next: hangup}
"""


def test_a_transcript_is_the_same_wherever_the_nodes_lie(folder: Path) -> None:
    (folder / "asks.yaml").write_text(ASKS)
    cases = folder / "tests" / "asks.test.yaml"
    cases.write_text("flow: asks\ncases: {}\n".replace("{}", "\n  one:\n    answers: {ask: {outcome: timeout}}\n"))
    assert run_cases(cases, "--rewrite").exit_code == 0
    assert 'failed: http "ask": timeout\n' in cases.read_text()
    (folder / "asks.yaml").write_text("# nothing but its lines is another\n\n" + ASKS)
    assert run_cases(cases).exit_code == 0


def test_the_property_companys_cases_come_through_every_node() -> None:
    done = run_cases(shipped("flows") / "property", "--coverage")
    assert done.exit_code == 0, done.output
    assert (told := re.search(r"^coverage of property: (\d+) of (\d+) nodes", done.output, re.MULTILINE))
    assert told[1] == told[2]
