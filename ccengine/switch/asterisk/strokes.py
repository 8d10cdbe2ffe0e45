"""AMI's DTMF events of one channel -> keys, each once.

Asterisk tells DTMFEnd when it reads the end of a key.  One that comes too soon after the key before (45 ms), or while
that one is made to last its 80 ms, is put back and read again later, and told again (main/channel.c, __ast_read).  A
machine that dials, 40 ms a tone, has nearly every key told twice.  DTMFBegin is told once per key: a begin that comes
too soon is dropped, not put back.  So an end counts when there is a begin for it.

Keys that come by SIP INFO have no begin at all: on a channel that never told one, every end counts."""

from collections import Counter


class Strokes:
    def __init__(self) -> None:
        self._begun: Counter[str] = Counter()  # keys whose end is to come
        self._begins = False

    def begin(self, key: str) -> None:
        self._begins = True
        self._begun[key] += 1

    def end(self, key: str) -> bool:
        """Is it a key, or told again?"""
        if not self._begins:
            return True
        if not self._begun[key]:
            return False
        self._begun[key] -= 1
        return True
