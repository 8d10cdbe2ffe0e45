"""Local intervals of every zone lie one beside the other, whatever its clocks do."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.office.numbers.grid import Grid, Interval
from ccengine.office.numbers.slots import SLOT

FROM, TO = (int(datetime(year, 1, 1).timestamp()) // SLOT for year in (2000, 2037))
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


@given(ZONES, st.sampled_from(Interval), st.integers(FROM, TO))
def test_each_begins_where_the_one_before_ends_and_at_a_round_time_or_a_change_of_the_clocks(
    zone: ZoneInfo, interval: Interval, slot: int
) -> None:
    grid = Grid(interval, zone)
    begin, end = grid.span(slot)
    assert begin <= slot * SLOT < end
    assert (grid.span(int(begin) // SLOT - 1)[1], grid.span(int(end) // SLOT)[0]) == (begin, end)
    for at in (begin, end):
        there = datetime.fromtimestamp(at, zone)
        minutes = there.hour * 60 + there.minute
        length = {"15m": 15, "30m": 30, "1h": 60, "day": 1440}[interval.value]
        changed = there.utcoffset() != datetime.fromtimestamp(at - 1, zone).utcoffset()
        assert minutes % length == 0 or changed


def hours(zone: str, interval: Interval, day: tuple[int, int, int]) -> list[float]:
    """Lengths of the intervals of a local day, in hours."""
    grid, at = Grid(interval, ZoneInfo(zone)), datetime(*day, tzinfo=ZoneInfo(zone)).timestamp()
    end, found = Grid(Interval.DAY, ZoneInfo(zone)).span(int(at) // SLOT)[1], []
    while at < end:
        begin, after = grid.span(int(at) // SLOT)
        found.append((after - begin) / 3600)
        at = after
    return found


@pytest.mark.parametrize(
    ("zone", "interval", "day", "lengths"),
    [
        ("Asia/Shanghai", Interval.DAY, (2026, 3, 29), [24]),
        ("Europe/Berlin", Interval.DAY, (2026, 3, 29), [23]),
        ("Europe/Berlin", Interval.DAY, (2026, 10, 25), [25]),
        ("Europe/Berlin", Interval.HOUR, (2026, 3, 29), [1] * 23),
        ("Europe/Berlin", Interval.HOUR, (2026, 10, 25), [1] * 25),
        ("Australia/Lord_Howe", Interval.HOUR, (2026, 4, 5), [1, 1, 0.5, *[1] * 22]),
        ("Australia/Lord_Howe", Interval.HOUR, (2026, 10, 4), [1, 1, 0.5, *[1] * 21]),
        ("Asia/Kathmandu", Interval.HOUR, (2026, 1, 1), [1] * 24),
        ("America/Havana", Interval.DAY, (2026, 3, 8), [23]),  # its clocks skip midnight
    ],
)
def test_when_the_clocks_change(zone: str, interval: Interval, day: tuple[int, int, int], lengths: list[float]) -> None:
    assert hours(zone, interval, day) == lengths
