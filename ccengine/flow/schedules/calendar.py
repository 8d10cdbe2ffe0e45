"""calendar/NAME-YEAR.yaml: a country's holidays and make-up workdays in one year, as its government told them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from ccengine.flow.fields.moments import Dates, dates
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Reader, Report, mapping_of, open_reader
from ccengine.model.values import matching, text, whole
from ccengine.model.yamltree import Scalar, Tree

FOLDER = "calendar"
"""Beside schedules.yaml."""

calendar_name = matching(r"[a-z][a-z0-9]{0,15}", "a name for a calendar", "bad-name", "as in cn: calendar/cn-2026.yaml")

_FILE = re.compile(r"([a-z][a-z0-9]{0,15})-([0-9]{4})\.yaml", re.ASCII)


class Day(Enum):
    HOLIDAY = "holiday"
    WORKDAY = "make-up workday"  # a day of the weekend that people work on, for a holiday


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    days: Mapping[date, Day]
    names: Mapping[date, str]


def file_of(name: str, year: int) -> str:
    """From the folder of flows."""
    return f"{FOLDER}/{name}-{year}.yaml"


def year_of(file: str, name: str) -> int | None:
    """The year of a file in the folder; None of one that is no file of this calendar."""
    match = _FILE.fullmatch(file)
    return int(match[2]) if match and match[1] == name else None


def parse_year(data: bytes | str, file: str, name: str, year: int) -> Year:
    """`file`: its path in messages.  Raises BadInput with all that is wrong."""
    reader = open_reader(data, file, "calendar")
    _is(reader, "calendar", reader.need("calendar", calendar_name), name)
    _is(reader, "year", reader.need("year", whole(1970, 2199)), year)
    reader.take("source", text, "")
    days: dict[date, Day] = {}
    names: dict[date, str] = {}
    places: dict[date, Position] = {}
    for key, kind in (("holidays", Day.HOLIDAY), ("workdays", Day.WORKDAY)):
        none: dict[tuple[Dates, Position], str] = {}
        for (range_, at), called in reader.take(key, mapping_of(_placed, _called), none).items():
            for day in _days(range_, at, year, reader.report):
                if day in places:
                    reader.report.add(
                        at, f"{day} stands here twice", "date-twice", "delete one; the other", places[day]
                    )
                    break
                days[day], names[day], places[day] = kind, called, at
    reader.done()
    reader.report.stop_if_any()
    return Year(year, days, names)


def _is(reader: Reader, key: str, found: object, wanted: object) -> None:
    if found is not None and found != wanted:
        remedy = f"write `{key}: {wanted}`, or rename the file"
        reader.report.add(reader.at_value(key), f'the file is of {key} "{wanted}", not "{found}"', "wrong-file", remedy)


def _placed(tree: Tree, report: Report) -> tuple[Dates, Position]:
    return dates(tree, report), tree.at


def _called(_: Scalar, tree: Tree, report: Report) -> str:
    return text(tree, report)


def _days(found: Dates, at: Position, year: int, report: Report) -> Iterator[date]:
    if found.begin[0] != year or found.end[0] != year:
        report.add(at, f"this is no day of {year}", "wrong-year", f"write {year}-MM-DD; another year has its own file")
        return
    day, last = date(*found.begin), date(*found.end)
    while day <= last:
        yield day
        day += timedelta(days=1)
