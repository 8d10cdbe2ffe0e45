"""The examples of docs/manual/lists.md are right, and what the page says of a call is what becomes of it."""

import re
import shlex
from pathlib import Path

import pytest
from click import Command, Context
from click.testing import CliRunner

from ccengine.cli.ccctl import main
from ccengine.cli.list_file import Meant, read_list
from ccengine.engine.listbook import ListBook, Who
from ccengine.engine.screening import DOOR
from ccengine.flow import load
from ccengine.model import facts
from ccengine.model.lists import Kind, what
from ccengine.model.numbering import Numbering
from ccengine.model.settings import parse_settings
from tests.unit.flow.around import HERE, SHIPPED_AROUND

PAGE = (HERE.parents[2] / "docs" / "manual" / "lists.md").read_text("utf-8")
OURS = Numbering("CN", "755")


def blocks(kind: str = "") -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [text for its, text in found if its == kind]


def test_settings_flow_and_file(tmp_path: Path) -> None:
    settings, listed = blocks()
    classes = parse_settings(settings, "settings.yaml").classes
    assert {name: each.head_start for name, each in classes.items()} == {"vip": 300.0, "owner": 60.0, "tenant": 0.0}
    assert classes["vip"].labels == {"zh": "贵宾", "en": "VIP"}
    assert load(blocks("yaml")[0], "flows/by-class.yaml", SHIPPED_AROUND).name == "by-class"
    (tmp_path / "callers.csv").write_text(listed, "utf-8")
    meant = Meant(Kind.BLACKLIST, OURS, frozenset(), 0.0, None)
    assert [each["reason"] for each in read_list(tmp_path / "callers.csv", meant)] == ["abuse", "sales, daily"]


def test_its_table_of_what_is_named() -> None:
    for row in re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE):
        for text in re.findall(r"`([^`]+)`", row):
            assert what(text, OURS)


def test_which_entry_decides() -> None:
    book = ListBook()
    for kind, named in (("blacklist", "*"), ("allow", "0755*"), ("allow", "13800138000"), ("blacklist", "138*")):
        book.apply(facts.CallerListed(kind, what(named, OURS)), 0.0)
    found = {}
    for number in ("23456789", "13800138000", "13800138001", "10086"):
        form = OURS.form(number)
        row = book.find(Who(form, OURS.at_home(form)), "", 0.0, DOOR)
        found[number] = row.entry.kind.value if row else ""
    assert found == {"23456789": "allow", "13800138000": "allow", "13800138001": "blacklist", "10086": "blacklist"}


@pytest.mark.parametrize("line", re.findall(r"^    \$ ccctl (.*)$", PAGE, re.MULTILINE))
def test_every_command_is_one(line: str) -> None:
    """Its words are taken; nothing is asked."""
    command: Command = main
    words = shlex.split(line)
    while commands := getattr(command, "commands", None):
        command = commands[words.pop(0)]
    command.make_context("ccctl", words, parent=Context(main, obj=None))


def test_help_is_given_for_each_list() -> None:
    for kind in Kind:
        told = CliRunner().invoke(main, [kind.value, "--help"])
        assert told.exit_code == 0
        assert all(name in told.output for name in ("add", "remove", "list", "test", "import"))
