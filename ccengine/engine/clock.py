"""Wall time that never steps back: an anchor taken once, and the monotonic clock from there."""

import time

from ccengine.model.ids import Seconds


class AnchoredClock:
    """Seconds since the epoch.  Does not follow steps of the system's clock within a run; starts no earlier than
    `not_before` (the journal's latest time), so that a run's records are no older than those of the run before."""

    def __init__(self, not_before: Seconds = 0.0) -> None:
        self._offset = max(time.time(), not_before) - time.monotonic()

    def now(self) -> Seconds:
        return time.monotonic() + self._offset
