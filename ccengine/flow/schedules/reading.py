"""schedules.yaml -> schedules, or all that is wrong with them."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from ccengine.flow.fields.moments import Dates, dates, weekdays
from ccengine.flow.running.scope import WEEKDAYS
from ccengine.flow.schedules.calendar import FOLDER, Year, calendar_name, file_of
from ccengine.flow.schedules.days import Written, day, reaches_in, state
from ccengine.flow.schedules.schedule import FILE, OTHERWISE, Plan, Schedule
from ccengine.model.diagnostics import Position
from ccengine.model.reader import Reader, Report, list_of, mapping_of, open_reader
from ccengine.model.values import name, one_of, timezone
from ccengine.model.yamltree import Scalar, Tree

MOST = 200  # exceptions of a schedule

Years = Callable[[str], Mapping[int, Year]]
"""A calendar's name -> its years; {} for a calendar that there is not."""

Day = tuple[tuple[Dates, Position], Written]


def parse_schedules(data: bytes | str, years: Years, file: str = FILE) -> dict[str, Schedule]:
    """By name.  `file`: its path in messages.  Raises BadInput with all that is wrong, and what `years` raises."""
    reader = open_reader(data, file, "schedules")
    found = reader.need("schedules", mapping_of(_named, _schedule(years))) or {}
    reader.done()
    reader.report.stop_if_any()
    return {schedule.name: schedule for schedule in found.values()}


def _named(tree: Tree, report: Report) -> str:
    return name(tree, report)


def _schedule(years: Years) -> Callable[[Scalar, Tree, Report], Schedule]:
    def read(key: Scalar, tree: Tree, report: Report) -> Schedule:
        reader = Reader(tree, f'schedule "{key.text}"', report)
        parts = parts_of(reader, key, years, report)
        schedule = Schedule(name=key.text, by_hand=reader.take("by_hand", list_of(state, most=20), ()), **parts)
        reader.done()
        return schedule

    return read


def parts_of(reader: Reader, key: Scalar, years: Years, report: Report, otherwise: str = OTHERWISE) -> dict[str, Any]:
    """Of a schedule: what says which state holds when."""
    zone = reader.take("zone", timezone, "")
    calendar = reader.take("calendar", calendar_name, "")
    known = years(calendar) if calendar else {}
    if calendar and not known:
        text = f"there is no {file_of(calendar, 2026).replace('2026', 'YEAR')} beside this file"
        remedy = f"`ccengine calendar {calendar} YEAR` makes one; or write it by hand, as {FOLDER}/cn-2026.yaml"
        report.add(reader.at_value("calendar"), text, "no-calendar", remedy)
    return {
        "at": reader.at_value("calendar") if calendar else key.at,
        "zone": ZoneInfo(zone) if zone else None,
        "week": _week(reader, report),
        "otherwise": reader.take("otherwise", state, otherwise),
        "exceptions": _exceptions(reader, report),
        "calendar": calendar,
        "years": known,
        "holiday": _holiday(reader, report, calendar),
        "make_up": WEEKDAYS.index(reader.take("make_up", one_of(*WEEKDAYS), WEEKDAYS[0])),
    }


def _week(reader: Reader, report: Report) -> tuple[Plan, ...]:
    places: dict[int, Position] = {}

    def some_days(tree: Tree, report: Report) -> frozenset[int]:
        found = weekdays(tree, report)
        for each in sorted(found & places.keys()):
            text = f'"{WEEKDAYS[each]}" has its hours already'
            raise report.wrong(tree.at, text, "day-twice", "a day stands once; the other place", places[each])
        places.update(dict.fromkeys(found, tree.at))
        return found

    none: dict[frozenset[int], Written] = {}
    entries = reader.take("week", mapping_of(some_days, _day), none)
    empty = Written((), whole=False)
    days = [next((day for held, day in entries.items() if each in held), empty) for each in range(7)]
    told: set[tuple[int, int]] = set()
    for number, today in enumerate(days):
        before = days[number - 1]
        if (id(today), id(before)) not in told:  # mon-fri is one entry, and five nights
            reaches_in(today, before, report)
            told.add((id(today), id(before)))
    return tuple(each.plan for each in days)


def _day(_: Scalar, tree: Tree, report: Report) -> Written:
    return day(tree, report)


def _exceptions(reader: Reader, report: Report) -> tuple[tuple[Dates, Plan], ...]:
    none: dict[tuple[Dates, Position], Written] = {}
    found = list(reader.take("exceptions", mapping_of(_placed, _day), none).items())
    if len(found) > MOST:
        text, remedy = f"more than {MOST} exceptions", "take out those that are over, or write ranges"
        report.add(reader.at_value("exceptions"), text, "too-many", remedy)
    for number, ((held, at), _) in enumerate(found[:MOST]):
        for (other, other_at), _ in found[:number]:
            if _meet(held, other):
                report.add(at, "a day of these stands twice", "date-twice", "delete one; the other", other_at)
                break
    return tuple((held, written.plan) for (held, _), written in found)


def _placed(tree: Tree, report: Report) -> tuple[Dates, Position]:
    return dates(tree, report), tree.at


def _meet(one: Dates, other: Dates) -> bool:
    """Both of every year, or both of their own years: a day of one year comes before the same of every year."""
    if bool(one.begin[0]) != bool(other.begin[0]):
        return False
    pieces = [(each.begin, each.end) for each in _unrolled(one)]
    return any(begin <= each.end and each.begin <= end for begin, end in pieces for each in _unrolled(other))


def _unrolled(dates: Dates) -> list[Dates]:
    """A range of every year over its end is two."""
    if dates.begin[0] or dates.begin <= dates.end:
        return [dates]
    return [Dates(dates.begin, (0, 12, 31)), Dates((0, 1, 1), dates.end)]


def _holiday(reader: Reader, report: Report, calendar: str) -> Plan:
    if not calendar:
        for key in ("holiday", "make_up"):
            if reader.has(key):
                text = f'{reader.what}: "{key}" without a calendar holds on no day'
                report.add(reader.at_key(key), text, "no-calendar", "write `calendar: cn`, or delete it")
    found = reader.need("holiday", day) if calendar else reader.take("holiday", day, None)
    return found.plan if found else Plan()
