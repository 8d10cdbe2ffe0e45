"""Quarters of an hour -> intervals of local time.

An interval begins where the wall clock shows a multiple of its length; a day, at midnight.  When the clocks change, a
day has 23 or 25 hours, the hour that comes twice is two intervals, and an interval that the change would cut in the
midst (Lord Howe changes by half an hour) ends there."""

from datetime import date, datetime, timedelta, tzinfo
from enum import Enum

from ccengine.office.numbers.slots import SLOT

Span = tuple[float, float]
"""Begin (included) and end (not included), in seconds since the epoch."""


class Interval(Enum):
    """By its name on the command line."""

    QUARTER = "15m"
    HALF = "30m"
    HOUR = "1h"
    DAY = "day"


_SECONDS = {Interval.QUARTER: 900, Interval.HALF: 1800, Interval.HOUR: 3600}


class Grid:
    """`zone` None: the machine's own."""

    def __init__(self, interval: Interval, zone: tzinfo | None) -> None:
        self._interval = interval
        self._zone = zone
        self._known: dict[int, Span] = {}

    def span(self, slot: int) -> Span:
        """The interval in which a quarter lies."""
        if slot not in self._known:
            at = slot * SLOT
            found = self._day(at) if self._interval is Interval.DAY else self._part(at, _SECONDS[self._interval])
            for each in range(int(found[0]) // SLOT, int(found[1]) // SLOT):
                self._known[each] = found
        return self._known[slot]

    def _day(self, at: float) -> Span:
        day = datetime.fromtimestamp(at, self._zone).date()
        return midnight(day, self._zone), midnight(day + timedelta(days=1), self._zone)

    def _part(self, at: int, length: int) -> Span:
        ahead = _ahead(at, self._zone)
        begin = (at + ahead) // length * length - ahead
        end = begin + length
        while _ahead(begin, self._zone) != ahead:
            begin += SLOT
        while _ahead(end - 1, self._zone) != ahead:
            end -= SLOT
        return float(begin), float(end)


def midnight(day: date, zone: tzinfo | None) -> float:
    """When the local day begins, in seconds since the epoch."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


def _ahead(at: float, zone: tzinfo | None) -> int:
    """Seconds that the local clock is ahead of UTC."""
    offset = datetime.fromtimestamp(at, zone).astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
