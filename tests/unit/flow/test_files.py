"""ok/ is silent; each file of err/ is told exactly what its own marks say.

A mark is a comment that stands under the line it speaks of: `#   ^ rule`, the caret under the column, or `#< rule` for
column 1.  A rule of the language without such a file fails here."""

import ast
import re
from pathlib import Path

import pytest

import ccengine
from ccengine.flow import load
from ccengine.model.diagnostics import BadInput, Diagnostic
from tests.unit.flow.around import AROUND, HERE

Place = tuple[int, int, str]
MARK = re.compile(r"#(?:< |( *)\^ )([a-z0-9-]+)\s*$")
OK = sorted((HERE / "ok").glob("*.yaml"))
ERR = sorted((HERE / "err").glob("*.yaml"))


def marks(data: bytes) -> list[Place]:
    places, line = [], 0
    for number, text in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        if mark := MARK.match(text):
            places.append((line, len(mark[1]) + 2 if mark[1] is not None else 1, mark[2]))
        else:
            line = number
    return sorted(places)


def told(file: Path) -> list[Diagnostic]:
    try:
        load(file.read_bytes(), f"flows/{file.name}", AROUND)
    except BadInput as error:
        return error.found
    return []


@pytest.mark.parametrize("file", OK, ids=lambda file: file.stem)
def test_ok(file: Path) -> None:
    assert told(file) == []


@pytest.mark.parametrize("file", ERR, ids=lambda file: file.stem)
def test_err(file: Path) -> None:
    found = told(file)
    expected = marks(file.read_bytes()) or [(1, 1, "not-utf8")]  # UTF-16 holds no mark that this reads
    assert [(d.at.line, d.at.column, d.rule) for d in found] == expected
    assert all(d.at.file == f"flows/{file.name}" for d in found)
    bare = {"not-a-text", "not-a-mapping", "not-a-number", "out-of-range"}  # their text says it all
    assert all(d.remedy for d in found if d.rule not in bare)


SETTINGS_ONLY = {"not-a-boolean", "unknown-word"}  # kinds of value that no flow has yet: test_settings.py
TOO_LARGE_TO_KEEP = {"file-too-large", "too-many-values", "more-errors"}  # tests/unit/model


def rules(file: Path) -> set[str]:
    """The rules that a source file can tell: the third argument wherever a diagnostic is made."""
    makers = {"add", "wrong", "_stop", "Diagnostic", "matching"}
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
    others = {"ports.py", "prompt_index.py", "script_text.py"}  # of the settings, of prompts/index.yaml, of scripts
    flow = [file for file in (package / "flow").rglob("*.py") if file.name not in others]
    shared = [package / "model" / f"{name}.py" for name in ("reader", "values", "yamltext", "yamltree", "yamlerrors")]
    known = set().union(*(rules(file) for file in flow + shared))
    assert len(known) > 35
    assert known - SETTINGS_ONLY - TOO_LARGE_TO_KEEP == {
        rule for file in ERR for _, _, rule in marks(file.read_bytes())
    }


def test_an_error_reads_as_promised() -> None:
    text = "\n".join(map(str, told(HERE / "err" / "unknown-node.yaml")))
    assert text.splitlines()[:2] == [
        'flows/unknown-node.yaml:9:10: menu "a": key 2 leads to "repair", which does not exist',
        '    did you mean "repairs" (flows/unknown-node.yaml:13:3)?  [unknown-node]',
    ]
