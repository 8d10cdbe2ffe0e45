"""The time, as an argument: nothing below the shells reads a clock of its own."""

from typing import Protocol

from ccengine.model.ids import Seconds


class Clock(Protocol):
    """Seconds since the epoch that never step back or jump within a run (see DESIGN, Dying and coming back)."""

    def now(self) -> Seconds: ...
