"""The examples of docs/manual/reach.md are right, and say what the page says of them."""

import re
from dataclasses import replace
from datetime import datetime

from ccengine.flow import load
from ccengine.flow.duty.reading import parse_duty
from tests.unit.flow.around import HERE, SHIPPED_AROUND

PAGE = (HERE.parents[2] / "docs" / "manual" / "reach.md").read_text("utf-8")


def block(kind: str) -> str:
    (text,) = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert isinstance(text, str)
    return text


def test_the_rosters_and_the_flow() -> None:
    known = parse_duty(block("yaml duty"), lambda _name: {})
    night = known["duty:night"]
    moments = [(2026, 11, 23, 8), (2026, 11, 29, 8), (2026, 11, 30, 7), (2026, 11, 30, 8), (2027, 1, 1, 8)]
    assert [night.state_on(datetime(*each)) for each in moments] == ["wang", "zhao", "wang", "li", "li"]
    assert load(block("yaml"), "flows/night.yaml", replace(SHIPPED_AROUND, schedules=known)).name == "night"
