"""What a schedule says at a moment: read like the table that its author has in mind."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from ccengine.flow.schedules.changes import next_change
from ccengine.flow.schedules.folder import read_schedules
from ccengine.flow.schedules.reading import parse_schedules
from ccengine.flow.schedules.schedule import Schedule
from tests.unit.flow.around import HERE

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEXT = """
schedules:
  guard:          # nights that belong to the day on which they begin
    zone: Asia/Shanghai
    week:
      mon-thu: {night: "22:00-06:00"}
      fri: {night: "22:00-02:00"}
      sun: {day: "08:00-24:00"}
    exceptions:
      2026-11-18: off
      2026-11-25: {day: "05:00-07:00"}
      12-31..01-01: party
      2026-12-31: {day: "00:00-12:00"}
  berlin:
    zone: Europe/Berlin
    week: {mon-sun: {early: "00:00-02:30", gap: "02:30-03:00", open: "03:00-18:00"}}
  lord_howe:      # half an hour of summer time
    zone: Australia/Lord_Howe
    week: {mon-sun: {open: "02:00-02:30"}}
  here: {week: {mon-fri: {open: "09:00-17:00"}}}
  porch: {week: {fri: {night: "22:00-06:00"}, sat: "off"}}     # a day of one state ends the night
"""
SCHEDULES = {**read_schedules(HERE / "hours").by_name, **parse_schedules(TEXT, lambda _name: {})}

TABLE = """
office 2026-11-20T08:29:59 night      2026-11-20T08:30   # a Friday
office 2026-11-20T08:30    open       2026-11-20T12:00
office 2026-11-20T11:59:59 open       2026-11-20T12:00
office 2026-11-20T12:00    lunch      2026-11-20T13:30
office 2026-11-20T13:29    lunch      2026-11-20T13:30
office 2026-11-20T13:30    open       2026-11-20T17:30
office 2026-11-20T17:30    night      2026-11-21T09:00
office 2026-11-20T23:59:59 night      2026-11-21T09:00
office 2026-11-21T00:00    night      2026-11-21T09:00   # Saturday
office 2026-11-21T09:00    open       2026-11-21T12:00
office 2026-11-21T12:00    night      2026-11-23T08:30   # over Sunday
office 2026-11-22T10:00    night      2026-11-23T08:30
office 2026-11-23T10:00    open       2026-11-23T12:00
office 2026-01-01T10:00    holiday    2026-01-04T00:00   # New Year
office 2026-01-03T23:59    holiday    2026-01-04T00:00
office 2026-01-04T07:00    night      2026-01-04T08:30   # a Sunday that is worked
office 2026-01-04T10:00    open       2026-01-04T12:00
office 2026-01-04T12:30    lunch      2026-01-04T13:30
office 2026-02-13T18:00    night      2026-02-14T08:30
office 2026-02-14T09:00    open       2026-02-14T12:00   # a Saturday that is worked: Monday's hours, from 08:30 on
office 2026-02-14T15:00    open       2026-02-14T17:30
office 2026-02-14T20:00    night      2026-02-15T00:00
office 2026-02-15T00:00    holiday    2026-02-24T00:00   # Spring Festival
office 2026-02-16T10:00    holiday    2026-02-24T00:00
office 2026-02-24T09:00    open       2026-02-24T12:00
office 2026-02-28T16:00    open       2026-02-28T17:30
office 2026-04-06T10:00    holiday    2026-04-07T00:00
office 2026-05-05T23:00    holiday    2026-05-06T00:00
office 2026-05-09T14:00    open       2026-05-09T17:30
office 2026-06-19T10:00    holiday    2026-06-22T00:00
office 2026-09-20T10:00    open       2026-09-20T12:00
office 2026-09-27T10:00    holiday    2026-09-28T00:00
office 2026-09-30T17:30    night      2026-10-01T00:00
office 2026-10-01T12:30    holiday    2026-10-08T00:00
office 2026-10-07T23:59    holiday    2026-10-08T00:00
office 2026-10-08T00:00    night      2026-10-08T08:30
office 2026-10-10T13:30    open       2026-10-10T17:30
office 2026-10-11T13:30    night      2026-10-12T08:30
office 2026-12-23T18:00    night      2026-12-24T00:00
office 2026-12-24T10:00    holiday    2026-12-26T00:00   # an exception of every year
office 2025-12-25T10:00    holiday    2025-12-26T00:00
office 2026-12-26T10:00    open       2026-12-26T12:00
office 2026-12-31T10:00    open       2026-12-31T12:00   # one of that day
office 2026-12-31T12:30    night      2027-01-01T08:30   # no calendar of 2027: its first day is a Friday
office 2027-01-01T10:00    open       2027-01-01T12:00
always 2026-10-01T12:30    open       -
guard  2026-11-16T21:59    closed     2026-11-16T22:00   # a Monday
guard  2026-11-16T22:00    night      2026-11-17T06:00
guard  2026-11-17T05:59    night      2026-11-17T06:00
guard  2026-11-17T06:00    closed     2026-11-17T22:00
guard  2026-11-17T23:00    night      2026-11-18T00:00   # an exception ends the night
guard  2026-11-18T03:00    off        2026-11-19T00:00
guard  2026-11-19T03:00    closed     2026-11-19T22:00
guard  2026-11-20T02:30    night      2026-11-20T06:00   # of Thursday
guard  2026-11-20T03:30    night      2026-11-20T06:00
guard  2026-11-21T01:59    night      2026-11-21T02:00
guard  2026-11-21T02:00    closed     2026-11-22T08:00
guard  2026-11-22T23:59    day        2026-11-23T00:00   # 24:00
guard  2026-11-23T00:00    closed     2026-11-23T22:00
guard  2026-11-25T04:00    night      2026-11-25T05:00   # its own hours come before what reaches in
guard  2026-11-25T06:30    day        2026-11-25T07:00
guard  2026-12-31T01:00    day        2026-12-31T12:00
guard  2026-12-31T13:00    closed     2027-01-01T00:00
guard  2027-01-01T13:00    party      2027-01-02T00:00   # over the end of a year; Thursday's night is not
guard  2027-12-31T13:00    party      2028-01-02T00:00
berlin 2026-03-29T01:59    early      2026-03-29T03:00   # 02:00 to 03:00 is skipped, and with it `gap`
berlin 2026-03-29T03:00    open       2026-03-29T18:00
berlin 2026-03-30T02:45    gap        2026-03-30T03:00
berlin 2026-10-25T02:45+02:00 gap     2026-10-25T02:00+01:00   # comes twice: the clock goes back to 02:00
berlin 2026-10-25T02:15+01:00 early   2026-10-25T02:30+01:00
berlin 2026-10-25T02:45+01:00 gap     2026-10-25T03:00+01:00
lord_howe 2026-10-04T01:59 closed     2026-10-05T02:00   # that day has no half past two
lord_howe 2026-10-05T02:00 open       2026-10-05T02:30
here   2026-11-20T10:00    open       2026-11-20T17:00   # by the zone that is given
here   2026-11-20T17:00    closed     2026-11-23T09:00
porch  2026-11-20T22:00    night      2026-11-21T00:00
porch  2026-11-21T03:00    off        2026-11-22T00:00
""".strip().splitlines()


def at(text: str, schedule: Schedule) -> float:
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=schedule.zone or SHANGHAI)).timestamp()


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.partition("#")[0].strip())
def test_a_moment(line: str) -> None:
    name, moment, state, changes = line.partition("#")[0].split()
    schedule = SCHEDULES[name]
    now = at(moment, schedule)
    assert schedule.state(now, SHANGHAI) == state
    assert next_change(schedule, now, SHANGHAI) == (None if changes == "-" else at(changes, schedule))


def test_there_are_many() -> None:
    assert len(TABLE) >= 60
