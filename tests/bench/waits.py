"""Expected waits against the waits that came, in virtual time, beside what Asterisk's app_queue would have told.
By hand: `.venv/bin/python -m tests.bench.waits [--calls 10000]`; figures of a run are in docs/performance.md.

app_queue tells its running average of the waits of answered calls, in whole seconds: at each answer the average becomes
(3 * average + wait) / 4 (`recalc_holdtime`, `say_position` in app_queue.c)."""

import argparse
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ccengine.acd.rules import AgentRules, QueueRules, Rules
from ccengine.model.ids import AgentId, QueueName
from ccengine_sim.virtual import Callers, Constant, Exponential, Law, Plan, Visit, Worker, poisson
from ccengine_sim.virtual.people import Caller
from ccengine_sim.virtual.run import Run

TALK, WRAP_UP, ANSWER = 170.0, 10.0, 4.0  # seconds
HANDLING = TALK + WRAP_UP + ANSWER
SERVICE, REPAIRS = QueueName("service"), QueueName("repairs")


@dataclass(slots=True)
class Told:
    """What a caller who had to wait would have been told as he came, and what came of it."""

    visit: Visit
    position: int
    expected: float
    app_queue: float = 0.0


class Telling(Run):
    """Also keeps what each caller would have been told."""

    def __init__(self, plan: Plan, seed: int | str) -> None:
        self.told: list[Told] = []
        super().__init__(plan, seed)

    def _arrive(self, caller: Caller, coming: Iterator[tuple[float, Caller]]) -> None:
        super()._arrive(caller, coming)
        position = self.machine.position(caller.call)
        expected = self.machine.expected_wait(caller.call, self.timeline.now)
        waits = position is not None and not self.machine.offers_of(caller.call)
        if waits and expected is not None and self.visits[-1].caller is caller:
            self.told.append(Told(self.visits[-1], position or 0, expected))


def staff(many: int, *queues: QueueName, first: int = 8001) -> tuple[list[Worker], list[AgentId]]:
    names = [AgentId(str(first + n)) for n in range(many)]
    return [Worker(name, answers=Constant(ANSWER)) for name in names], names


TALKS = Exponential(TALK)


def one_queue(agents: int, load: float, patience: Law, talk: Law = TALKS) -> Plan:
    """`load`: work that comes, by what the agents can do."""
    workers, names = staff(agents)
    rules = Rules.of([QueueRules(SERVICE, tuple(names), wrap_up=WRAP_UP, longest_wait=1e6)], map(AgentRules, names))
    callers = Callers("caller", SERVICE, poisson(load * agents / HANDLING), talk, patience)
    return Plan(rules, (callers,), tuple(workers))


def with_vips(agents: int, load: float) -> Plan:
    """A tenth of the callers has a head start of five minutes."""
    plan = one_queue(agents, load, Exponential(900.0))
    rate = load * agents / HANDLING
    everybody = Callers("caller", SERVICE, poisson(0.9 * rate), Exponential(TALK), Exponential(900.0))
    vips = Callers("vip", SERVICE, poisson(0.1 * rate), Exponential(TALK), Exponential(900.0), head_start=300.0)
    return Plan(plan.rules, (everybody, vips), plan.workers)


def shared(load: float) -> Plan:
    """Two queues: five agents each of their own, and ten for both; repairs take twice as long."""
    workers, names = staff(20)
    queues = [QueueRules(SERVICE, tuple(names[:15]), wrap_up=WRAP_UP, longest_wait=1e6)]
    queues.append(QueueRules(REPAIRS, tuple(names[5:]), wrap_up=WRAP_UP, longest_wait=1e6))
    service = Callers("service", SERVICE, poisson(load * 10 / HANDLING), Exponential(TALK), Exponential(600.0))
    long = 2 * TALK
    repairs = Callers("repairs", REPAIRS, poisson(load * 10 / (HANDLING + TALK)), Exponential(long), Exponential(600.0))
    return Plan(Rules.of(queues, map(AgentRules, names)), (service, repairs), tuple(workers))


PATIENT, IMPATIENT = Exponential(1800.0), Exponential(300.0)

PLANS: dict[str, Callable[[], Plan]] = {
    "3 agents, load 0.9, patient": lambda: one_queue(3, 0.9, PATIENT),
    "10 agents, load 0.95, patient": lambda: one_queue(10, 0.95, PATIENT),
    "10 agents, load 1.2, impatient": lambda: one_queue(10, 1.2, IMPATIENT),
    "50 agents, load 1.0, impatient": lambda: one_queue(50, 1.0, IMPATIENT),
    "10 agents, talks of one length": lambda: one_queue(10, 0.95, PATIENT, Constant(TALK)),
    "10 agents, a tenth VIPs": lambda: with_vips(10, 1.0),
    "two queues that share agents": lambda: shared(1.0),
}


def told(plan: Plan, seed: int | str, calls: int) -> list[Told]:
    """Of the first so many calls, those that had to wait and were answered; with what app_queue would have told."""
    run = Telling(plan, seed)
    run.first(calls)
    answers = sorted((v.answered, v.caller.queue, v.wait) for v in run.visits if v.answered is not None)
    found = [each for each in run.told if each.visit.answered is not None]
    for queue in {each.visit.caller.queue for each in found}:
        average, waits = 0, iter([(at, wait) for at, of, wait in answers if of == queue])
        upcoming = next(waits, None)
        for each in (each for each in found if each.visit.caller.queue == queue):
            while upcoming is not None and upcoming[0] < each.visit.arrived:
                average = (average * 3 + int(upcoming[1])) // 4
                upcoming = next(waits, None)
            each.app_queue = float(average)
    return found


def mean_error(found: list[Told], of: Callable[[Told], float]) -> float:
    return statistics.fmean(abs(of(each) - each.visit.wait) for each in found)


def ours(each: Told) -> float:
    return each.expected


def theirs(each: Told) -> float:
    return each.app_queue


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print("| traffic | waited | mean wait | mean absolute error | bias | app_queue's error | its bias |")
    print("|---|---|---|---|---|---|---|")
    for name, plan in PLANS.items():
        found = told(plan(), asked.seed, asked.calls)
        wait = statistics.fmean(each.visit.wait for each in found)
        bias, its = (statistics.fmean(of(each) - each.visit.wait for each in found) for of in (ours, theirs))
        print(
            f"| {name} | {len(found)} | {wait:.0f} s | {mean_error(found, ours):.0f} s | {bias:+.0f} s "
            f"| {mean_error(found, theirs):.0f} s | {its:+.0f} s |",
            flush=True,
        )


if __name__ == "__main__":
    main()
