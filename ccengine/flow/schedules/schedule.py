"""A schedule, and its state at a moment.  Pure: the moment is an argument."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from ccengine.flow.fields.moments import Dates, Times
from ccengine.flow.schedules.calendar import Day, Year
from ccengine.model.diagnostics import Position
from ccengine.model.ids import Seconds

FILE = "schedules.yaml"
"""Beside the flows."""
WHOLE = Times(0, 1440)
OTHERWISE = "closed"


@dataclass(frozen=True, slots=True)
class Plan:
    """One day: states and when they hold.  A range over midnight reaches into the next day."""

    parts: tuple[tuple[Times, str], ...] = ()

    def at(self, minute: int) -> str:
        """The state at this minute of its own day; "" where it says nothing."""
        for times, state in self.parts:
            if times.begin <= minute and (minute < times.end or times.end <= times.begin):
                return state
        return ""

    def after(self, minute: int) -> str:
        """The same for the next day."""
        for times, state in self.parts:
            if times.end <= times.begin and minute < times.end:
                return state
        return ""

    @property
    def states(self) -> frozenset[str]:
        return frozenset(state for _, state in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What holds on a day is said by the first of: an exception of that very day, one of every year, the calendar, the
    week.  What a day says itself comes before what reaches in from the day before; where neither says anything
    it is `otherwise`.

    Local time is that of the clock on the wall: an hour that a zone skips does not happen, one that it repeats happens
    twice."""

    name: str
    at: Position = field(default=Position(FILE, 1, 1), compare=False)  # of its name
    zone: ZoneInfo | None = None  # None: the settings', else the machine's
    week: tuple[Plan, ...] = (Plan(),) * 7  # from Monday on
    otherwise: str = OTHERWISE
    exceptions: tuple[tuple[Dates, Plan], ...] = ()
    calendar: str = ""
    years: Mapping[int, Year] = field(default_factory=dict)  # of the calendar
    holiday: Plan = Plan()
    make_up: int = 0  # the day of the week by which make-up workdays go
    by_hand: tuple[str, ...] = ()  # states that only `force` brings

    @property
    def states(self) -> frozenset[str]:
        """All that it can be in."""
        plans = (*self.week, *(plan for _, plan in self.exceptions), *((self.holiday,) if self.calendar else ()))
        return frozenset((self.otherwise, *self.by_hand)).union(*(plan.states for plan in plans))

    def state(self, at: Seconds, zone: tzinfo | None = None) -> str:
        """`at`: since the epoch.  `zone`: of a schedule that names none; None for the machine's."""
        return self.state_on(wall(at, self.zone or zone))

    def state_on(self, now: datetime) -> str:
        """By the clock on the wall."""
        today, minute = now.date(), now.hour * 60 + now.minute
        return self.plan(today).at(minute) or self.plan(today - timedelta(days=1)).after(minute) or self.otherwise

    def plan(self, day: date) -> Plan:
        yearly: Plan | None = None
        for dates, plan in self.exceptions:
            if dates.hold(day):
                if dates.begin[0]:
                    return plan
                yearly = plan
        if yearly is not None:
            return yearly
        kind = self.kind(day)
        if kind is Day.HOLIDAY:
            return self.holiday
        return self.week[self.make_up if kind is Day.WORKDAY else day.weekday()]

    def minutes(self, day: date) -> frozenset[int]:
        """Of the day, at which the state may change besides where a range begins or ends."""
        return frozenset()

    def kind(self, day: date) -> Day | None:
        """What the calendar says of the day; None for nothing, or no calendar of that year."""
        year = self.years.get(day.year)
        return year.days.get(day) if year else None


def wall(at: Seconds, zone: tzinfo | None) -> datetime:
    """What a clock on the wall shows, without its zone."""
    return datetime.fromtimestamp(at, zone).replace(tzinfo=None)
