"""What the manual promises of callbacks, looked at from outside: by what the machine was told and what it ordered, and
not by what it has noted (rules 3 and 32 to 36 of docs/manual/acd.md)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import singledispatchmethod

from ccengine.acd import commands, events
from ccengine.acd.machine import Machine
from ccengine.acd.state import CallState
from ccengine.model.callbacks import CallbackRules
from ccengine.model.ids import CallId, OfferId, QueueName, Seconds
from ccengine.model.why import By, CallbackEnd, LegCause

NO_TRY = (LegCause.CONGESTION, LegCause.SWITCH_LOST, LegCause.LATE, LegCause.FORCED)  # rule 36
HAIR: Seconds = 1e-6


@dataclass(frozen=True, slots=True)
class Place:
    queue: QueueName
    key: Seconds  # rule 1
    anybody: bool  # he asks for anybody who serves the queue: nobody may be served before him who came later


@dataclass(slots=True)
class Kept:
    """A callback that was not reached yet."""

    place: Place
    number: str
    tries: int = 0
    rests: Seconds = 0.0  # not to be dialled before
    held_up: bool = False  # could not be dialled at all: no other of its queue is meanwhile
    leg: CallId | None = None  # is dialled


class Promises:
    """`broken` names what did not hold."""

    def __init__(self, machine: Callable[[], Machine]) -> None:
        self._machine = machine  # that of now: an engine that comes back has another
        self.broken: list[str] = []
        self._now: Seconds = 0.0
        self._kept: dict[CallId, Kept] = {}  # by callback
        self._reached: dict[CallId, tuple[CallId, Kept]] = {}  # by leg, until he is gone
        self._legs: dict[CallId, CallId] = {}  # dialled: leg -> callback
        self._on_line: dict[CallId, Place] = {}
        self._left: dict[CallId, Place] = {}  # of who left by himself, and may ask
        self._in_hand: dict[CallId, QueueName] = {}  # by leg
        self._staff = {agent.id for agent in machine().agents() if agent.logged_in}
        self._who: dict[OfferId, CallId] = {}
        self._talks: set[OfferId] = set()
        self._reserved: set[OfferId] = set()

    def take(self, body: object, now: Seconds) -> None:
        self._now = now
        self._see(body)

    def open(self) -> list[CallId]:
        """Callbacks that have come to no end."""
        return [*self._kept]

    def _rules(self, queue: QueueName) -> CallbackRules:
        return self._machine().rules.queue(queue).callbacks

    def _place(self, queue: QueueName, head_start: Seconds = 0.0, anybody: bool = True) -> Place:
        """Of who comes now."""
        return Place(queue, self._now - head_start - self._machine().rules.queue(queue).weight, anybody)

    # -- facts --------------------------------------------------------------------------------------------------------

    @singledispatchmethod
    def _see(self, body: object) -> None:
        """Nothing follows from other kinds."""

    @_see.register
    def _(self, fact: events.AgentLoggedIn) -> None:
        self._staff.add(fact.agent)

    @_see.register
    def _(self, fact: events.AgentLoggedOut) -> None:
        self._staff.discard(fact.agent)

    @_see.register
    def _(self, fact: events.CallerQueued) -> None:
        self._left.pop(fact.call, None)
        if fact.call not in self._on_line:
            self._on_line[fact.call] = self._place(fact.queue, fact.head_start, not fact.steps)

    @_see.register
    def _(self, fact: events.CallbackAsked) -> None:
        left = self._left.pop(fact.call, None)
        has_place = left is not None and left.queue == fact.queue
        place = left if left is not None and has_place else self._place(fact.queue)
        self._kept[fact.callback] = Kept(place, fact.number)

    @_see.register
    def _(self, fact: events.CallbackReached) -> None:
        callback = self._legs.pop(fact.call, None)
        if callback is not None:
            kept = self._kept.pop(callback)
            self._on_line[fact.call], self._reached[fact.call] = kept.place, (callback, kept)

    @_see.register
    def _(self, fact: events.CallbackFailed) -> None:
        self._unreached(fact.call, fact.cause)

    @_see.register
    def _(self, fact: events.CallerLeft) -> None:
        self._unreached(fact.call, LegCause.SWITCH_LOST if fact.estimated else LegCause.NOT_CONFIRMED)
        callback, kept = self._reached.get(fact.call, (None, None))
        found = self._machine().call(fact.call)  # as it was before this
        held_place = found is not None and found.state in (CallState.WAITING, CallState.OFFERED)
        self._gone(fact.call, may_ask=fact.by is By.FLOW)
        if callback is not None and kept is not None and fact.estimated and held_place:
            self._lost(callback, kept)

    @_see.register
    def _(self, fact: events.TalkBegan) -> None:
        self._talks.add(fact.offer)

    @_see.register
    def _(self, fact: events.TalkEnded) -> None:
        self._over(fact.offer)

    def _over(self, offer: OfferId) -> None:
        if offer in self._talks:
            self._talks.discard(offer)
            self._gone(self._who[offer])

    def _gone(self, call: CallId, may_ask: bool = False) -> None:
        self._in_hand.pop(call, None)
        self._left.pop(call, None)
        self._reached.pop(call, None)
        if (place := self._on_line.pop(call, None)) is not None and may_ask:
            self._left[call] = place

    def _lost(self, callback: CallId, kept: Kept) -> None:
        """He was reached, and nobody saw him hang up: he is called once more."""
        if all(other.number != kept.number for other in self._kept.values()):
            kept.leg, kept.held_up = None, True
            kept.rests = self._now + self._machine().rules.limits.retry
            self._kept[callback] = kept

    def _unreached(self, leg: CallId, cause: LegCause) -> None:
        callback = self._legs.pop(leg, None)
        if callback is None:
            return
        self._in_hand.pop(leg, None)
        kept = self._kept[callback]
        kept.leg, kept.held_up = None, cause in NO_TRY
        kept.tries += not kept.held_up
        retry, rules = self._machine().rules.limits.retry, self._rules(kept.place.queue)
        kept.rests = self._now + (retry if kept.held_up else rules.pause)

    # -- orders -------------------------------------------------------------------------------------------------------

    @_see.register
    def _(self, order: commands.SendOn) -> None:
        self._gone(order.call, may_ask=True)

    @_see.register
    def _(self, order: commands.Join) -> None:
        self._who[order.offer] = order.call

    @_see.register
    def _(self, order: commands.Release) -> None:
        self._unreached(CallId(order.offer), order.cause)
        self._over(order.offer)

    @_see.register
    def _(self, order: commands.Ring) -> None:
        # A reserved agent rings for whom he was reserved for: whose turn it was, was decided then.
        if order.offer not in self._reserved and (place := self._on_line.get(order.call)) is not None:
            self._turn(order.call, place)

    @_see.register
    def _(self, order: commands.CallBack) -> None:
        kept, rules = self._kept[order.callback], self._rules(order.queue)
        self._reserved.add(order.offer)
        if kept.leg is not None:
            self.broken.append(f"{order.callback} is dialled twice at a time")
        if kept.tries >= rules.tries:
            self.broken.append(f"{order.callback} is dialled once more after {kept.tries} tries")
        if self._now < kept.rests - HAIR:
            self.broken.append(
                f"{order.callback} is dialled {kept.rests - self._now:.0f} s before the end of its pause"
            )
        kept.leg, self._legs[order.call], self._in_hand[order.call] = order.call, order.callback, order.queue
        if (many := self._in_hand_of(order.queue)) > (most := self._most(order.queue)):
            self.broken.append(f"{many} callbacks of {order.queue} are in hand, where {most} may be")
        self._turn(order.callback, kept.place)

    @_see.register
    def _(self, order: commands.EndPause) -> None:
        self._kept[order.callback].held_up = False

    @_see.register
    def _(self, order: commands.CallbackOver) -> None:
        kept = self._kept.pop(order.callback)
        tries = self._rules(kept.place.queue).tries
        if order.end is CallbackEnd.UNREACHED and kept.tries != tries:
            self.broken.append(f"{order.callback} is given up after {kept.tries} tries of {tries}")

    # -- whose turn ---------------------------------------------------------------------------------------------------

    def _most(self, queue: QueueName) -> int:
        staff = self._staff.intersection(self._machine().rules.queue(queue).agents)
        return max(1, self._rules(queue).share * len(staff) // 100)

    def _in_hand_of(self, queue: QueueName) -> int:
        return [*self._in_hand.values()].count(queue)

    def _turn(self, call: CallId, place: Place) -> None:
        """It gets an agent; does somebody who came before wait for one yet?"""
        for other in self._before(place):
            if other != call and (found := self._machine().call(other)) and found.state is CallState.WAITING:
                self.broken.append(f"{call} has overtaken {other}")
                return

    def _before(self, place: Place) -> Iterator[CallId]:
        def is_before(other: Place) -> bool:
            return other.anybody and other.queue == place.queue and other.key < place.key - HAIR

        yield from (call for call, its in self._on_line.items() if is_before(its))
        kept = [(callback, its) for callback, its in self._kept.items() if its.place.queue == place.queue]
        if self._in_hand_of(place.queue) < self._most(place.queue) and not any(its.held_up for _, its in kept):
            yield from (callback for callback, its in kept if is_before(its.place))
