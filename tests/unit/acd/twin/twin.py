"""Facts in, orders out.  Numbers in comments are rules of docs/manual/acd.md."""

from collections.abc import Callable, Iterable
from math import inf, isfinite

from ccengine.acd import commands as c
from ccengine.acd import events as e
from ccengine.model.why import By, CallbackEnd, LegCause, QueueExit
from tests.unit.acd.twin.callbacks import CallingBack
from tests.unit.acd.twin.expects import expected
from tests.unit.acd.twin.people import ANYBODY, AgentLike, Bid, Caller, QueueLike, Worker

AT_WORK = ("talking", "on_hold", "wrap_up")
Todo = tuple[str, str, LegCause | None]


class Twin(CallingBack):
    def __init__(self, queues: Iterable[QueueLike], agents: Iterable[AgentLike], run: int = 1) -> None:
        super().__init__(queues, agents, run)
        self.todo: list[Todo] = [("worker", worker.name, None) for worker in self.workers.values()]
        self.orders: list[c.Command] = []

    def handle(self, fact: e.Event, now: float) -> list[c.Command]:
        self.now = max(self.now, now)  # 21
        self.orders = []
        self.absorb(fact)
        while self.step():  # 22
            assert len(self.orders) < 200, "no end"
        return self.orders

    def order(self, kind: Callable[..., c.Command], *what: object) -> None:
        """The twin's names are plain text; the vocabulary's are kinds of text."""
        self.orders.append(kind(*what))

    def step(self) -> bool:
        if self.todo:
            self.work(*self.todo.pop(0))
        elif due := [item for item in self.awaited() if item[0] <= self.now]:
            self.expire(*min(due)[1:])
        elif self.switch and (pair := self.pair()):
            self.ring(*pair)
        else:
            return False
        return True

    # -- who is next (1-5) --------------------------------------------------------------------------------------------

    def ring(self, caller: Caller, worker: Worker) -> None:
        if caller.off_line:
            self.call_back(caller, worker)
            return
        self.offered += 1
        ring = self.queues[caller.queue].ring
        bid = Bid(f"o{self.run}-{self.offered}", caller, worker)
        bid.guard = self.now + self.patience(bid)
        self.bids[bid.name] = bid
        if caller.stage == "waiting" and not caller.promise:
            self.reckon(caller)
        caller.stage = "offered"
        worker.last_offer = self.offered
        worker.rung = (caller.queue, self.now)
        self.turn(worker, "ringing")
        self.order(c.Ring, bid.name, worker.name, caller.name, caller.queue, ring)

    # -- what is left to be done --------------------------------------------------------------------------------------

    def work(self, kind: str, name: str, cause: LegCause | None) -> None:
        match kind:
            case "worker":
                self.show(self.workers[name])
            case "caller":
                self.look_at(next((one for one in self.callers if one.name == name), None))
            case "callers":  # 22, last sentence
                self.todo[:0] = [("caller", caller.name, None) for caller in self.in_line("waiting")]
            case "ring":  # 35
                self.ring_reserved(self.bids.get(name))
            case "join":
                self.join(self.bids[name])
            case "stop":
                self.order(c.StopRinging, name, cause)
                self.over(self.bids[name])
            case "release":
                self.order(c.Release, name, cause)
                if name in self.bids:
                    self.over(self.bids[name])

    def ring_reserved(self, bid: Bid | None) -> None:
        if bid is not None and bid.stage == "reserved":
            bid.stage = "ringing"
            bid.guard = self.now + self.patience(bid)
            bid.worker.rung = (bid.caller.queue, self.now)
            self.turn(bid.worker, "ringing")
            ring = self.queues[bid.caller.queue].ring
            self.order(c.Ring, bid.name, bid.worker.name, bid.caller.name, bid.caller.queue, ring)

    def join(self, bid: Bid) -> None:  # 6
        if not bid.caller.promise:
            self.past[bid.caller.queue].wait_over(self.now - bid.caller.entered, joined=True)  # 27
            if self.ever_reserved(bid.caller.queue):
                self.past[bid.caller.queue].added.new(bid.caller.added, 1000)  # 41
        bid.stage = bid.caller.stage = "joining"
        self.turn(bid.worker, "joining")
        bid.guard = self.now + self.patience(bid)
        self.order(c.Join, bid.name, bid.worker.name, bid.caller.name, bid.caller.queue)
        for other in self.bids_of(bid.caller):  # 25
            if other is not bid:
                self.end(other, LegCause.ANSWERED_ELSEWHERE)

    def over(self, bid: Bid) -> None:
        del self.bids[bid.name]
        if bid.caller in self.callers and not self.bids_of(bid.caller) and not bid.caller.off_line:
            bid.caller.stage = "waiting"  # 7, 11: at the old place, for the key never changes
            self.todo.append(("caller", bid.caller.name, None))
        self.todo.append(("worker", bid.worker.name, None))

    def end(self, bid: Bid, cause: LegCause) -> None:
        self.todo.append(("stop" if bid.stage == "ringing" else "release", bid.name, cause))

    # -- callers who wait (17, 18, 23, 24) ----------------------------------------------------------------------------

    def look_at(self, caller: Caller | None) -> None:
        if caller is None or caller.stage not in ("waiting", "resting"):
            return
        queue = self.queues.get(caller.queue)
        if caller.promise and caller.off_line and (queue is None or caller.promise.end):  # 33, 36
            self.give_up(caller, caller.promise.end or CallbackEnd.FAILED)
        elif caller.stage == "resting":
            pass
        elif queue is None or caller.joins_failed >= 3:  # 18, 11
            self.send_on(caller, QueueExit.FAILED)
        elif caller.too_many:
            self.send_on(caller, QueueExit.FULL)
        elif caller.key_out:  # 26
            self.send_on(caller, QueueExit.KEY, caller.key_out)
        elif queue.leave_when_empty and not caller.off_line and not self.anybody(caller, queue):  # 24
            self.send_on(caller, QueueExit.NOBODY)
        elif caller.too_long:  # 31
            self.send_on(caller, QueueExit.EXPECTED_TOO_LONG)
        elif caller.step.agent and not self.is_here(caller.step.agent) and self.next_step(caller):  # 23
            self.widen(caller)

    def widen(self, caller: Caller) -> None:
        caller.at += 1
        self.order(c.Widen, caller.name, caller.at)
        self.todo.append(("caller", caller.name, None))

    def send_on(self, caller: Caller, exit: QueueExit, key: str = "") -> None:
        if not caller.promise:
            self.past[caller.queue].wait_over(self.now - caller.entered, joined=False)  # 27
        self.callers.remove(caller)
        self.stays[caller.name] = caller  # 32
        self.order(c.SendOn, caller.name, exit, key)

    # -- agents (13-16) -----------------------------------------------------------------------------------------------

    def show(self, worker: Worker) -> None:
        ought = self.ought(worker)
        if self.bid_of(worker) is not None or ought == worker.shown:
            return
        was = worker.shown[0]
        if ought[0] in ("ready", "logged_out"):
            worker.why = worker.wrap_until = None
        self.turn(worker, *ought)
        if ought[0] == "ready" and was not in ("reserved", "ringing", "joining"):  # 4: else he was withdrawn
            self.turned += 1
            worker.turn_ready(self.now, self.turned)
        self.order(c.SetAgent, worker.name, *ought)

    def turn(self, worker: Worker, state: str, reason: str = "", until: float | None = None) -> None:
        was, worker.shown = worker.shown[0], (state, reason, until)
        worker.keep_load(self.now)
        if state == "reserved":  # 41
            self.reserved.append((worker.name, self.now, inf))
        elif was == "reserved":
            self.reserved = [
                (who, a, self.now if who == worker.name and b == inf else b) for who, a, b in self.reserved
            ]
        if was in AT_WORK and state not in AT_WORK:  # 27
            self.past[worker.rung[0]].handling.new(self.now - worker.rung[1])

    def blame(self, bid: Bid, cause: LegCause) -> None:  # 7
        missed = cause in (LegCause.NO_ANSWER, LegCause.REJECTED)
        usual = None if missed else 30 if cause in (LegCause.BUSY, LegCause.UNREACHABLE) else 5
        bid.worker.blame(cause, self.now, usual)

    # -- time ---------------------------------------------------------------------------------------------------------

    def expire(self, kind: int, name: str) -> None:
        if kind == 0:
            self.show(self.workers[name])
        elif kind == 1:
            caller = next(one for one in self.callers if one.name == name)
            leaves, widens = self.times_of(caller)
            if caller.promise and caller.stage == "dialled":  # 38
                self.not_reached(caller.promise.leg, LegCause.NO_ANSWER)
                self.order(c.Release, caller.promise.leg, LegCause.NO_ANSWER)
            elif caller.promise and caller.stage == "resting" and caller.promise.pause < leaves:  # 36
                caller.stage = "waiting"
                self.order(c.EndPause, caller.name)
                self.todo.append(("caller", caller.name, None))
            elif caller.stage == "waiting" and widens < leaves:
                self.widen(caller)
            elif caller.off_line:  # 33
                self.give_up(caller, CallbackEnd.EXPIRED)
            else:
                self.send_on(caller, QueueExit.WAITED_TOO_LONG)
        elif self.bids[name].stage == "ringing":  # 8
            self.blame(self.bids[name], LegCause.NO_ANSWER)
            self.work("stop", name, LegCause.NO_ANSWER)
        else:  # 11
            self.ended(self.bids[name], By.UNKNOWN)
            self.work(*self.todo.pop())

    # -- facts --------------------------------------------------------------------------------------------------------

    def absorb(self, fact: e.Event) -> None:
        match fact:
            case e.CallerQueued():
                self.enter(fact)
            case e.CallerLeft():
                self.stays.pop(fact.call, None)  # 32
                self.not_reached(fact.call, LegCause.SWITCH_LOST if fact.estimated else LegCause.NOT_CONFIRMED)  # 36
                caller = next((one for one in self.callers if one.name == fact.call and not one.off_line), None)
                if caller and fact.by is By.FLOW and caller.stage in ("waiting", "offered"):
                    self.stays[caller.name] = caller
                held = caller is not None and caller.promise and caller.stage in ("waiting", "offered")
                self.leave(caller)
                if caller and held and fact.estimated:
                    self.lost(caller)
            case e.WayOutTaken():
                self.way_out(next((caller for caller in self.callers if caller.name == fact.call), None), fact.key)
            case e.CallbackAsked():
                self.ask(fact)
            case e.CallbackReached(leg):
                self.reached(leg)
            case e.CallbackFailed(leg, cause):
                self.not_reached(leg, cause)
            case e.CallbackCancelled(name):
                for caller in [one for one in self.promised() if one.name == name]:
                    self.drop(caller)
            case (
                e.OfferRinging(offer)
                | e.OfferAnswered(offer)
                | e.OfferFailed(offer)
                | e.TalkBegan(offer)
                | e.TalkEnded(offer)
            ) if offer in self.bids and self.bids[offer].stage == "reserved":  # 39
                pass
            case e.OfferRinging() | e.OfferAnswered() | e.TalkBegan() if fact.offer not in self.bids:  # 20
                cause = LegCause.FORCED if isinstance(fact, e.OfferRinging) else LegCause.LATE
                self.todo.append(("release", fact.offer, cause))
            case e.OfferAnswered():
                if self.bids[fact.offer].stage == "ringing":  # 6
                    self.todo.append(("join", fact.offer, None))
            case e.OfferFailed() if fact.offer in self.bids:
                self.failed(self.bids[fact.offer], fact.cause)
            case e.TalkBegan():
                self.talk(self.bids[fact.offer])
            case e.TalkHeld() if fact.offer in self.bids and self.bids[fact.offer].stage == "talking":  # 13
                self.turn(self.bids[fact.offer].worker, "on_hold" if fact.held else "talking")
            case e.TalkEnded() if fact.offer in self.bids:
                self.ended(self.bids[fact.offer], fact.by)
            case e.SwitchAvailable(available):
                if available and not self.switch:  # 12
                    for bid in self.bids.values():
                        bid.guard = self.now + self.patience(bid)
                    for caller in self.promised():  # 38
                        if caller.promise and caller.stage == "dialled":
                            caller.promise.guard = self.now + self.queues[caller.queue].callbacks.ring + 60
                self.switch = available
            case (
                e.AgentLoggedIn()
                | e.AgentLoggedOut()
                | e.AgentReady()
                | e.AgentNotReady()
                | e.AgentReachable()
                | e.WrapUpExtended()
            ):
                if fact.agent in self.workers:
                    self.said(self.workers[fact.agent], fact)

    def enter(self, fact: e.CallerQueued) -> None:
        if any(caller.name == fact.call for caller in self.callers):  # 19
            return
        self.entered += 1
        self.stays.pop(fact.call, None)  # 32
        queue = self.queues.get(fact.queue)
        head_start = fact.head_start if isfinite(fact.head_start) else 0.0
        key = (self.now - head_start - (queue.weight if queue else 0.0), self.entered)  # 1
        caller = Caller(fact.call, fact.queue, self.now, key, fact.steps or ANYBODY, customer=fact.customer)
        if queue and queue.longest_queue is not None:  # 18
            line = [one for one in self.in_line("waiting", "offered") if one.queue == fact.queue and not one.off_line]
            caller.too_many = len(line) >= queue.longest_queue
        self.callers.append(caller)
        self.past[caller.queue].arrives(head_start, self.now)  # 27
        longest = queue.longest_expected if queue else None
        if fact.longest_expected is not None:
            longest = fact.longest_expected
        if longest is not None:  # 31
            wait = expected(self, caller)
            caller.too_long = wait is None or wait > longest
        self.todo.append(("caller", caller.name, None))

    def way_out(self, caller: Caller | None, key: str) -> None:  # 26
        if caller and not caller.off_line and caller.stage in ("waiting", "offered") and not caller.key_out:
            caller.key_out = key
            for bid in self.bids_of(caller):
                self.end(bid, LegCause.CALLER_LEFT)
            if caller.stage == "waiting":
                self.todo.append(("caller", caller.name, None))

    def leave(self, caller: Caller | None) -> None:  # 9
        if caller is None:
            return
        if caller.stage in ("waiting", "offered") and not caller.promise:
            self.past[caller.queue].wait_over(self.now - caller.entered, joined=False)  # 27
        self.callers.remove(caller)
        for bid in self.bids_of(caller):
            if bid.stage == "talking":
                self.wrap(bid)
            self.end(bid, LegCause.CALLER_LEFT)

    def talk(self, bid: Bid) -> None:  # 6
        if bid.stage == "joining":
            bid.stage = bid.caller.stage = "talking"
            bid.worker.row = 0  # 7
            self.past[bid.caller.queue].answering.new(self.now - bid.worker.rung[1])  # 27
            bid.worker.talks += 1
            if bid.caller.customer:  # 40
                self.served[bid.caller.queue, bid.caller.customer] = (bid.worker.name, self.now)
            self.turn(bid.worker, "talking")
            bid.guard = self.now + self.patience(bid)

    def wrap(self, bid: Bid) -> None:  # 10
        bid.worker.wrap_until = self.now + self.queues[bid.caller.queue].wrap_up

    def failed(self, bid: Bid, cause: LegCause) -> None:  # 7
        if bid.stage != "ringing":
            self.ended(bid, By.UNKNOWN)
        else:
            self.blame(bid, cause)
            self.over(bid)

    def ended(self, bid: Bid, by: By) -> None:
        if bid.stage == "talking":  # 10
            self.wrap(bid)
            self.callers.remove(bid.caller)
            if by is By.AGENT:
                self.over(bid)
            else:
                self.end(bid, LegCause.CALLER_LEFT if by is By.CALLER else LegCause.FORCED)
        elif by is By.CALLER:  # 11
            self.leave(bid.caller)
        elif by is By.AGENT:
            self.blame(bid, LegCause.REJECTED)
            self.over(bid)
        else:
            bid.caller.joins_failed += 1
            self.blame(bid, LegCause.CONGESTION)
            self.end(bid, LegCause.FORCED)

    def said(self, worker: Worker, fact: e.Event) -> None:
        bid = self.bid_of(worker)
        match fact:
            case e.AgentLoggedIn() if not worker.logged_in:  # 14, 15
                worker.begin(self.now)
            case e.AgentLoggedOut() if worker.logged_in:
                worker.logged_in = False
            case e.AgentReady() if worker.logged_in:
                worker.why, worker.row = None, 0  # 7
                worker.wrap_until = worker.wrap_until if bid else None
            case e.AgentNotReady() if worker.logged_in:
                worker.why, worker.why_until = fact.reason, None
                worker.wrap_until = worker.wrap_until if bid else None
            case e.AgentReachable():
                worker.reachable = fact.reachable
                if fact.reachable and worker.why == "unreachable" and worker.why_until is not None:  # 7
                    worker.why = None
            case e.WrapUpExtended() if worker.shown[0] == "wrap_up" and isfinite(fact.seconds) and fact.seconds > 0:
                assert worker.wrap_until is not None
                worker.wrap_until += fact.seconds
            case _:
                return  # 14: changes nothing
        if bid and bid.stage == "ringing" and isinstance(fact, e.AgentLoggedOut | e.AgentNotReady):
            self.end(bid, LegCause.FORCED)  # 15
        if bid and bid.stage == "reserved" and isinstance(fact, e.AgentLoggedOut | e.AgentNotReady):
            self.over(bid)  # 37
        self.todo.append(("worker", worker.name, None))
        if isinstance(fact, e.AgentLoggedOut):  # 22, last sentence
            self.todo.append(("callers", "", None))
