"""Every bad entry is told with its place and what to do; the marks are those of tests/unit/flow/test_files.py."""

from pathlib import Path

import pytest

from ccengine.flow.schedules.calendar import parse_year
from ccengine.flow.schedules.folder import read_schedules
from ccengine.model.diagnostics import BadInput
from tests.unit.flow.around import HERE, SHIPPED_FLOWS
from tests.unit.flow.test_files import BARE, marks

WRONG = sorted((HERE / "schedules" / "wrong").glob("*.yaml"))
CALENDAR = "calendar: cn\nyear: 2026\nholidays:\n  2026-10-01..2026-10-07: 国庆节\nworkdays:\n  2026-10-10: 国庆节\n"


def folder(tmp_path: Path, schedules: str, calendar: str = CALENDAR) -> Path:
    (tmp_path / "calendar").mkdir()
    (tmp_path / "schedules.yaml").write_text(schedules, "utf-8")
    (tmp_path / "calendar" / "cn-2026.yaml").write_text(calendar, "utf-8")
    return tmp_path


@pytest.mark.parametrize("file", WRONG, ids=lambda file: file.stem)
def test_what_is_wrong(file: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_schedules(folder(tmp_path, file.read_text("utf-8")), "flows")
    told = [(d.at.line, d.at.column, d.rule) for d in caught.value.found]
    assert sorted(told) == sorted((line, column, rule) for _, line, column, rule in marks(file))
    assert all(d.remedy for d in caught.value.found if d.rule not in BARE)


def test_a_wrong_calendar_is_told_once(tmp_path: Path) -> None:
    text = "schedules:\n  a: {calendar: cn, holiday: closed}\n  b: {calendar: cn, holiday: closed}\n"
    bad = CALENDAR.replace("2026-10-10", "2026-10-07") + "  2027-01-03: 元旦\n"
    with pytest.raises(BadInput) as caught:
        read_schedules(folder(tmp_path, text, bad), "flows")
    assert [(str(d.at), d.rule) for d in caught.value.found] == [
        ("flows/calendar/cn-2026.yaml:6:3", "date-twice"),
        ("flows/calendar/cn-2026.yaml:7:3", "wrong-year"),
    ]


def test_a_calendar_of_another_year_or_name() -> None:
    with pytest.raises(BadInput) as caught:
        parse_year(CALENDAR, "calendar/us-2027.yaml", "us", 2027)
    assert [d.rule for d in caught.value.found] == ["wrong-file", "wrong-file", "wrong-year", "wrong-year"]


def test_what_ships_is_right_and_a_folder_without_has_none(tmp_path: Path) -> None:
    assert read_schedules(SHIPPED_FLOWS).by_name["office"].states == {"open", "closed"}
    assert read_schedules(tmp_path).by_name == {}


def test_the_commented_week_of_what_ships_is_right(tmp_path: Path) -> None:
    text = (SHIPPED_FLOWS / "schedules.yaml").read_text("utf-8").replace("    otherwise: open ", "#")
    text = "\n".join(line.replace("#", " ", 1) if line.startswith("#  ") else line for line in text.splitlines())
    found = read_schedules(folder(tmp_path, text)).by_name["office"]
    assert found.states == {"open", "closed", "lunch", "night", "holiday"}
