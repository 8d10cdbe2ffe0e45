"""The examples of docs/manual/members.md are right."""

import re

from ccengine.cli.member_file import read_members
from ccengine.flow import load
from ccengine.model.numbering import Numbering
from tests.unit.flow.around import HERE, SHIPPED_AROUND

PAGE = (HERE.parents[2] / "docs" / "manual" / "members.md").read_text("utf-8")


def block(kind: str) -> str:
    (text,) = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert isinstance(text, str)
    return text


def test_the_flow_and_the_file() -> None:
    assert load(block("yaml"), "flows/members-first.yaml", SHIPPED_AROUND).name == "members-first"
    first, second = read_members(block("csv").encode(), "members.csv", Numbering())
    assert first.given["phones"] == ["13800138000", "02088886666"]
    assert first.pin is not None
    assert second.given == {"number": "20034", "name": "Li Si", "class": "", "phones": []}
