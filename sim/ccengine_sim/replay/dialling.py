"""Who asked to be called back is dialled: he answers as he did that day, else as somebody who was dialled then."""

from collections.abc import Callable
from dataclasses import replace

from ccengine.acd.commands import CallBack
from ccengine.acd.events import CallbackAsked, CallbackFailed, CallbackReached, CallerQueued, Event
from ccengine.model.ids import CallId, Seconds
from ccengine.model.why import LegCause
from ccengine_sim.replay.habits import Habits
from ccengine_sim.replay.people import Asking, Dial, People, Wait
from ccengine_sim.virtual.ringing import Ringing


class Dialling:
    """`come`: he waits in the queue from now on, by this fact."""

    def __init__(
        self, people: People, habits: Habits, after: Callable[..., None], come: Callable[[Wait, Event], None],
        tell: Callable[[Event], None],
    ) -> None:  # fmt: skip
        self._people, self._habits = people, habits
        self._come, self._tell = come, tell
        self._askings = {asking.asked.callback: asking for asking in people.askings}
        self._before = {asking.before: asking for asking in people.askings if asking.before is not None}
        self._ringing = Ringing(after)

    def asking_after(self, wait: Wait) -> Asking | None:
        return self._before.get(wait.number)

    def dial(self, order: CallBack) -> None:
        asking = self._asking(order)
        found = self._habits.answers(asking, self._ringing.turn(order.callback))
        after, cause = _outcome(found, order.limit)
        if cause is not None:
            self._ringing.ring(order, after, self._tell, CallbackFailed(order.call, cause))
        elif found is not None:
            reached = CallbackReached(order.call, order.queue)
            self._ringing.ring(order, after, self._come, self._wait(asking, found, order), reached)

    def withdrawn(self, leg: CallId) -> None:
        self._ringing.hang_up(leg)

    def _asking(self, order: CallBack) -> Asking:
        """One that was kept from before the first record has a number, too."""
        if order.callback not in self._askings:
            asked = CallbackAsked(order.callback, order.callback, order.queue, order.number)
            self._askings[order.callback] = Asking(len(self._askings), asked, 0.0)
        return self._askings[order.callback]

    def _wait(self, asking: Asking, found: Dial, order: CallBack) -> Wait:
        """His own of that day, or one of which nothing is known; the leg has the name that it has now."""
        asked = CallerQueued(order.call, order.queue)
        if found in asking.dials and found.reached is not None:
            return replace(self._people.waits[found.reached], asked=asked)
        return Wait(len(self._people.waits) + asking.number, asked, 0.0, called_back=True)


def _outcome(found: Dial | None, limit: Seconds) -> tuple[Seconds, LegCause | None]:
    """After so long, and why he was not reached; None: he was."""
    if found is None:
        return limit, LegCause.NO_ANSWER
    if found.limit == limit:  # as that day: the switch was late, or he was asked to press a key when it had rung
        return found.after, found.cause
    if found.cause is LegCause.NO_ANSWER or (limit < found.limit and found.after >= limit):
        return limit, LegCause.NO_ANSWER
    return found.after, found.cause
