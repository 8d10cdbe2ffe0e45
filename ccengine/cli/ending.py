"""One way out for Ctrl-C, SIGTERM and a terminal that closes: what a command has started ends with it."""

import os
import signal
from types import FrameType

OUTPUTS = (1, 2)


class Ending:
    """From its making on: SIGTERM and SIGHUP (unless `nohup` or a parent ignores it) raise KeyboardInterrupt, as Ctrl-C
    does, of which asyncio knows how to cancel what runs; once, for asyncio gives up what it takes down at the second.
    `code`: 128 and the number of the signal, which is Ctrl-C's where neither came."""

    def __init__(self) -> None:
        self.code = 128 + signal.SIGINT
        self._taken = False
        self._terminals = [each for each in OUTPUTS if os.isatty(each)]  # one that has closed would not say so
        signal.signal(signal.SIGTERM, self._take)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._take)

    def _take(self, number: int, _: FrameType | None) -> None:
        if self._taken:
            return
        self._taken, self.code = True, 128 + number
        if number == signal.SIGHUP:
            self._forget_terminals()
        signal.raise_signal(signal.SIGINT)

    def _forget_terminals(self) -> None:
        """To write to one that is closed would fail in the midst of taking things down."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        for each in self._terminals:
            os.dup2(nowhere, each)
        os.close(nowhere)
