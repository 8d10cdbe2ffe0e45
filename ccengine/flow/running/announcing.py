"""What a waiting caller is told, and when it is time for it."""

from collections.abc import Iterator
from math import ceil

from ccengine.flow.fields.announcing import POSITION, POSITION_END, WAIT, WAIT_LONG, WAIT_SHORT, Announcing
from ccengine.flow.spoken import spoken
from ccengine.model.desk import Waiting
from ccengine.model.ids import Seconds

MINUTE = 60.0


class Moments:
    """When announcements are due: `first` seconds after the entry, then every so often.  They hang on the entry alone,
    so that a call that is taken up after a crash hears the next one and not the first again."""

    def __init__(self, what: Announcing, entered: Seconds, now: Seconds) -> None:
        """Times by the call's clock; what was due before `now` is over."""
        self._what = what
        self._entered = entered
        self.number = 0  # of the next one, from 0
        self.passed(now)

    @property
    def next(self) -> Seconds:
        return self._entered + self._what.first + self.number * self._what.every

    def passed(self, now: Seconds) -> None:
        """What is due by now has been told, or is not told any more."""
        if now >= self.next:
            since = now - self._entered - self._what.first
            self.number = int(since // self._what.every) + 1


def words(what: Announcing, number: int, waiting: Waiting | None, language: str) -> Iterator[str]:
    """The prompts of announcement `number`; what is not known is left out.  Raises NotSpeakable."""
    if waiting is not None and what.position:
        yield from (POSITION, *spoken("number", waiting.position, language), POSITION_END)
    if waiting is not None and what.wait and waiting.expected is not None:
        yield from expected_wait(waiting.expected, language)
    if what.comfort:
        yield what.comfort[number % len(what.comfort)].name


def expected_wait(seconds: Seconds, language: str) -> Iterator[str]:
    """As people say it: in minutes, above ten in steps of five; rounded up, since sooner than told annoys nobody."""
    minutes = ceil(seconds / MINUTE)
    if minutes > 10:
        minutes = ceil(minutes / 5) * 5
    if minutes <= 1:
        yield WAIT_SHORT
    elif minutes > 60:
        yield WAIT_LONG
    else:
        yield from (WAIT, *spoken("duration", minutes * 60, language))
