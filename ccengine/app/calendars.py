"""Renders calendar/cn-YEAR.yaml: China's holidays and make-up workdays, out of the package chinesecalendar, which
follows the State Council's notices.  Why this one, and why a file: docs/decisions/0196-the-chinese-calendar.md."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path

from ccengine.app.trouble import Trouble
from ccengine.flow.schedules.calendar import file_of, parse_year

CALENDAR = "cn"
PACKAGE = "chinesecalendar"

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}
"""A name that is not among these stays as the package has it."""


def render(year: int) -> str:
    """Raises Trouble for a year that the package does not know."""
    from chinese_calendar import constants  # 30 ms, which no other command needs

    holidays = {day: name for day, name in constants.holidays.items() if day.year == year}
    if not holidays:
        known = f"{min(constants.holidays).year} to {max(constants.holidays).year}"
        notice = f"write flows/{file_of(CALENDAR, year)} by hand from the State Council's notice, as the year before"
        text = f"{PACKAGE} {version(PACKAGE)} knows {known}, not {year}"
        raise Trouble(text, f"update that package, or, when it has none yet, {notice}")
    workdays = {day: name for day, name in constants.workdays.items() if day.year == year}
    lines = [
        f"# Made by `ccengine calendar {CALENDAR} {year}`.  Days that are told later are put in by hand.",
        f"calendar: {CALENDAR}",
        f"year: {year}",
        f"source: {PACKAGE} {version(PACKAGE)}",
        "holidays:",
        *_entries(holidays),
        *(("workdays:  # of weekends, made up for holidays", *_entries(workdays)) if workdays else ()),
    ]
    text = "\n".join(lines) + "\n"
    parse_year(text, file_of(CALENDAR, year), CALENDAR, year)  # what we write, we can read
    return text


def write(flows: Path, year: int) -> Path:
    """Into a folder of flows.  What is there is never overwritten.  Raises Trouble."""
    file = flows / file_of(CALENDAR, year)
    text = render(year)
    try:
        file.parent.mkdir(exist_ok=True)
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        if file.is_file() and file.read_text("utf-8") == text:
            return file
        raise Trouble(f"{file} is there, and is another", "somebody may have edited it: move it away first") from None
    except OSError as error:
        raise Trouble(f"{file} cannot be written: {error.strerror}", "name the right home: --home DIR") from error
    return file


def _entries(days: Mapping[date, str]) -> Iterator[str]:
    """Days in a row that have one name are one range."""
    ordered = sorted(days)
    while ordered:
        first = last = ordered.pop(0)
        while ordered and ordered[0] == last + timedelta(days=1) and days[ordered[0]] == days[first]:
            last = ordered.pop(0)
        name = days[first]
        yield f"  {first}{f'..{last}' if last > first else ''}: {NAMES.get(name, name)}"
