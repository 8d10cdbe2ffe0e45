"""When a schedule's state changes next.

Between two moments at which a range, a day, or the zone's distance from UTC begins or ends, nothing changes: only these
are looked at."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from ccengine.flow.schedules.schedule import Schedule, wall
from ccengine.model.ids import Seconds

AHEAD = 400
"""Days that are looked through: a year with its holidays."""
_WEEK = 7  # days that are put in order at once; a zone may set its clock back over midnight, so not day by day


def next_change(schedule: Schedule, at: Seconds, zone: tzinfo | None = None) -> Seconds | None:
    """The first moment after `at` with another state; None when there is none within `AHEAD` days."""
    zone = schedule.zone or zone
    now = schedule.state(at, zone)
    return next((each for each in _moments(schedule, at, zone) if schedule.state(each, zone) != now), None)


def _moments(schedule: Schedule, at: Seconds, zone: tzinfo | None) -> Iterator[Seconds]:
    today, done = wall(at, zone).date(), at
    for start in range(0, AHEAD, _WEEK):
        days = [today + timedelta(days=start + each) for each in range(-1, _WEEK + 2)]
        limit = max(instants(datetime.combine(days[-2], time()), zone), default=_noon(days[-2], zone))
        found = {each for day in days for each in (*_begins(schedule, day, zone), *_set(day, zone))}
        yield from sorted(each for each in found if done < each <= limit)
        done = limit


def _begins(schedule: Schedule, day: date, zone: tzinfo | None) -> Iterator[Seconds]:
    before = schedule.plan(day - timedelta(days=1))
    minutes = {0}.union(*((times.begin, times.end) for times, _ in schedule.plan(day).parts))
    minutes |= {times.end for times, _ in before.parts if times.end <= times.begin}
    for minute in (minutes | schedule.minutes(day)) - {1440}:
        yield from instants(datetime.combine(day, time(minute // 60, minute % 60)), zone)


def instants(shown: datetime, zone: tzinfo | None) -> list[Seconds]:
    """When the clock on the wall shows this: twice where it is set back, never where it skips the hour."""
    found = {shown.replace(tzinfo=zone, fold=fold).timestamp() for fold in (0, 1)}
    return sorted(each for each in found if wall(each, zone).replace(fold=0) == shown)


def _set(day: date, zone: tzinfo | None) -> Iterator[Seconds]:
    """The moment within 24 hours from the day's noon on at which the zone sets its clocks: to the second."""
    low, high = int(_noon(day, zone)), int(_noon(day, zone)) + 86_400
    if _offset(low, zone) == _offset(high, zone):
        return
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, zone) == _offset(low, zone):
            low = middle
        else:
            high = middle
    yield float(high)


def _noon(day: date, zone: tzinfo | None) -> Seconds:
    return datetime.combine(day, time(12), zone).timestamp()


def _offset(at: Seconds, zone: tzinfo | None) -> timedelta | None:
    return datetime.fromtimestamp(at, zone).astimezone(zone).utcoffset()
