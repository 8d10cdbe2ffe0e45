"""Calls: their places and pools, and what has to be done about one that waits."""

from ccengine.acd.floor.things import Things
from ccengine.acd.needs import need_of
from ccengine.acd.ordered import Ordered
from ccengine.acd.state import Call, CallState, Place, Stay, move
from ccengine.model.ids import QueueName, Seconds
from ccengine.model.why import CallbackEnd, QueueExit

HOLDS_PLACE = frozenset((CallState.WAITING, CallState.OFFERED, CallState.DIALLED, CallState.RESTING))


class Calls(Things):
    def review_call(self, call: Call) -> None:
        """After a change that concerns a call: is something to be done about it at once?"""
        if self.errand(call) is not None:
            self.attend(call)
        else:
            self.agenda.pop((call.kind, call.id), None)

    def errand(self, call: Call) -> QueueExit | CallbackEnd | int | None:
        """By which exit a waiting call has to leave, or which step is to be taken, at once; or why a callback is to be
        given up."""
        if call.callback is not None and call.off_line and call.state is not CallState.DIALLED:
            if call.queue not in self.rules.queues:
                return CallbackEnd.FAILED
            if call.callback.end is not None:
                return call.callback.end
        if call.state is not CallState.WAITING:
            return None
        if call.queue not in self.rules.queues or call.joins_failed >= self.rules.limits.joins:
            return QueueExit.FAILED
        if call.full:
            return QueueExit.FULL
        if call.way_out:
            return QueueExit.KEY
        outlook = self.pools.outlook_of.get(call.id)
        if outlook is not None and not outlook.staffed:
            return QueueExit.NOBODY
        if call.too_long:
            return QueueExit.EXPECTED_TOO_LONG
        only = call.steps[call.step].agent
        if only and only not in self.pools.present and call.step + 1 < len(call.steps):
            return call.step + 1
        return None

    def due(self, call: Call) -> tuple[Seconds, int | None]:
        """When waiting brings a change: the next step, or (None) the end."""
        end = call.callback.until if call.callback else call.entered + self.rules.queue(call.queue).longest_wait
        if call.step + 1 < len(call.steps):
            when = call.entered + call.steps[call.step + 1].after
            if when < end:
                return when, call.step + 1
        return end, None

    def lasts_until(self, call: Call, state: CallState) -> Seconds | None:
        """The deadline of a call that comes into this state."""
        if state is CallState.WAITING:
            return self.due(call)[0]
        if call.callback is not None and state is CallState.RESTING:
            return min(call.callback.rests, call.callback.until)
        if call.callback is not None and state is CallState.DIALLED and self.switch:
            return self.now + call.callback.limit + self.rules.limits.reach
        return None

    def on_line(self, queue: QueueName) -> int:
        """How many hold a place, without the callbacks that are off the line."""
        return len(self.places.get(queue, ())) - self.callbacks.kept[queue]

    def add_call(self, call: Call) -> None:
        """Also takes up one from a snapshot, in the state it is in."""
        self.calls[call.id] = call
        if call.deadline is not None:
            self.deadlines.add((call.deadline, call.kind, call.id))
        self._place(call, None, call.state)

    def forget_call(self, call: Call) -> None:
        if call.deadline is not None:
            self.expect(call, None)
        self._place(call, call.state, None)
        del self.calls[call.id]

    def remember(self, call: Call) -> None:
        """It has left its queue, and is still here: it may want to be called back."""
        self.stays[call.id] = Stay(
            call.queue, call.entered, call.head_start, call.place, call.steps, call.step, call.customer
        )

    def move_call(self, call: Call, to: CallState) -> None:
        old = call.state
        move(call, to, self.now)
        until = self.lasts_until(call, to)
        if call.deadline != until:
            self.expect(call, until)
        self._place(call, old, to)

    def widen(self, call: Call, step: int) -> None:
        """A waiting call is searched for by this step now: others may get it, its place is the same."""
        looks = call.queue in self.left_when_empty and not call.off_line
        self.pools.unwant(call)
        if looks:
            self._look(call, CallState.WAITING, None)
        call.step = step
        self.want(call)
        if looks:
            self._look(call, None, CallState.WAITING)
        self.agenda.pop((call.kind, call.id), None)
        self.review_call(call)
        self.expect(call, self.due(call)[0])

    def wants(self, call: Call) -> bool:
        """May (another) agent be rung for it?"""
        if call.state is CallState.WAITING:
            return True
        return call.state is CallState.OFFERED and len(call.offers) < self.rules.queue(call.queue).rings

    def want(self, call: Call) -> None:
        """After a change of its state or its offers."""
        wanted = call.id in self.pools.wanted
        if wanted and not self.wants(call):
            self.pools.unwant(call)
        elif not wanted and self.wants(call):
            self.pools.want(call, need_of(call.steps[call.step]))

    def _place(self, call: Call, old: CallState | None, new: CallState | None) -> None:
        """Keep the indexes of the call's queue."""
        held, holds = old in HOLDS_PLACE, new in HOLDS_PLACE
        if not held and not holds and call.callback is None:
            return  # it is in a talk, or was: no index knows it
        if holds and not held:
            self._line(call.queue).add(call.place)
        elif held and not holds:
            self.places[call.queue].remove(call.place)
            if not self.places[call.queue]:
                del self.places[call.queue]
        if call.callback is not None:
            self.callbacks.moved(call, old, new)
            self.pools.reopen(call.queue)
        if new is None and call.id in self.pools.wanted:
            self.pools.unwant(call)
        elif new is not None:
            self.want(call)
        if call.queue in self.left_when_empty and not call.off_line:
            self._look(call, old, new)
        if new in (CallState.WAITING, CallState.RESTING):
            self.review_call(call)
        else:
            self.agenda.pop((call.kind, call.id), None)

    def _line(self, queue: QueueName) -> Ordered[Place]:
        line = self.places.get(queue)
        if line is None:
            line = self.places[queue] = Ordered()
        return line

    def _look(self, call: Call, old: CallState | None, new: CallState | None) -> None:
        needs = tuple(need_of(step) for step in call.steps[call.step :])
        if old is CallState.WAITING:
            self.pools.unlook(call, needs)
        if new is CallState.WAITING:
            self.pools.look(call, needs)
