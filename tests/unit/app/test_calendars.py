"""The shipped calendar is what the package says; a year that it does not know is told, and nothing is overwritten."""

from pathlib import Path

import pytest

from ccengine.app.calendars import render, write
from ccengine.app.init import make_home
from ccengine.app.overrides import settings_of
from ccengine.app.shipped import shipped
from ccengine.app.trouble import Trouble
from ccengine.app.versions import missing_calendars
from ccengine.flow.schedules.calendar import parse_year
from ccengine.model.home import Home


def test_what_ships_is_what_is_rendered() -> None:
    kept = parse_year((shipped("flows") / "calendar" / "cn-2026.yaml").read_bytes(), "cn-2026.yaml", "cn", 2026)
    made = parse_year(render(2026), "cn-2026.yaml", "cn", 2026)
    assert (kept.days, kept.names) == (made.days, made.names)
    assert sum(kind.value == "holiday" for kind in kept.days.values()) == 33
    assert {str(day) for day, kind in kept.days.items() if kind.value != "holiday"} == {
        "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
    }  # fmt: skip


def test_every_year_that_the_package_knows_is_rendered() -> None:
    for year in range(2004, 2027):
        assert parse_year(render(year), f"cn-{year}.yaml", "cn", year).days


def test_a_year_that_nobody_has_told() -> None:
    with pytest.raises(Trouble, match=r"knows 2004 to 20\d\d, not 2199"):
        render(2199)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = write(tmp_path, 2026)
    assert write(tmp_path, 2026) == file  # the same again
    file.write_text(file.read_text("utf-8") + "# ours\n", "utf-8")
    with pytest.raises(Trouble, match="is there, and is another"):
        write(tmp_path, 2026)
    assert file.read_text("utf-8").endswith("# ours\n")
    with pytest.raises(Trouble, match="cannot be written"):
        write(tmp_path / "no" / "home", 2026)


def test_up_warns_only_those_who_go_by_a_calendar(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    make_home(home)
    settings = settings_of(home)
    assert missing_calendars(home, settings) == []
    (home.flows / "schedules.yaml").write_text("schedules: {office: {calendar: old, holiday: closed}}\n")
    (home.flows / "calendar" / "old-2004.yaml").write_text("calendar: old\nyear: 2004\n")
    told = missing_calendars(home, settings)
    assert told
    assert "flows/calendar/old-2" in told[0]
