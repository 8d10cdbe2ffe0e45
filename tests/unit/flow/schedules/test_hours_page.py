"""The examples of docs/manual/hours.md are right, and say what the page says of them."""

import re
from datetime import datetime

from ccengine.flow import load
from ccengine.flow.schedules.calendar import Day, parse_year
from ccengine.flow.schedules.reading import parse_schedules
from tests.unit.flow.around import HERE, SHIPPED_AROUND

PAGE = (HERE.parents[2] / "docs" / "manual" / "hours.md").read_text("utf-8")


def block(kind: str) -> str:
    (text,) = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert isinstance(text, str)
    return text


def test_the_schedule_the_calendar_and_the_flow() -> None:
    year = parse_year(block("yaml calendar"), "calendar/cn-2026.yaml", "cn", 2026)
    office = parse_schedules(block("yaml schedules"), lambda _name: {2026: year})["office"]
    assert office.states == {"open", "lunch", "holiday", "night", "storm", "closed"}
    assert list(year.days.values()).count(Day.WORKDAY) == 2
    assert office.state_on(datetime(2026, 9, 20, 12, 0)) == "lunch"  # a Sunday
    assert office.state_on(datetime(2026, 11, 28, 10, 0)) == "closed"
    assert load(block("yaml"), "flows/by-hours.yaml", SHIPPED_AROUND).name == "by-hours"
