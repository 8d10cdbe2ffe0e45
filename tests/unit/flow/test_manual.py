"""The examples of docs/manual/flows.md and of the READMEs are loaded, and their errors are what the language says."""

import re
from textwrap import indent

import pytest

from ccengine.flow import load
from ccengine.flow.ports import parse_ports
from ccengine.model.diagnostics import BadInput
from tests.unit.flow.around import HERE, SHIPPED_AROUND

TOP = HERE.parents[2]
MANUAL = (TOP / "docs" / "manual" / "flows.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+ ?\w*)\n(.*?)^```$", MANUAL, re.MULTILINE | re.DOTALL)
FLOWS = [text for kind, text in BLOCKS if kind == "yaml"]
WRONG = [(text, BLOCKS[i + 1]) for i, (kind, text) in enumerate(BLOCKS) if kind == "yaml wrong"]


def title(text: str) -> str:
    found = re.search(r"^flow: (\S+)", text, re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("text", FLOWS, ids=title)
def test_an_example_is_right(text: str) -> None:
    assert load(text, f"flows/{title(text)}.yaml", SHIPPED_AROUND).name == title(text)


@pytest.mark.parametrize(("text", "after"), WRONG)
def test_a_wrong_example_is_told_as_shown(text: str, after: tuple[str, str]) -> None:
    kind, expected = after
    assert kind == "text"
    with pytest.raises(BadInput) as caught:
        load(text, f"flows/{title(text)}.yaml", SHIPPED_AROUND)
    assert str(caught.value) == expected.rstrip("\n")


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_a_right_flow_and_the_error_of_a_wrong_one(readme: str) -> None:
    page = (TOP / readme).read_text("utf-8")
    (text,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    load(text, "flows/hotline.yaml", SHIPPED_AROUND)
    with pytest.raises(BadInput) as caught:
        load(text.replace("2: repairs", "2: repair"), "flows/hotline.yaml", SHIPPED_AROUND)
    assert indent(str(caught.value), "    ") in page


def test_the_ports_of_the_manual_are_right() -> None:
    (text,) = [text for kind, text in BLOCKS if kind == "yaml ports"]
    assert parse_ports(text)["4008001234"].flow == "hotline"


def test_two_wrong_files_are_shown() -> None:
    assert len(WRONG) == 2
