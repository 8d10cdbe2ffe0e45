"""Telephones outside that ring for callbacks: what comes of one is told, unless it was hung up meanwhile."""

from collections import Counter
from collections.abc import Callable

from ccengine.acd.commands import CallBack
from ccengine.model.ids import CallId, Seconds


class Ringing:
    def __init__(self, after: Callable[..., None]) -> None:
        """`after(seconds, do, *arguments)` plans it; inf: never."""
        self._after = after
        self._tries: Counter[CallId] = Counter()  # by callback
        self._legs: dict[CallId, CallBack] = {}

    def turn(self, callback: CallId) -> int:
        """So often it was dialled before; each question counts as a try."""
        self._tries[callback] += 1
        return self._tries[callback] - 1

    def ring(self, order: CallBack, seconds: Seconds, then: Callable[..., None], *arguments: object) -> None:
        """So long; then it is over, by `then(*arguments)`."""
        self._legs[order.call] = order
        self._after(seconds, self._over, order.call, then, arguments)

    def hang_up(self, leg: CallId) -> None:
        """One that does not ring: nothing happens."""
        self._legs.pop(leg, None)

    def legs(self) -> list[CallBack]:
        """By which orders it rings."""
        return [*self._legs.values()]

    def _over(self, leg: CallId, then: Callable[..., None], arguments: tuple[object, ...]) -> None:
        if self._legs.pop(leg, None) is not None:
            then(*arguments)
