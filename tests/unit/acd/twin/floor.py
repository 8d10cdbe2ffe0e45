"""All there is, and what can be said by looking at it.  Numbers in comments are rules of docs/manual/acd.md."""

from collections import defaultdict
from collections.abc import Iterable

from ccengine.acd.events import Step
from tests.unit.acd.twin.chooses import Dice, eligible, first
from tests.unit.acd.twin.expects import Past, staff
from tests.unit.acd.twin.people import AgentLike, Bid, Caller, QueueLike, Worker


class Floor:
    def __init__(self, queues: Iterable[QueueLike], agents: Iterable[AgentLike], run: int = 1) -> None:
        self.queues = {queue.name: queue for queue in queues}
        self.workers = {agent.id: Worker(agent, agent.logged_in) for agent in agents}
        self.run = run
        self.now = 0.0
        self.switch = True
        self.dice = Dice()
        self.callers: list[Caller] = []
        self.stays: dict[str, Caller] = {}  # 32
        self.bids: dict[str, Bid] = {}  # oldest first
        self.entered = self.turned = self.offered = 0
        self.served: dict[tuple[str, str], tuple[str, float]] = {}  # 40
        self.reserved: list[tuple[str, float, float]] = []  # 41: who, from, until
        self.found: dict[str, float] = {}  # 41: when a caller found an agent free
        self.past: defaultdict[str, Past] = defaultdict(Past)  # 27

    def in_line(self, *stages: str) -> list[Caller]:
        return sorted((one for one in self.callers if one.stage in stages), key=lambda one: one.key)

    def bid_of(self, worker: Worker) -> Bid | None:
        return next((bid for bid in self.bids.values() if bid.worker is worker), None)

    def bids_of(self, caller: Caller) -> list[Bid]:
        return [bid for bid in self.bids.values() if bid.caller is caller]

    def pair(self) -> tuple[Caller, Worker] | None:
        for caller in self.in_line("waiting", "offered"):
            queue = self.queues.get(caller.queue)
            if queue is None or not self.wants(caller):
                continue
            if caller.off_line and not self.room(caller.queue):  # 34
                continue
            ready = [one for one in self.workers.values() if one.shown[0] == "ready" and self.bid_of(one) is None]
            ready = [worker for worker in ready if eligible(worker, caller.step, queue)]
            if ready:
                return caller, first(ready, caller.step, queue, self.dice)
        return None

    def wants(self, caller: Caller) -> bool:
        if caller.stage == "offered":  # 3
            return len(self.bids_of(caller)) < self.queues[caller.queue].rings
        return caller.stage == "waiting"

    def room(self, name: str) -> bool:
        queue = self.queues[name]
        here = sum(self.is_here(agent) for agent in dict.fromkeys(queue.agents))
        in_hand = sum(
            one.queue == name and one.promise is not None and (one.promise.reached or one.stage == "dialled")
            for one in self.callers
        )
        if any(
            one.queue == name and one.stage == "resting" and one.promise and one.promise.held_up for one in self.callers
        ):
            return False  # 36
        return in_hand < max(1, here * queue.callbacks.share // 100)

    def anybody(self, caller: Caller, queue: QueueLike) -> bool:
        here = [worker for worker in self.workers.values() if worker.logged_in]
        return any(eligible(worker, step, queue) for worker in here for step in caller.steps[caller.at :])

    def is_here(self, agent: str) -> bool:
        return agent in self.workers and self.workers[agent].logged_in

    def next_step(self, caller: Caller) -> Step | None:
        return caller.steps[caller.at + 1] if caller.at + 1 < len(caller.steps) else None

    def last_agent(self, queue: str, customer: str, within: float) -> str | None:  # 40
        agent, at = self.served.get((queue, customer), ("", 0.0))
        if self.now - at > within or not self.is_here(agent) or agent not in self.queues[queue].agents:
            return None
        return None if self.workers[agent].shown[0] in ("logged_out", "not_ready") else agent

    def reckon(self, caller: Caller) -> None:  # 41
        if caller.entered == self.now:
            self.found[caller.queue] = self.now
        since, queue = self.found.get(caller.queue, 0.0), self.queues[caller.queue]
        lost = sum(
            max(0.0, min(until, self.now) - max(begin, since))
            for agent, begin, until in self.reserved
            if agent in queue.agents
        )
        caller.added = min(self.now - caller.entered, lost / max(1, len(staff(self, caller.queue, Step()))))

    def ever_reserved(self, queue: str) -> bool:
        return any(agent in self.queues[queue].agents for agent, _, _ in self.reserved)

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

    def awaited(self) -> list[tuple[float, int, str]]:
        found: list[tuple[float, int, str]] = []
        for worker in self.workers.values():
            if worker.shown[2] is not None:
                found.append((worker.shown[2], 0, worker.name))
        for caller in self.callers:
            if caller.stage == "waiting":
                found.append((min(self.times_of(caller)), 1, caller.name))
            elif caller.stage == "resting" and caller.promise:  # 36
                found.append((min(caller.promise.pause, caller.promise.until), 1, caller.name))
            elif caller.stage == "dialled" and caller.promise and self.switch:  # 38
                found.append((caller.promise.guard, 1, caller.name))
        guarded = [bid for bid in self.bids.values() if self.switch and bid.stage != "reserved"]  # 12
        return found + [(bid.guard, 2, bid.name) for bid in guarded]

    def times_of(self, caller: Caller) -> tuple[float, float]:
        """When he leaves (17), and when he is searched for by the next step (23)."""
        queue, step = self.queues.get(caller.queue), self.next_step(caller)
        leaves = caller.entered + queue.longest_wait if queue else 0.0
        leaves = caller.promise.until if caller.promise else leaves  # 33, 35
        return leaves, caller.entered + step.after if step else leaves

    def patience(self, bid: Bid) -> float:  # 8, 11
        if bid.stage == "ringing":
            return self.queues[bid.caller.queue].ring + 5
        return 10 if bid.stage == "joining" else 14460
