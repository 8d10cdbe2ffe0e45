"""Asterisk's own times in the engine's: what is on record is when a thing happened, however late it was read.

Asterisk stamps every AMI event (`timestampevents`) and, in the dialplan, a call's arrival; both are the wall clock of
the machine that the engine runs on, too.  The engine's clock does not follow steps of that clock, so the difference of
the two is taken at each reading."""

import math
import time

from ccengine.model.clock import Clock
from ccengine.model.ids import Seconds

OLDEST: Seconds = 3600.0
"""A time further back is none: nothing is read so late, and a call rings no longer before it is given up."""


class When:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, stamp: str) -> Seconds | None:
        """`stamp`: seconds since the epoch, as Asterisk writes them.  None when it is no time that can be meant."""
        try:
            return self.at(float(stamp))
        except ValueError:
            return None

    def at(self, told: Seconds) -> Seconds | None:
        """As a number."""
        now = self._clock.now()
        at = told - time.time() + now
        if not math.isfinite(at) or at < now - OLDEST:
            return None
        return min(at, now)
