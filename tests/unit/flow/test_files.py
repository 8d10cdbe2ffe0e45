"""ok/ is silent; each file of err/ is told exactly what its own marks say.

A mark is a comment that stands under the line it speaks of: `#   ^ rule`, the caret under the column, or `#< rule` for
column 1; of a warning `#   ^ rule (warning)`.  A folder in err/ holds flows that enter each other, with one main.yaml.
A rule of the language without such a file fails here."""

import ast
import re
from pathlib import Path

import pytest

import ccengine
from ccengine.flow.loading.bundling import Readings, look_through
from ccengine.model.diagnostics import Diagnostic, in_order
from tests.unit.flow.around import AROUND, HERE

Place = tuple[str, int, int, str]
MARK = re.compile(r"#(?:< |( *)\^ )([a-z0-9-]+(?: \(warning\))?)\s*$")
OK = sorted((HERE / "ok").glob("*.yaml"))
ERR = sorted((HERE / "err").glob("*.yaml")) + sorted((HERE / "err").glob("*/"))


def files_of(case: Path) -> list[Path]:
    return sorted(case.glob("*.yaml")) if case.is_dir() else [case]


def marks(file: Path) -> list[Place]:
    places, line = [], 0
    data = file.read_bytes()
    for number, text in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        if mark := MARK.match(text):
            column = len(mark[1]) + 2 if mark[1] is not None else 1
            places.append((f"flows/{file.name}", line, column, mark[2]))
        else:
            line = number
    if data.startswith(b"\xff\xfe"):
        return [(f"flows/{file.name}", 1, 1, "not-utf8")]  # UTF-16 holds no mark that this reads
    return places


def told(start: Path, folder: list[Path]) -> list[Diagnostic]:
    """Of a flow and those of the folder that it enters."""
    there = {file.stem: file for file in folder}

    def source(name: str) -> tuple[bytes, str] | None:
        return (there[name].read_bytes(), f"flows/{name}.yaml") if name in there else None

    return in_order(look_through(start.stem, Readings(source), AROUND)[0])


def told_of(case: Path) -> list[Diagnostic]:
    return told(case / "main.yaml", files_of(case)) if case.is_dir() else told(case, [case])


@pytest.mark.parametrize("file", OK, ids=lambda file: file.stem)
def test_ok(file: Path) -> None:
    unread = [found for found in told(file, OK) if not found.warning]
    assert unread == []


@pytest.mark.parametrize("case", ERR, ids=lambda file: file.stem)
def test_err(case: Path) -> None:
    found = told_of(case)
    expected = sorted(mark for file in files_of(case) for mark in marks(file))
    assert expected
    shown = [(d.at.file, d.at.line, d.at.column, d.rule + " (warning)" * d.warning) for d in found]
    assert sorted(shown) == expected
    assert all(d.remedy for d in found if d.rule not in BARE)


def test_there_are_many() -> None:
    assert len([file for case in ERR for file in files_of(case)]) >= 120


BARE = {"not-a-text", "not-a-mapping", "not-a-number", "out-of-range"}
"""Their text says it all."""
TOO_LARGE_TO_KEEP = {"file-too-large", "too-many-values", "more-errors", "expression-limit"}  # test_large.py
OF_SETTINGS = {"bad-timezone"}  # a kind of value that no flow has: tests/unit/model/test_settings.py
OF_A_FOLDER = {"unused-prompt"}  # tests/unit/cli/test_flow_check.py


def rules(file: Path) -> set[str]:
    """The rules that a source file can tell: the third argument wherever a diagnostic is made."""
    makers = {"add", "warn", "wrong", "_stop", "Diagnostic", "matching", "Unreadable"}
    found = set()
    for call in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(call, ast.Call) and len(call.args) > 2:
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            rule = call.args[2]
            if name in makers and isinstance(rule, ast.Constant) and isinstance(rule.value, str):
                found.add(rule.value)
    return found


def test_every_rule_has_a_file() -> None:
    package = Path(ccengine.__file__).parent
    others = {"ports.py", "folder.py", "bundling.py", "prompt_index.py"}  # of other files than flows
    folders = [package / "flow" / name for name in ("", "fields", "loading", "nodes", "checks", "expr")]
    flow = [file for folder in folders for file in folder.glob("*.py") if file.name not in others]
    shared = [package / "model" / f"{name}.py" for name in ("reader", "values", "yamltext", "yamltree", "yamlerrors")]
    known = set().union(*(rules(file) for file in flow + shared))
    assert len(known) > 80
    marked = {rule.split()[0] for case in ERR for file in files_of(case) for _, _, _, rule in marks(file)}
    assert known - TOO_LARGE_TO_KEEP - OF_A_FOLDER - OF_SETTINGS == marked


def test_an_error_reads_as_promised() -> None:
    text = "\n".join(map(str, told_of(HERE / "err" / "unknown-node.yaml")))
    assert text.splitlines()[:2] == [
        'flows/unknown-node.yaml:9:10: menu "a": key 2 leads to "repair", which does not exist',
        '    did you mean "repairs" (flows/unknown-node.yaml:13:3)?  [unknown-node]',
    ]
