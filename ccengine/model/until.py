"""Until when something holds, as people write it."""

import re
from datetime import datetime, timedelta, tzinfo

from ccengine.model.ids import Seconds
from ccengine.model.values import seconds

LONGEST: Seconds = 100 * 366 * 86_400.0
WRITTEN = "as 30d, 12h, 2026-12-31 (that day included) or 2026-12-31T18:00"

_DAYS = re.compile(r"([1-9][0-9]{0,4})d", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def read_until(text: str, now: Seconds, zone: tzinfo | None) -> Seconds | None:
    """Seconds since the epoch; None for what is no time, or not ahead.  `zone`: of a date; None for the machine's."""
    if days := _DAYS.fullmatch(text):
        return _ahead(now + int(days[1]) * 86_400.0, now)
    if (length := seconds(text)) is not None:
        return _ahead(now + length, now)
    try:
        found = datetime.fromisoformat(text)
        if _DATE.fullmatch(text):
            found += timedelta(days=1)
        return _ahead((found if found.tzinfo else found.replace(tzinfo=zone)).timestamp(), now)
    except (ValueError, OverflowError):
        return None


def _ahead(at: Seconds, now: Seconds) -> Seconds | None:
    return at if now < at <= now + LONGEST else None
