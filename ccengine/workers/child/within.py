"""A time that holds for all that is done within it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class OutOfTime(BaseException):
    """Not an Exception: nobody on the way may take it for his own."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """OutOfTime after so many seconds, also for a server that sends a byte now and then."""

    def ring(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
