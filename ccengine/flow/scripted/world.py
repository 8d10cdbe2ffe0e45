"""The clock of a scripted call and what happens on it: time jumps from one happening to the next."""

import heapq
from collections import deque
from collections.abc import Iterable
from itertools import count

from ccengine.flow.scripted.script import At, Deed, HangUp, Step, Wait, When
from ccengine.flow.scripted.transcript import Transcript
from ccengine.model.ids import Seconds


class VirtualClock:
    """Starts at `start` (seconds since the epoch) and moves only by `jump`."""

    def __init__(self, start: Seconds = 0.0) -> None:
        self.start = start
        self._passed = 0.0

    def now(self) -> Seconds:
        return self.start + self._passed

    @property
    def passed(self) -> Seconds:
        """Since the begin of the call."""
        return self._passed

    def jump(self, to: Seconds) -> None:
        """`to`: seconds from the begin of the call; never back."""
        self._passed = max(self._passed, to)


class World:
    """The script's steps, one after the other, and deeds that others put at a time.  A script that is over leaves a
    silent caller, who hangs up `longest` seconds after the begin of the call: no flow runs for ever."""

    def __init__(self, script: Iterable[Step], transcript: Transcript, longest: Seconds) -> None:
        self._steps = deque(script)
        self._transcript = transcript
        self._longest = longest
        self._at = 0.0  # when the next step of the script comes
        self._seen = 0  # lines of the transcript that no `when` has passed
        self._others: list[tuple[Seconds, int, Deed]] = []
        self._numbers = count()

    def put(self, deed: Deed, at: Seconds) -> None:
        heapq.heappush(self._others, (at, next(self._numbers), deed))

    @property
    def awaited(self) -> str:
        """The text of the `when` that the script stands at; "" when it stands at none."""
        step = self._steps[0] if self._steps else None
        return step.text if isinstance(step, When) else ""

    def due(self, now: Seconds, until: Seconds) -> tuple[Seconds, Deed] | None:
        """Takes the next deed that comes no later than `until`, with its time."""
        script = self._scripted(now)
        other = self._others[0][0] if self._others else None
        if other is not None and other <= until and (script is None or other <= script):
            _, _, deed = heapq.heappop(self._others)
            return max(now, other), deed
        if script is not None and script <= until:
            step = self._steps.popleft()
            assert not isinstance(step, Wait | At | When)
            self._seen = len(self._transcript)
            return script, step
        if until >= self._longest:
            return max(now, self._longest), HangUp()
        return None

    def _scripted(self, now: Seconds) -> Seconds | None:
        """When the script's next deed comes; None when it has none, or waits for a line."""
        while self._steps:
            match self._steps[0]:
                case Wait(seconds):
                    self._at += seconds
                case At(seconds):
                    self._at = max(self._at, seconds)
                case When(text):
                    found = self._transcript.find(text, self._seen)
                    if found is None:
                        return None
                    self._seen = found + 1
                    self._at = max(self._at, self._transcript.time_of(found))
                case _:
                    return max(now, self._at)
            self._steps.popleft()
        return None
