"""From when to when: as people write it -> a period."""

import time
from datetime import datetime, tzinfo
from typing import Annotated

from fastapi import Query

from ccengine.office.api.errors import ApiError
from ccengine.office.numbers.grid import Interval, midnight
from ccengine.office.numbers.period import Period

EARLIEST = 946_684_800
"""The year 2000: before it there was no ccengine, and no zone's quarters are wrong after it."""

Moment = Annotated[
    str | None,
    Query(max_length=40, description="Seconds since the epoch, or ISO 8601; without a zone it is the hotline's own."),
]


def period_of(since: str | None, until: str | None, interval: Interval | None, zone: tzinfo | None) -> Period:
    """Without `since` from midnight on, without `until` up to now.  Raises ApiError."""
    now = time.time()
    last = _moment("until", until, zone) if until is not None else now
    end = min(now, last)
    begin = _moment("since", since, zone) if since is not None else midnight(datetime.fromtimestamp(end, zone), zone)
    if since is not None and until is not None and last <= begin:
        raise ApiError(422, "not-allowed", f"{until} is not after {since}", "the end comes after the begin")
    return Period(min(begin, end), end, interval, zone)


def _moment(name: str, text: str, zone: tzinfo | None) -> float:
    try:
        at = float(text)
    except ValueError:
        try:
            at = _local(datetime.fromisoformat(text), zone)
        except (ValueError, OverflowError, OSError):
            raise ApiError(422, "not-allowed", f"{text!r} is no time", "as in 2026-11-22 or 2026-11-22T08:30") from None
    if not EARLIEST <= at <= 1e11:
        raise ApiError(422, "not-allowed", f"`{name}` is out of range", "a time after the year 2000")
    return at


def _local(at: datetime, zone: tzinfo | None) -> float:
    return (at if at.tzinfo else at.replace(tzinfo=zone)).timestamp()
