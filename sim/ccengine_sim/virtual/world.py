"""The switch and the people behind it: does what the machine orders and tells it what came of it.

What happens at once (an agent who answers without delay, the talk that begins with a join) is told before time goes
on."""

from collections import deque
from collections.abc import Iterable
from math import isinf
from typing import assert_never

from ccengine.acd.commands import (
    CallBack,
    CallbackOver,
    Command,
    EndPause,
    Join,
    Release,
    Ring,
    SendOn,
    SetAgent,
    StopRinging,
    Widen,
)
from ccengine.acd.events import (
    CallerLeft,
    CallerQueued,
    Event,
    OfferAnswered,
    OfferFailed,
    OfferRinging,
    TalkBegan,
    TalkEnded,
)
from ccengine.acd.machine import Machine
from ccengine.model.ids import CallId, OfferId
from ccengine.model.why import By, LegCause
from ccengine_sim.virtual.chance import Chance
from ccengine_sim.virtual.people import Caller, Worker
from ccengine_sim.virtual.staff import Staff
from ccengine_sim.virtual.timeline import Timeline
from ccengine_sim.virtual.visit import End, Visit


class World:
    def __init__(self, machine: Machine, timeline: Timeline, workers: Iterable[Worker], chance: Chance, ends: By):
        self.machine = machine
        self._timeline = timeline
        self._ends = ends
        self._visits: dict[CallId, Visit] = {}  # of calls that are there
        self._legs: dict[OfferId, Visit] = {}  # agents' legs that live
        self._facts: deque[Event] = deque()
        self._staff = Staff(workers, timeline, chance, self.tell)

    def enter(self, caller: Caller) -> Visit:
        visit = self._visits[caller.call] = Visit(caller, self._timeline.now)
        self.tell(CallerQueued(caller.call, caller.queue, caller.head_start, foretell=True))
        if visit.answered is None and visit.left is None and not isinf(caller.patience):
            self._timeline.at(visit.arrived + caller.patience, self._give_up, visit)
        return visit

    def tell(self, fact: Event) -> None:
        """Tell the machine, do as it orders, and so on until nothing more happens at this moment."""
        facts, machine, now = self._facts, self.machine, self._timeline.now
        facts.append(fact)
        while facts:
            for order in machine.handle(facts.popleft(), now):
                self._obey(order)

    def _obey(self, order: Command) -> None:
        match order:
            case Ring():
                self._ring(order)
            case Join():
                self._talk(order)
            case SetAgent():
                self._staff.told(order)
            case Release(offer):
                self._release(offer)
            case StopRinging(offer):
                self._legs.pop(offer, None)
            case SendOn(call=call, exit=way_out):
                visit = self._visits[call]
                visit.exit = way_out
                self._leave(visit, End.SENT_ON)
            case Widen():
                pass  # nobody outside is told
            case CallBack() | EndPause() | CallbackOver():
                raise AssertionError(f"{order}: nobody here asks to be called back")
            case _:
                assert_never(order)

    # -- an agent's leg -----------------------------------------------------------------------------------------------

    def _ring(self, order: Ring) -> None:
        visit = self._legs[order.offer] = self._visits[order.call]
        visit.rings += 1
        after = self._staff.answers(order.agent)
        if after <= 0.0:
            self._facts.append(OfferAnswered(order.offer))
            return
        self._facts.append(OfferRinging(order.offer))
        what = OfferAnswered(order.offer) if after < order.limit else OfferFailed(order.offer, LegCause.NO_ANSWER)
        self._timeline.at(self._timeline.now + min(after, order.limit), self._of_leg, what)

    def _of_leg(self, fact: OfferAnswered | OfferFailed) -> None:
        if fact.offer in self._legs:
            if isinstance(fact, OfferFailed):
                del self._legs[fact.offer]
            self.tell(fact)

    def _talk(self, order: Join) -> None:
        visit, now = self._visits[order.call], self._timeline.now
        visit.answered, visit.agent = now, order.agent
        self._facts.append(TalkBegan(order.offer))
        self._timeline.at(now + visit.caller.talk, self._hang_up, order.offer)

    def _hang_up(self, offer: OfferId) -> None:
        visit = self._legs.pop(offer, None)
        if visit is not None:
            self._leave(visit, End.SERVED)
            self.tell(TalkEnded(offer, self._ends))

    def _release(self, offer: OfferId) -> None:
        visit = self._legs.pop(offer, None)
        if visit is not None and visit.answered is not None and visit.left is None:
            self._leave(visit, End.SERVED)  # a talk at the machine's own limit

    # -- callers ------------------------------------------------------------------------------------------------------

    def _give_up(self, visit: Visit) -> None:
        if visit.answered is None and visit.left is None:
            self._leave(visit, End.ABANDONED)
            self.tell(CallerLeft(visit.caller.call))

    def _leave(self, visit: Visit, end: End) -> None:
        visit.left, visit.end = self._timeline.now, end
        del self._visits[visit.caller.call]
