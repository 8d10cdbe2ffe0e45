"""Wall time that never steps back: an anchor taken once, and the monotonic clock from there."""

import time

from ccengine.model.clock import Clock
from ccengine.model.ids import Seconds

STEP: Seconds = 2.0
"""Less is no step that matters: both clocks are corrected at the same rate."""


class AnchoredClock:
    """Seconds since the epoch.  Does not follow steps of the system's clock within a run; starts no earlier than
    `not_before` (the journal's latest time), so that a run's records are no older than those of the run before."""

    def __init__(self, not_before: Seconds = 0.0) -> None:
        self._offset = max(time.time(), not_before) - time.monotonic()

    def now(self) -> Seconds:
        return time.monotonic() + self._offset


class Steps:
    """Tells when the system's clock and ours part, which nothing mends within a run: times on record are wrong then."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: Seconds = 0.0

    def look(self) -> str:
        """What is to be told, once for each step; "" for nothing."""
        ahead = self._clock.now() - time.time()
        if abs(ahead - self._told) < STEP:
            return ""
        self._told = ahead
        if abs(ahead) < STEP:
            return "the system's clock and the times on record agree again"
        if ahead > 0:
            return (
                f"times on record are {ahead:.0f} s ahead of the system's clock, which was set back, or was wrong when "
                "the journal was written last; they go on so, over restarts, too, until it has caught up"
            )
        return (
            f"times on record are {-ahead:.0f} s behind the system's clock, which was set forward; a restart mends it"
        )
