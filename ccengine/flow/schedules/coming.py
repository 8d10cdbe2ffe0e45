"""Is the coming year's calendar there?  The State Council tells it in November of the year before."""

from collections.abc import Iterable, Mapping
from datetime import date

from ccengine.flow.schedules.calendar import file_of
from ccengine.flow.schedules.schedule import Schedule
from ccengine.model.diagnostics import Diagnostic

SINCE = (11, 1)
"""Month and day from which on the coming year is missed."""


def lacking(schedules: Iterable[Schedule], today: date) -> dict[tuple[str, int], Schedule]:
    """Calendars and years that should be there, each with a schedule that goes by it."""
    wanted = [today.year, *([today.year + 1] if (today.month, today.day) >= SINCE else [])]
    found: dict[tuple[str, int], Schedule] = {}
    for schedule in schedules:
        for year in wanted if schedule.calendar else ():
            if year not in schedule.years:
                found.setdefault((schedule.calendar, year), schedule)
    return found


def warnings(schedules: Mapping[str, Schedule], today: date) -> list[Diagnostic]:
    """In order of year."""
    return [
        Diagnostic(schedule.at, text(name, year), "no-calendar-year", remedy(name, year), warning=True)
        for (name, year), schedule in sorted(lacking(schedules.values(), today).items(), key=lambda each: each[0])
    ]


def text(name: str, year: int) -> str:
    return f"flows/{file_of(name, year)} is missing: every day of {year} goes by its day of the week, holidays, too"


def remedy(name: str, year: int) -> str:
    return (
        f"`ccengine calendar {name} {year}`, then `ccctl flow load`; before its package knows the year: by hand, from "
        f"the government's notice, as the file of {year - 1} is written"
    )
