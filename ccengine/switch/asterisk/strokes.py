"""AMI's DTMF events of one channel -> keys, each once.

Asterisk tells DTMFEnd when it reads the end of a key.  One that comes too soon after the key before (45 ms), or while
that one is made to last its 80 ms, is put back and read again later, and told again (main/channel.c, __ast_read).  A
machine that dials, 40 ms a tone, has nearly every key told twice.  DTMFBegin is told once per key: a begin that comes
too soon is dropped, not put back.  So an end counts when there is a begin for it.

Keys that come by SIP INFO have no begin at all: on a channel that never told one, every end counts.  But for one:
ANSWER waits half a second for the first frame, and puts a key that it reads back in the queue, as a begin
(main/channel.c, __ast_answer): its end is told, then that begin, which never ends.  It is nobody's.  Where some came by
RFC 4733, those by INFO wait in Asterisk for 45 ms after the key before, and it does not sleep meanwhile: 22 a second
take a core (decision 0217)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ccengine.model.ids import Seconds

MOST: Mapping[Seconds, int] = {0.25: 4, 1.0: 8}
"""Ends without a begin in a window, above two for each begin.  A telephone that sends every key in both ways, each told
again, has none.  The short window tells a fast flood after a fifth of a second."""
AGAIN = 2  # how often an end may be told again
PUT_BACK: Seconds = 2.0
"""From an end to the begin that ANSWER makes of it: 0.2 s was seen, and full cores are slower."""


@dataclass(slots=True)
class Extra:
    """Ends without a begin, in one window."""

    since: Seconds = 0.0
    count: int = 0


class Strokes:
    def __init__(self) -> None:
        self._begun: Counter[str] = Counter()  # keys whose end is to come
        self._begins = False
        self._first: tuple[str, Seconds] | None = None  # the first end, of a channel that told no begin before
        self._extra = {window: Extra() for window in MOST}

    def begin(self, key: str, at: Seconds) -> None:
        """`at`: by any clock that goes on."""
        if not self._begins and self._first is not None:
            (first, ended), self._first = self._first, ("", at)
            if key == first and at - ended <= PUT_BACK:
                return
        self._begins = True
        self._begun[key] += 1
        for extra in self._extra.values():
            extra.count = max(0, extra.count - AGAIN)

    def end(self, key: str, at: Seconds) -> bool:
        """Is it a key, or told again?  `at`: as of `begin`."""
        if not self._begins:
            self._first = self._first or (key, at)
            return True
        if not self._begun[key]:
            for window, extra in self._extra.items():
                if at - extra.since > window:
                    extra.since, extra.count = at, 0
                extra.count += 1
            return False
        self._begun[key] -= 1
        return True

    @property
    def flood(self) -> bool:
        """No telephone does this: Asterisk spends a core on it."""
        return any(self._extra[window].count > most for window, most in MOST.items())
