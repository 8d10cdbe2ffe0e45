"""Every rule of checks/ is in the manual; what FIELDS promises, Scope keeps."""

import re
from pathlib import Path

from ccengine.flow.checks import FILES
from ccengine.flow.checks.unknown_field import FIELDS
from ccengine.flow.running.scope import RESERVED, Scope
from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall
from tests.unit.flow.around import HERE
from tests.unit.flow.test_files import rules

MANUAL = (HERE.parents[2] / "docs" / "manual" / "checks.md").read_text("utf-8")


def test_the_manual_has_every_rule_and_no_other() -> None:
    listed = re.findall(r"^\| (`.*?) \|", MANUAL, re.MULTILINE)
    told = {rule for file in FILES for rule in rules(Path(str(file.__file__)))}
    assert {rule for cell in listed for rule in re.findall("`([a-z-]+)`", cell)} == told
    warned = {cell for cell in listed if "(warning)" in cell}
    assert {cell.split("`")[1] for cell in warned} == {"unused-variable", "unused-prompt"}


def test_every_field_is_there() -> None:
    scope = Scope(DEFAULT_INFO, ScriptedCall("").clock, {}, {}, {})
    assert {*FIELDS, "tags", "survey"} == set(RESERVED)
    for root, fields in FIELDS.items():
        value = scope[root]
        assert isinstance(value, dict)
        assert tuple(value) == fields
