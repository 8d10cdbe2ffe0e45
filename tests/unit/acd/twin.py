"""The ACD once more, slowly: written from docs/manual/acd.md alone (its rule numbers stand beside the lines), with no
index and no code of the machine's.  Whatever the two disagree on is a bug in one of them, or in the text."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Protocol

from ccengine.acd import commands as c
from ccengine.acd import events as e
from ccengine.model.why import By, LegCause, QueueExit


class QueueLike(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def agents(self) -> tuple[str, ...]: ...
    @property
    def ring(self) -> float: ...
    @property
    def wrap_up(self) -> float: ...
    @property
    def longest_wait(self) -> float: ...


class AgentLike(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def logged_in(self) -> bool: ...


@dataclass
class Caller:
    name: str
    queue: str
    entered: float
    key: tuple[float, int]  # rule 1
    stage: str = "waiting"
    joins_failed: int = 0


@dataclass
class Worker:
    name: str
    logged_in: bool
    shown: tuple[str, str, float | None] = ("logged_out", "", None)
    reachable: bool = True
    why: str | None = None
    why_until: float | None = None
    wrap_until: float | None = None
    idle: tuple[float, int] = (0.0, 0)


@dataclass
class Bid:
    name: str
    caller: Caller
    worker: Worker
    stage: str  # ringing, joining, talking
    guard: float


Todo = tuple[str, str, LegCause | None]


class Twin:
    def __init__(self, queues: Iterable[QueueLike], agents: Iterable[AgentLike], run: int = 1) -> None:
        self.queues = {queue.name: queue for queue in queues}
        self.workers = {agent.id: Worker(agent.id, agent.logged_in) for agent in agents}
        self.run = run
        self.now = 0.0
        self.switch = True
        self.callers: list[Caller] = []
        self.bids: dict[str, Bid] = {}
        self.entered = self.turned = self.offered = 0
        self.todo: list[Todo] = [("worker", worker.name, None) for worker in self.workers.values()]
        self.orders: list[c.Command] = []

    def handle(self, fact: e.Event, now: float) -> list[c.Command]:
        self.now = max(self.now, now)  # 21
        self.orders = []
        self.absorb(fact)
        while self.step():  # 22
            assert len(self.orders) < 200, "no end"
        return self.orders

    def step(self) -> bool:
        if self.todo:
            self.work(*self.todo.pop(0))
        elif due := self.due():
            self.expire(*min(due)[1:])
        elif self.switch and (pair := self.pair()):
            self.ring(*pair)
        else:
            return False
        return True

    # -- who is next (1-4) --------------------------------------------------------------------------------------------

    def pair(self) -> tuple[Caller, Worker] | None:
        for caller in sorted((one for one in self.callers if one.stage == "waiting"), key=lambda one: one.key):
            queue = self.queues.get(caller.queue)
            ready = [self.workers[name] for name in (queue.agents if queue else ())]
            ready = [worker for worker in ready if worker.shown[0] == "ready" and self.bid_of(worker) is None]
            if ready:
                return caller, min(ready, key=lambda worker: worker.idle)
        return None

    def ring(self, caller: Caller, worker: Worker) -> None:
        self.offered += 1
        ring = self.queues[caller.queue].ring
        bid = Bid(f"o{self.run}-{self.offered}", caller, worker, "ringing", 0.0)
        bid.guard = self.now + self.patience(bid)
        self.bids[bid.name] = bid
        caller.stage = "offered"
        worker.shown = ("ringing", "", None)
        self.orders.append(c.Ring(bid.name, worker.name, caller.name, caller.queue, ring))  # type: ignore[arg-type]

    def bid_of(self, worker: Worker) -> Bid | None:
        return next((bid for bid in self.bids.values() if bid.worker is worker), None)

    # -- what is left to be done --------------------------------------------------------------------------------------

    def work(self, kind: str, name: str, cause: LegCause | None) -> None:
        match kind:
            case "worker":
                self.show(self.workers[name])
            case "caller":
                self.send_on(next(one for one in self.callers if one.name == name), QueueExit.FAILED)
            case "join":
                bid = self.bids[name]
                bid.stage = bid.caller.stage = "joining"
                bid.worker.shown = ("joining", "", None)
                bid.guard = self.now + self.patience(bid)
                self.orders.append(c.Join(name, bid.worker.name, bid.caller.name, bid.caller.queue))  # type: ignore[arg-type]
            case "stop":
                self.orders.append(c.StopRinging(name, cause))  # type: ignore[arg-type]
                self.over(self.bids[name])
            case "release":
                self.orders.append(c.Release(name, cause))  # type: ignore[arg-type]
                if name in self.bids:
                    self.over(self.bids[name])

    def over(self, bid: Bid) -> None:
        del self.bids[bid.name]
        if bid.caller in self.callers:
            bid.caller.stage = "waiting"  # 7, 11: at the old place, for the key never changes
            if bid.caller.joins_failed >= 3:  # 11
                self.todo.append(("caller", bid.caller.name, None))
        self.todo.append(("worker", bid.worker.name, None))

    def end(self, bid: Bid, cause: LegCause) -> None:
        self.todo.append(("stop" if bid.stage == "ringing" else "release", bid.name, cause))

    def send_on(self, caller: Caller, exit: QueueExit) -> None:
        self.callers.remove(caller)
        self.orders.append(c.SendOn(caller.name, exit))  # type: ignore[arg-type]

    # -- agents (13-16) -----------------------------------------------------------------------------------------------

    def ought(self, worker: Worker) -> tuple[str, str, float | None]:
        if not worker.logged_in:
            return "logged_out", "", None
        if worker.wrap_until is not None and worker.wrap_until > self.now:
            return "wrap_up", "", worker.wrap_until
        if worker.why is not None and (worker.why_until is None or worker.why_until > self.now):
            return "not_ready", worker.why, worker.why_until
        if not worker.reachable:
            return "not_ready", "unreachable", None
        return "ready", "", None

    def show(self, worker: Worker) -> None:
        ought = self.ought(worker)
        if self.bid_of(worker) is not None or ought == worker.shown:
            return
        if ought[0] == "ready" and worker.shown[0] not in ("ringing", "joining"):  # 2
            self.turned += 1
            worker.idle = (self.now, self.turned)
        if ought[0] in ("ready", "logged_out"):
            worker.why = worker.wrap_until = None
        worker.shown = ought
        self.orders.append(c.SetAgent(worker.name, *ought))  # type: ignore[arg-type]

    def blame(self, worker: Worker, cause: LegCause) -> None:  # 7
        if worker.why is not None:  # 14, last sentence
            return
        worker.why = cause.value
        if cause in (LegCause.NO_ANSWER, LegCause.REJECTED):
            worker.why_until = None
        else:
            worker.why_until = self.now + (30 if cause in (LegCause.BUSY, LegCause.UNREACHABLE) else 5)

    # -- time ---------------------------------------------------------------------------------------------------------

    def due(self) -> list[tuple[float, int, str]]:
        return [item for item in self.awaited() if item[0] <= self.now]

    def awaited(self) -> list[tuple[float, int, str]]:
        found: list[tuple[float, int, str]] = []
        for worker in self.workers.values():
            if worker.shown[2] is not None:
                found.append((worker.shown[2], 0, worker.name))
        for caller in self.callers:
            if caller.stage == "waiting":  # 17
                queue = self.queues.get(caller.queue)
                found.append((caller.entered + queue.longest_wait if queue else 0.0, 1, caller.name))
        return found + [(bid.guard, 2, bid.name) for bid in self.bids.values() if self.switch]  # 12

    def patience(self, bid: Bid) -> float:  # 8, 11
        if bid.stage == "ringing":
            return self.queues[bid.caller.queue].ring + 5
        return 10 if bid.stage == "joining" else 14460

    def expire(self, kind: int, name: str) -> None:
        if kind == 0:
            self.show(self.workers[name])
        elif kind == 1:
            self.send_on(next(one for one in self.callers if one.name == name), QueueExit.WAITED_TOO_LONG)
        elif self.bids[name].stage == "ringing":  # 8
            self.blame(self.bids[name].worker, LegCause.NO_ANSWER)
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
                self.leave(next((caller for caller in self.callers if caller.name == fact.call), None))
            case e.OfferRinging() | e.OfferAnswered() | e.TalkBegan() if fact.offer not in self.bids:  # 20
                cause = LegCause.FORCED if isinstance(fact, e.OfferRinging) else LegCause.LATE
                self.todo.append(("release", fact.offer, cause))
            case e.OfferAnswered():
                if self.bids[fact.offer].stage == "ringing":  # 6
                    self.todo.append(("join", fact.offer, None))
            case e.OfferFailed() if fact.offer in self.bids:
                self.failed(self.bids[fact.offer], fact.cause)
            case e.TalkBegan():
                bid = self.bids[fact.offer]
                if bid.stage == "joining":
                    bid.stage = bid.caller.stage = "talking"
                    bid.worker.shown = ("talking", "", None)
                    bid.guard = self.now + self.patience(bid)
            case e.TalkEnded() if fact.offer in self.bids:
                self.ended(self.bids[fact.offer], fact.by)
            case e.SwitchAvailable(available):
                if available and not self.switch:  # 12
                    for bid in self.bids.values():
                        bid.guard = self.now + self.patience(bid)
                self.switch = available
            case e.AgentLoggedIn() | e.AgentLoggedOut() | e.AgentReady() | e.AgentNotReady() | e.AgentReachable():
                if fact.agent in self.workers:
                    self.said(self.workers[fact.agent], fact)

    def enter(self, fact: e.CallerQueued) -> None:
        if any(caller.name == fact.call for caller in self.callers):  # 19
            return
        self.entered += 1
        head_start = fact.head_start if isfinite(fact.head_start) else 0.0
        self.callers.append(Caller(fact.call, fact.queue, self.now, (self.now - head_start, self.entered)))
        if fact.queue not in self.queues:  # 18
            self.todo.append(("caller", fact.call, None))

    def leave(self, caller: Caller | None) -> None:  # 9
        if caller is None:
            return
        self.callers.remove(caller)
        for bid in self.bids.values():
            if bid.caller is caller:
                if bid.stage == "talking":
                    self.wrap(bid)
                self.end(bid, LegCause.CALLER_LEFT)

    def wrap(self, bid: Bid) -> None:  # 10
        bid.worker.wrap_until = self.now + self.queues[bid.caller.queue].wrap_up

    def failed(self, bid: Bid, cause: LegCause) -> None:  # 7
        if bid.stage != "ringing":
            self.ended(bid, By.UNKNOWN)
        else:
            self.blame(bid.worker, cause)
            self.over(bid)

    def ended(self, bid: Bid, by: By) -> None:
        if bid.stage == "talking":  # 10
            self.wrap(bid)
            self.callers.remove(bid.caller)
        elif by is By.CALLER:  # 11
            self.callers.remove(bid.caller)
        elif by is By.AGENT:
            self.blame(bid.worker, LegCause.REJECTED)
        else:
            bid.caller.joins_failed += 1
            self.blame(bid.worker, LegCause.CONGESTION)
        if by is By.AGENT:
            self.over(bid)
        else:
            self.end(bid, LegCause.CALLER_LEFT if by is By.CALLER else LegCause.FORCED)

    def said(self, worker: Worker, fact: e.Event) -> None:
        bid = self.bid_of(worker)
        match fact:
            case e.AgentLoggedIn() if not worker.logged_in:  # 14, 15
                worker.logged_in, worker.why = True, None
            case e.AgentLoggedOut() if worker.logged_in:
                worker.logged_in = False
            case e.AgentReady() if worker.logged_in:
                worker.why = None
                worker.wrap_until = worker.wrap_until if bid else None
            case e.AgentNotReady() if worker.logged_in:
                worker.why, worker.why_until = fact.reason, None
                worker.wrap_until = worker.wrap_until if bid else None
            case e.AgentReachable():
                worker.reachable = fact.reachable
                if fact.reachable and worker.why == "unreachable" and worker.why_until is not None:  # 7
                    worker.why = None
            case _:
                return  # 14: changes nothing
        if bid and bid.stage == "ringing" and isinstance(fact, e.AgentLoggedOut | e.AgentNotReady):
            self.end(bid, LegCause.FORCED)  # 15
        self.todo.append(("worker", worker.name, None))
