"""One program's session: its line, its variables, its time."""

import datetime
from collections.abc import Callable, Mapping, Sequence

from ccengine.model.call import Call, Hangup
from ccengine.model.hooks import NO_HOOKS, Hooks, Told
from ccengine.model.ids import Seconds
from ccengine.model.services import JsonValue
from ccengine.wire.agi_server import one_line
from ccengine.workers.agi.variables import Variables
from ccengine.workers.asked import SOON

Sayable = int | str | datetime.date | datetime.time
Speak = Callable[[str, Sayable, str], Sequence[str]]
"""(kind, value, language) -> the prompts that say it; kinds: digits, number, date, time.  Raises ValueError for what
cannot be said.  `ccengine.flow.spoken.spoken` is one."""


def says_nothing(kind: str, value: Sayable, language: str) -> Sequence[str]:
    raise ValueError(f"nobody says a {kind} in {language}")


class Misused(Exception):
    """Arguments that Asterisk answers with 520."""


class AgiSession:
    """`gone` is set once the caller is: from then on only what needs no line is answered, as on Asterisk's dead
    channels."""

    def __init__(
        self,
        call: Call,
        facts: Mapping[str, str],
        given: Mapping[str, str],
        speak: Speak,
        left: Callable[[], Seconds],
        hooks: Hooks = NO_HOOKS,
    ) -> None:
        self.call = call
        self.speak = speak
        self.variables = Variables(facts, given)
        self.gone: Hangup | None = None
        self.music = ""  # the class that SET MUSIC ON named
        self.hangup_at: Seconds | None = None  # SET AUTOHANGUP, by the call's clock
        self._left = left
        self._hooks = hooks
        self._channel = facts["channel"]

    def wait(self, milliseconds: str, most: Seconds = 86400.0) -> Seconds:
        """How long to wait: at most what the program, or SET AUTOHANGUP, has left; -1 is all of it.  Raises Misused."""
        given = whole(milliseconds)
        asked = most if given < 0 else given / 1000
        ends = [asked, max(0.0, self._left())]
        if self.hangup_at is not None:
            ends.append(max(0.0, self.hangup_at - self.call.clock.now()))
        return min(ends)

    def ask(self, name: str, places: Sequence[JsonValue], names: Mapping[str, JsonValue]) -> Told:
        """A question of the program's to the hotline, answered within the time that it has.  Raises TooManyAsked."""
        return self._hooks.ask(name, places, names, max(SOON, self._left()))

    def is_own(self, channel: str) -> bool:
        return channel in ("", self._channel)

    def hang_up(self) -> None:
        self.call.hangup()
        self.gone = self.gone or Hangup()

    def hang_up_in_time(self) -> None:
        if self.hangup_at is not None and not self.gone and self.call.clock.now() >= self.hangup_at:
            self.hang_up()


def whole(text: str) -> int:
    """A whole number as C's sscanf("%30d") takes it, from the front; nothing that is none.  Raises Misused."""
    text = one_line(text).strip()
    digits = text.lstrip("+-")
    front = digits[: len(digits) - len(digits.lstrip("0123456789"))]
    if not front or len(front) > 15 or len(text) - len(digits) > 1:
        raise Misused
    return -int(front) if text.startswith("-") else int(front)
