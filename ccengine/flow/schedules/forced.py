"""A state that somebody put in a schedule's place, until a moment or until it is released."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from ccengine.flow.schedules.changes import instants, next_change
from ccengine.flow.schedules.schedule import Schedule, wall
from ccengine.model.ids import Seconds

LONGEST: Seconds = 400 * 86_400.0
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)


@dataclass(frozen=True, slots=True)
class Forced:
    state: str
    since: Seconds
    until: Seconds  # 0.0: until it is released
    by: str

    def holds(self, at: Seconds) -> bool:
        return self.since <= at and (not self.until or at < self.until)


def moment(text: str, zone: tzinfo | None) -> Seconds | None:
    """`2026-10-01T12:30`, in the zone if it names none; None for what is no moment.  Of an hour that comes twice the
    first, of one that is skipped the moment at which the clocks are set (within the hour)."""
    try:
        found = datetime.fromisoformat(text)
        at = (found if found.tzinfo else found.replace(tzinfo=zone)).timestamp()
    except (ValueError, OverflowError):
        return None
    return at if 0 < at < 7e9 else None


def until(text: str, now: Seconds, zone: tzinfo | None) -> Seconds | None:
    """`14:00`, the next time that the clock on the wall shows it; or a moment, which must lie ahead.  None for what is
    neither."""
    if _TIME.fullmatch(text) is None:
        at = moment(text, zone)
        return at if at is not None and now < at <= now + LONGEST else None
    hour, minute = (0, 0) if text == "24:00" else map(int, text.split(":"))
    for ahead in range(4):  # more than one: where the clocks skip it
        day = wall(now, zone) + timedelta(days=ahead)
        for at in instants(day.replace(hour=hour, minute=minute, second=0, microsecond=0, fold=0), zone):
            if at > now:
                return at
    return None


def shown(schedule: Schedule, forced: Forced | None, at: Seconds, zone: tzinfo | None) -> tuple[str, Seconds | None]:
    """The state that callers meet at this moment, and when it changes next: see `next_change`."""
    if forced is None or not forced.holds(at) or forced.state not in schedule.states:
        return schedule.state(at, zone), next_change(schedule, at, zone)
    if not forced.until:
        return forced.state, None
    if schedule.state(forced.until, zone) != forced.state:
        return forced.state, forced.until
    return forced.state, next_change(schedule, forced.until, zone)
