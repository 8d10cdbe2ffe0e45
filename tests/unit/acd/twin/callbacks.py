"""Callbacks: rules 32 to 39 of docs/manual/acd.md."""

from collections.abc import Callable

from ccengine.acd import commands as c
from ccengine.acd import events as e
from ccengine.model.why import CallbackEnd, LegCause
from tests.unit.acd.twin.floor import Floor
from tests.unit.acd.twin.people import ANYBODY, Bid, Caller, Promise, Worker

FREE = (LegCause.CONGESTION, LegCause.CAPPED, LegCause.SWITCH_LOST, LegCause.LATE, LegCause.FORCED)  # 36
OFF_LINE = ("waiting", "dialled", "resting")


class CallingBack(Floor):
    todo: list[tuple[str, str, LegCause | None]]
    order: Callable[..., None]
    turn: Callable[[Worker, str], None]
    over: Callable[[Bid], None]

    def promised(self) -> list[Caller]:
        return [one for one in self.callers if one.off_line]

    def ask(self, fact: e.CallbackAsked) -> None:  # 32
        queue = self.queues.get(fact.queue)
        kept = self.promised()
        if (
            queue is None
            or not queue.callbacks.share
            or any(one.name in (fact.call, fact.callback) for one in self.callers)
            or any(one.promise and one.promise.party == (fact.party or fact.number) for one in kept)
            or len([one for one in kept if one.queue == fact.queue]) >= queue.callbacks.most
        ):
            return
        stay = self.stays.get(fact.call)
        if stay is None or stay.queue != fact.queue:
            self.entered += 1
            stay = Caller(fact.call, fact.queue, self.now, (self.now - queue.weight, self.entered), ANYBODY)
        else:
            del self.stays[fact.call]
        caller = Caller(fact.callback, fact.queue, stay.entered, stay.key, stay.steps, stay.at, customer=stay.customer)
        until, party = self.now + queue.callbacks.keep, fact.party or fact.number
        caller.promise = Promise(fact.callback, fact.number, self.now, until, party=party)
        self.callers.append(caller)
        self.todo.append(("caller", caller.name, None))

    def call_back(self, caller: Caller, worker: Worker) -> None:  # 34
        assert caller.promise
        self.offered += 1
        number, rules = f"{self.run}-{self.offered}", self.queues[caller.queue].callbacks
        self.bids[f"o{number}"] = Bid(f"o{number}", caller, worker, "reserved")
        worker.last_offer = self.offered
        self.turn(worker, "reserved")
        caller.stage, caller.promise.leg = "dialled", f"c{number}"
        caller.promise.guard = self.now + rules.ring + 60
        who = (f"o{number}", worker.name, caller.name, caller.queue, f"c{number}")
        self.order(c.CallBack, *who, caller.promise.number, rules.ring)

    def dialled(self, leg: str) -> Caller | None:
        called = (one for one in self.promised() if one.stage == "dialled")
        return next((one for one in called if one.promise and one.promise.leg == leg), None)

    def reached(self, leg: str) -> None:  # 35
        caller = self.dialled(leg)
        if caller is None:
            if all(one.name != leg for one in self.callers):  # 39
                self.todo.append(("release", leg, LegCause.LATE))
            return
        assert caller.promise
        caller.name, caller.promise.reached = leg, True
        caller.promise.until = self.now + self.queues[caller.queue].longest_wait
        bids = self.bids_of(caller)
        caller.stage = "offered" if bids else "waiting"
        self.todo.append(("caller", caller.name, None))
        for bid in bids:
            if self.switch and bid.worker.reachable:
                self.todo.append(("ring", bid.name, None))
            else:
                self.over(bid)

    def not_reached(self, leg: str, cause: LegCause) -> None:  # 36
        caller = self.dialled(leg)
        if caller is None:
            return
        assert caller.promise
        rules = self.queues[caller.queue].callbacks
        caller.promise.tries += cause not in FREE
        caller.promise.held_up = cause in FREE
        caller.promise.pause = self.now + (30 if cause in FREE else rules.pause)
        if cause is LegCause.NOT_ALLOWED:
            caller.promise.end = CallbackEnd.NOT_ALLOWED
        elif caller.promise.tries >= rules.tries:
            caller.promise.end = CallbackEnd.UNREACHED
        caller.stage = "resting"
        self.todo.append(("caller", caller.name, None))
        for bid in self.bids_of(caller):
            self.over(bid)

    def lost(self, caller: Caller) -> None:  # 36
        was = caller.promise
        assert was
        kept = [one.promise.party for one in self.promised() if one.promise]
        if was.party in kept or any(one.name == was.name for one in self.callers):
            return
        again = Caller(was.name, caller.queue, caller.entered, caller.key, caller.steps, caller.at, "resting")
        again.customer = caller.customer
        until = was.asked + self.queues[caller.queue].callbacks.keep
        again.promise = Promise(was.name, was.number, was.asked, until, was.leg, 0.0, self.now + 30, was.tries, True)
        again.promise.party = was.party
        self.callers.append(again)
        self.todo.append(("caller", again.name, None))

    def give_up(self, caller: Caller, end: CallbackEnd) -> None:
        self.drop(caller)
        self.order(c.CallbackOver, caller.name, end)

    def drop(self, caller: Caller) -> None:  # 39
        assert caller.promise
        self.callers.remove(caller)
        if caller.stage == "dialled":
            self.todo.append(("release", caller.promise.leg, LegCause.FORCED))
        for bid in self.bids_of(caller):
            self.over(bid)
