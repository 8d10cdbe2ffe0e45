"""Days and times of day, as a flow writes them."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ccengine.flow.running.scope import WEEKDAYS
from ccengine.model.reader import Report, list_of
from ccengine.model.shape import pattern, shape_of, shaped
from ccengine.model.values import text
from ccengine.model.yamltext import full_width_remedy, shown
from ccengine.model.yamltree import Tree

_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])-([01]?[0-9]|2[0-4]):([0-5][0-9])", re.ASCII)
_DAY = r"(?:([0-9]{4})-)?([0-9]{2})-([0-9]{2})"
_DATES = re.compile(rf"{_DAY}(?:\.\.{_DAY})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Times:
    """Minutes of the day; `end` is not included, and lies on the next day when it is not after `begin`."""

    begin: int
    end: int

    def day(self, now: datetime) -> date | None:
        """The day on which the range began that holds now; None when it does not hold."""
        minute = now.hour * 60 + now.minute
        if self.begin < self.end:
            return now.date() if self.begin <= minute < self.end else None
        if minute >= self.begin:
            return now.date()
        return now.date() - timedelta(days=1) if minute < self.end else None


@dataclass(frozen=True, slots=True)
class Dates:
    """Both ends included.  Without a year: in every year, over the end of one when the end is not after the begin."""

    begin: tuple[int, int, int]  # year (0 for every), month, day
    end: tuple[int, int, int]

    def hold(self, day: date) -> bool:
        if self.begin[0]:
            return self.begin <= (day.year, day.month, day.day) <= self.end
        today, begin, end = (day.month, day.day), self.begin[1:], self.end[1:]
        return begin <= today <= end if begin <= end else today >= begin or today <= end


@shaped('a range, as in `"08:30-12:00"`', **pattern(_TIME))
def times(tree: Tree, report: Report) -> Times:
    value = text(tree, report)
    match = _TIME.fullmatch(value)
    if match is None or (begin := _minute(match[1], match[2])) == (end := _minute(match[3], match[4])) or end > 1440:
        remedy = full_width_remedy(value) or 'two times of day in quotes, as in "08:30-12:00"'
        raise report.wrong(tree.at, f'"{shown(value)}" is no range of times', "bad-time", remedy)
    return Times(begin, end)


def _minute(hour: str, minute: str) -> int:
    return int(hour) * 60 + int(minute)


@shaped("a day or a range", **pattern(_DATES))
def dates(tree: Tree, report: Report) -> Dates:
    value = text(tree, report)
    match = _DATES.fullmatch(value)
    found = _dates(match) if match else None
    if found is None:
        remedy = full_width_remedy(value) or "as in 2026-10-01, 2026-10-01..2026-10-07, or 12-24..12-26 for every year"
        raise report.wrong(tree.at, f'"{shown(value)}" is no day or range of days', "bad-date", remedy)
    return found


def _dates(match: re.Match[str]) -> Dates | None:
    begin = _day(match[1], match[2], match[3])
    end = _day(match[4], match[5], match[6]) if match[5] else begin
    if begin is None or end is None or bool(begin[0]) != bool(end[0]) or (begin[0] and begin > end):
        return None
    return Dates(begin, end)


def _day(year: str | None, month: str, day: str) -> tuple[int, int, int] | None:
    """None for a day that no year has."""
    try:
        date(int(year or 2000), int(month), int(day))  # 2000 had a 29th of February
    except ValueError:
        return None
    return int(year or 0), int(month), int(day)


@shaped("a day or a range", type="string", pattern=f"^({'|'.join(WEEKDAYS)})(-({'|'.join(WEEKDAYS)}))?$")
def _weekdays(tree: Tree, report: Report) -> frozenset[int]:
    value = text(tree, report)
    first, _, last = value.partition("-")
    if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
        remedy = "one of: " + ", ".join(WEEKDAYS) + "; or a range, as in mon-fri"
        raise report.wrong(tree.at, f'"{shown(value)}" is no day of the week', "bad-weekday", remedy)
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    return frozenset((begin + step) % 7 for step in range((end - begin) % 7 + 1))


_several = list_of(_weekdays, least=1, most=7)


@shaped(shape_of(_several).words, **shape_of(_several).schema)
def weekdays(tree: Tree, report: Report) -> frozenset[int]:
    return frozenset().union(*_several(tree, report))
