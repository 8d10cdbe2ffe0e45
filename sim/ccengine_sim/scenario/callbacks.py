"""What became of a day's callbacks, in sums: by queue."""

from collections import defaultdict
from dataclasses import dataclass

from ccengine.acd.commands import CallBack, CallbackOver
from ccengine.acd.events import CallbackAsked, CallbackReached
from ccengine.model.ids import CallId, QueueName, Seconds


@dataclass(slots=True)
class CallbackSums:
    asked: int = 0  # and kept
    tries: int = 0  # dialled; also what does not count as a try
    reached: int = 0  # once at least: who is lost with the switch before he was served is called once more
    unreached: int = 0  # given up, for whatever reason
    until_reached: Seconds = 0.0  # from asking, of all that were

    @property
    def mean_until_reached(self) -> Seconds | None:
        return self.until_reached / self.reached if self.reached else None


class CallbackBook:
    """From facts and orders as they come."""

    def __init__(self) -> None:
        self.sums: dict[QueueName, CallbackSums] = defaultdict(CallbackSums)
        self._asked: dict[CallId, tuple[QueueName, Seconds]] = {}  # those that have not ended, by callback
        self._legs: dict[CallId, CallId] = {}

    def take(self, body: object, now: Seconds) -> None:
        match body:
            case CallbackAsked(callback=callback, queue=queue):
                self._asked[callback] = (queue, now)
                self.sums[queue].asked += 1
            case CallBack(callback=callback, call=leg, queue=queue):
                self._legs[leg] = callback
                self.sums[queue].tries += 1
            case CallbackReached(call=leg) if (found := self._asked.pop(self._legs.get(leg, leg), None)) is not None:
                queue, since = found
                self.sums[queue].reached += 1
                self.sums[queue].until_reached += now - since
            case CallbackOver(callback=callback) if (found := self._asked.pop(callback, None)) is not None:
                self.sums[found[0]].unreached += 1
            case _:
                pass
